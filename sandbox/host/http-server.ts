import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Answer, send, TooLong, textAnswer } from "./answer.ts";
import { rpcPath, webhookPath } from "./durable/client-binding.ts";
import type { ManagementApi } from "./durable/management-api.ts";
import type { EasyAuth } from "./easy-auth/easy-auth.ts";
import { eventGridPath } from "./event-grid.ts";
import type { httpTriggers } from "./http-trigger.ts";
import { type Keys, opens, sentKeyOf } from "./keys.ts";
import { type Log, messageOf } from "./log.ts";

type Area = (request: IncomingMessage, url: URL, path: readonly string[]) => Promise<Answer>;

export interface Areas {
  readonly keys: Keys;
  readonly functions: ReturnType<typeof httpTriggers>;
  readonly eventGrid: Area;
  readonly admin: Area;
  readonly durable: ManagementApi;
  readonly easyAuth: EasyAuth | undefined;
  readonly hasHomepage: boolean;
}

interface Arrived {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly path: readonly string[];
}

/** Listens on loopback only, so that nobody else on the network reaches the sandbox. */
export async function listen(port: number): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => send(request, response, starting));
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (cause) {
    const isTaken = (cause as NodeJS.ErrnoException).code === "EADDRINUSE";
    throw isTaken ? new Error(`Port ${port} is in use`, { cause }) : cause;
  }
  return { server, port: (server.address() as AddressInfo).port };
}

const starting: Answer = { status: 503, headers: { "retry-after": "1" }, body: "The host is starting" };

export function serve(server: Server, areas: Areas, log: Log): void {
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    answerOf(areas, request, response, log).then(
      (answer) => answer && send(request, response, answer),
      (fault) => {
        log("error", "http", messageOf(fault));
        send(request, response, { status: 500 });
      },
    );
  });
}

/** Nothing when the function has sent the answer itself. */
async function answerOf(
  areas: Areas,
  request: IncomingMessage,
  response: ServerResponse,
  log: Log,
): Promise<Answer | undefined> {
  const url = urlOf(request);
  const path = url && segmentsOf(url);
  if (!path) return textAnswer(400, "The address can't be read");
  try {
    return await dispatch(areas, { request, response, url, path });
  } catch (fault) {
    if (fault instanceof TooLong) return textAnswer(413, fault.message);
    // A caller that went away in the middle of its body.
    if (request.destroyed && !request.complete) return { status: 400 };
    log("error", "http", messageOf(fault));
    return { status: 500 };
  }
}

async function dispatch(areas: Areas, arrived: Arrived): Promise<Answer | undefined> {
  const { request, url, path } = arrived;
  const lowered = `${url.pathname.toLowerCase()}/`;
  const isUnder = (base: string) => lowered.startsWith(`${base}/`);
  if (isUnder(eventGridPath)) return areas.eventGrid(request, url, path);
  if (isUnder(webhookPath)) return durableByKey(areas, request, url, path.slice(3));
  if (isUnder(rpcPath)) return durableOfApp(areas, request, url, path.slice(1));
  if (isUnder("/runtime")) return { status: 404 };
  if (isUnder("/admin")) return areas.admin(request, url, path.slice(1));
  if (areas.easyAuth && isUnder("/.auth")) return areas.easyAuth.answer(request, url);
  return functionAnswer(areas, arrived);
}

async function functionAnswer(areas: Areas, arrived: Arrived): Promise<Answer | undefined> {
  const { request, url } = arrived;
  const identity = (await areas.easyAuth?.identityOf(request, url)) ?? {};
  if (identity === "refused") return { status: 403 };
  const answer = await areas.functions(arrived, identity);
  return answer?.status === 404 && url.pathname === "/" ? homeAnswer(areas) : answer;
}

/** What Azure's host shows where an app has no page of its own. */
function homeAnswer({ hasHomepage }: Areas): Answer {
  return hasHomepage ? textAnswer(200, "Your Functions host is up and running") : { status: 204 };
}

async function durableByKey({ keys, durable }: Areas, request: IncomingMessage, url: URL, path: readonly string[]) {
  if (!opens(sentKeyOf(request, url), keys.durableTask, keys.master)) return { status: 401 };
  return durable(request, path, url.searchParams);
}

/** Needs no key, so it is closed to web pages: they send an Origin, or a host name that is not loopback. */
async function durableOfApp({ durable }: Areas, request: IncomingMessage, url: URL, path: readonly string[]) {
  const isLoopback = url.hostname === "127.0.0.1" || url.hostname === "localhost";
  if (request.headers.origin !== undefined || !isLoopback) return { status: 403 };
  return durable(request, path, url.searchParams);
}

function urlOf(request: IncomingMessage): URL | undefined {
  const target = request.url ?? "/";
  const base = `http://${request.headers.host ?? "localhost"}`;
  return target.startsWith("/") && URL.canParse(`${base}${target}`) ? new URL(`${base}${target}`) : undefined;
}

function segmentsOf(url: URL): string[] | undefined {
  try {
    return url.pathname.split("/").filter(Boolean).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
