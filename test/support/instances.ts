import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { InvocationContext } from "@azure/functions";
import { durableClient } from "../../src/orchestration/durable.ts";

type Status = "Running" | "Completed" | "Terminated";

export interface InstanceRow {
  status: Status;
  readonly name: string;
  readonly input: unknown;
  readonly createdTime: string;
}

/** The management API of Durable Functions over instances in memory, as the extension answers, for the real client. */
export interface Instances {
  readonly rows: Map<string, InstanceRow>;
  readonly calls: string[];
  /** Answers the next call with this status instead. */
  failNext(status: number): void;
  /** A function's context with the client in it. */
  readonly context: InvocationContext;
  close(): Promise<void>;
}

export async function startInstances(): Promise<Instances> {
  const rows = new Map<string, InstanceRow>();
  const calls: string[] = [];
  const failures: number[] = [];
  const server = createServer(async (request, response) => {
    calls.push(`${request.method} ${request.url}`);
    const failure = failures.shift();
    if (failure !== undefined) return answer(response, failure, { Message: "on demand" });
    return route(rows, request, response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    rows,
    calls,
    failNext: (status) => failures.push(status),
    context: contextWith(`http://127.0.0.1:${port}/`),
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

function contextWith(rpcBaseUrl: string): InvocationContext {
  const context = new InvocationContext({ options: { extraInputs: [durableClient] } });
  context.extraInputs.set(durableClient, { taskHubName: "hub", creationUrls: {}, managementUrls: {}, rpcBaseUrl });
  return context;
}

async function route(
  rows: Map<string, InstanceRow>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(String(request.url), "http://localhost");
  const [kind, first = "", second = ""] = pathname.slice(1).split("/");
  if (request.method === "DELETE") return purge(rows, searchParams, response);
  if (kind === "orchestrators") return start(rows, first, second, await bodyOf(request), response);
  const row = rows.get(first);
  if (!row) return answer(response, 404, { Message: "not found" });
  if (request.method === "GET") return answer(response, row.status === "Running" ? 202 : 200, statusOf(first, row));
  if (row.status !== "Running") return answer(response, 410, {});
  if (second === "terminate") row.status = "Terminated";
  return answer(response, 202, {});
}

function start(
  rows: Map<string, InstanceRow>,
  name: string,
  id: string,
  input: unknown,
  response: ServerResponse,
): void {
  const isLive = rows.get(id)?.status === "Running";
  if (!isLive) rows.set(id, { name, input, status: "Running", createdTime: "2026-11-20T09:00:00Z" });
  answer(response, isLive ? 500 : 202, isLive ? { Message: "Something went wrong" } : { id });
}

function purge(rows: Map<string, InstanceRow>, query: URLSearchParams, response: ServerResponse): void {
  const statuses = query.get("runtimeStatus")?.split(",") ?? [];
  const isMeant = ({ status, createdTime }: InstanceRow) =>
    statuses.includes(status) && Date.parse(createdTime) < Date.parse(query.get("createdTimeTo") ?? "");
  const ids = [...rows].filter(([, row]) => isMeant(row)).map(([id]) => id);
  for (const id of ids) rows.delete(id);
  answer(response, ids.length === 0 ? 404 : 200, { instancesDeleted: ids.length });
}

function statusOf(instanceId: string, { name, input, status, createdTime }: InstanceRow) {
  const none = { customStatus: null, output: null, lastUpdatedTime: createdTime };
  return { ...none, name, instanceId, input, runtimeStatus: status, createdTime };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify(body));
}
