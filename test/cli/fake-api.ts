import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type {
  AuditAnswer,
  DecideAnswer,
  MeAnswer,
  MetricsAnswer,
  NamespacesAnswer,
  Problem,
  RequestStory,
  RequestsAnswer,
  ShownEntry,
} from "../../src/domain/answers.ts";
import { canonicalJson } from "../../src/domain/audit.ts";
import type { Card } from "../../src/domain/card.ts";

export const TOKEN = "t0ken";

/** What the stand-in of the service knows. A test may change it. */
export interface FakeWorld {
  me: MeAnswer;
  record: ShownEntry[];
  requests: RequestStory[];
  namespaces: NamespacesAnswer;
  metrics: MetricsAnswer | undefined;
  /** How many entries the sealed log holds, where its files are made up. */
  sealed: number;
  /** Files of a real log, by their paths; they take the place of made up ones. */
  log: ReadonlyMap<string, Uint8Array> | undefined;
  /** By the entry's id. */
  proofs: Readonly<Record<string, string>>;
  /** What the next questions are answered with instead, in turn. */
  instead: Instead[];
  onHeard: ((heard: Heard) => void) | undefined;
}

export interface Instead {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Ends the connection in the middle of the answer. */
  readonly breaksOff?: boolean;
}

export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly authorization: string | undefined;
}

export interface FakeApi {
  readonly url: string;
  readonly world: FakeWorld;
  readonly heard: Heard[];
  stop(): Promise<void>;
}

/** The service's API, as far as the command line asks it. */
export async function startFakeApi(): Promise<FakeApi> {
  const world: FakeWorld = {
    ...{
      me: { name: "Rita", roles: ["Audit.Read.All"] },
      record: [],
      requests: [],
      namespaces: { namespaces: [] },
      metrics: undefined,
      sealed: 0,
      log: undefined,
      proofs: {},
      instead: [],
      onHeard: undefined,
    },
  };
  const heard: Heard[] = [];
  const server = createServer((request, response) => void hear(request, response, world, heard));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, world, heard, stop: () => stop(server) };
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

async function hear(request: IncomingMessage, response: ServerResponse, world: FakeWorld, heard: Heard[]) {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const body = request.method === "POST" ? await json(request) : undefined;
  const { authorization } = request.headers;
  const asked = { method: request.method ?? "", path: pathname, query: Object.fromEntries(searchParams), body };
  heard.push({ ...asked, authorization });
  world.onHeard?.({ ...asked, authorization });
  const instead = world.instead.shift();
  if (instead) return answerInstead(response, instead);
  if (authorization !== `Bearer ${TOKEN}`) return tellProblem(response, 401, "The token is not for this service.");
  tell(response, answerTo({ ...asked, authorization }, world));
}

function tell(response: ServerResponse, answer: object | string | Uint8Array | undefined): void {
  if (answer === undefined) tellProblem(response, 404, "Nothing is found.");
  else if (typeof answer === "string" || answer instanceof Uint8Array)
    response.writeHead(200, { "content-type": "text/plain" }).end(answer);
  else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
}

function answerInstead(response: ServerResponse, { status, headers, body, breaksOff }: Instead): void {
  response.writeHead(status, headers);
  if (!breaksOff) response.end(body);
  else response.write(body ?? "", () => response.destroy());
}

function tellProblem(response: ServerResponse, status: number, detail: string): void {
  answerInstead(response, aProblem({ status, detail }));
}

export function aProblem({ status, ...more }: Partial<Problem> & { readonly status: number }): Instead {
  const problem: Problem = {
    type: "about:blank",
    title: "Title",
    status,
    detail: "Detail.",
    correlation: "c-4711",
    ...more,
  };
  return { status, headers: { "content-type": "application/problem+json" }, body: JSON.stringify(problem) };
}

function answerTo(asked: Heard, world: FakeWorld): object | string | Uint8Array | undefined {
  const [, api, subject, ...rest] = asked.path.split("/");
  if (api !== "api") return undefined;
  switch (subject) {
    case "me":
      return world.me;
    case "requests":
      return requestsAnswer(asked, rest, world);
    case "changes":
      return changeAnswer(asked.body as Wanted, world);
    case "namespaces":
      return world.namespaces;
    case "metrics":
      return world.metrics;
    case "audit":
      return recordAnswer(asked, rest, world);
    default:
      return undefined;
  }
}

/** What is on record: what is shown with an entry is not part of it. */
export function storedBytes(entry: ShownEntry): string {
  return canonicalJson({ ...entry, actorName: undefined, index: undefined });
}

function recordAnswer(asked: Heard, [first, ...rest]: readonly string[], world: FakeWorld) {
  if (first === undefined) return auditAnswer(asked, world);
  if (first === "record") return world.record.map(rowLine).join("");
  return first === "log" ? logFile(rest.join("/"), world) : world.proofs[`${first}/${rest[0]}`];
}

function rowLine(entry: ShownEntry): string {
  return `${JSON.stringify({ id: entry.id, bytes: storedBytes(entry) })}\n`;
}

function requestsAnswer({ body }: Heard, [id, posted]: readonly string[], { requests }: FakeWorld) {
  if (id === undefined) return { requests } satisfies RequestsAnswer;
  const story = requests.find((one) => one.id === id);
  if (!story || posted === undefined) return story;
  return posted === "holds" ? held(story.card) : voted(story.card, body as Said);
}

interface Said {
  readonly verdict: "approve" | "reject";
  readonly comment?: string;
  readonly confirmed?: boolean;
}

function voted(card: Card, { verdict, comment = "", confirmed }: Said): DecideAnswer {
  if (verdict === "approve") {
    const votes = [...card.votes, { by: "Olga Owens", text: comment, at: "2026-11-20T09:00:00.000Z", verdict }];
    return { kind: "accepted", card: { ...card, votes, votesNeeded: 2 } };
  }
  if (comment === "") return { kind: "refused", reason: "A rejection needs a comment.", card };
  if (!confirmed) return { kind: "confirm", card };
  const decision = { verdict, comment, by: "Olga Owens", byKind: "person", at: "2026-11-20T09:00:00.000Z" } as const;
  return { kind: "accepted", card: { ...card, state: "applying", decision } };
}

function held(card: Card): DecideAnswer {
  return { kind: "accepted", card: { ...card, state: "held" } };
}

interface Wanted {
  readonly change: string;
  readonly confirmedFor?: string;
}

function changeAnswer({ change, confirmedFor }: Wanted, { requests }: FakeWorld): DecideAnswer | undefined {
  const card = requests[0]?.card;
  if (!card) return undefined;
  if (confirmedFor === "pe-orders round 1") return { kind: "begun", message: `A request to ${change} it has begun.` };
  return { kind: "confirm", card, confirmedFor: "pe-orders round 1" };
}

function auditAnswer({ query }: Heard, { record }: FakeWorld): AuditAnswer | string {
  const { format, order, top = "50", cursor = "0", from = "", to = "9999", kind, facets, explain } = query;
  const fitting = record
    .filter(
      (entry) => entry.at >= from && entry.at < to && (kind === undefined || kind.split(",").includes(entry.kind)),
    )
    .toSorted((one, other) => (one.at < other.at ? -1 : 1));
  const ordered = order === "oldest" ? fitting : fitting.toReversed();
  if (format !== undefined) return ordered.map((entry) => `${storedBytes(entry)}\n`).join("");
  const entries = ordered.slice(Number(cursor), Number(cursor) + Number(top));
  const end = Number(cursor) + entries.length;
  return {
    entries: explain ? [] : entries,
    ...(end < ordered.length && !explain && { next: String(end) }),
    looked: {
      from: from || "2026-10-21T09:00:00.000Z",
      to: "2026-11-20T09:00:00.000Z",
      by: "time",
      rows: end,
      complete: true,
    },
    ...(facets && { facets: { kind: [{ value: "vote.cast", count: ordered.length }] } }),
    ...(explain && { explain: { ranges: [{ partition: "t-202611", from: "a", to: "b" }], narrowedBy: ["kind"] } }),
  };
}

function logFile(path: string, { sealed, log }: FakeWorld): string | Uint8Array | undefined {
  if (log) return log.get(path);
  if (path === "checkpoint") return `relay-approvals.contoso.com/audit\n${sealed}\nroot\n\n— signature\n`;
  return `content of ${path}`;
}
