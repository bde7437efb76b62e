import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { ArmError } from "../arm/arm-error.ts";
import { listen, stopListening } from "../listening.ts";
import { actionsOf } from "./actions.ts";
import { type ApiAccess, apiAccess, refuseBrowsers } from "./api-access.ts";
import type { ControlledSandbox } from "./controlled-sandbox.ts";
import { jsonWithin, refuseForeignHost, refuseForeignPage } from "./guard.ts";
import { hostControl } from "./host-control.ts";
import { namedFaults } from "./named-faults.ts";
import { openCardsIn } from "./open-cards.ts";
import { PAGE_HEADERS, pageFile } from "./page-files.ts";
import { Refusal } from "./refusal.ts";
import { type View, viewOf } from "./view.ts";

export interface ControlOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly sandbox: ControlledSandbox;
  /** The project's root. */
  readonly root: string;
}

export interface Control {
  readonly url: string;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly content: string | Buffer;
}

interface Doors {
  readonly port: () => number;
  readonly pageFolder: string;
  readonly actions: ReturnType<typeof actionsOf>;
  readonly view: () => View;
  readonly auditRecord: () => Promise<string>;
  readonly access: (query: URLSearchParams) => Promise<ApiAccess>;
}

/** The page on which a person plays the consumer and the portal, and its JSON API. On the loopback address only. */
export async function startControl({ port: wanted, sandbox, root }: ControlOptions): Promise<Control> {
  const faults = namedFaults(sandbox);
  const cards = openCardsIn(sandbox.relay);
  const host = hostControl(sandbox);
  let port = wanted;
  const doors: Doors = {
    port: () => port,
    pageFolder: join(root, "sandbox/control/page"),
    actions: actionsOf({ sandbox, faults, cards, host }),
    view: () => viewOf({ sandbox, faults, cards, isStarting: host.isStarting }),
    auditRecord: () => sandbox.auditRecord(),
    access: (query) => apiAccess(sandbox, query),
  };
  const server = createServer((request, response) => {
    void answerOf(doors, request)
      .catch(refusalAnswer)
      .then((answer) => send(request, response, answer));
  });
  port = await listen(server, wanted, "the control page");
  return { url: `http://localhost:${port}`, close: () => stopListening(server) };
}

async function answerOf(doors: Doors, request: IncomingMessage): Promise<Answer> {
  const port = doors.port();
  refuseForeignHost(request.headers, port);
  const path = (request.url ?? "/").replace(/[?#].*$/, "");
  const action = path.startsWith("/api/") ? doors.actions.get(path.slice("/api/".length)) : undefined;
  if (action) {
    if (request.method !== "POST") throw new Refusal(405, "This takes POST only.");
    refuseForeignPage(request.headers, port);
    return json(200, { told: await action(await jsonWithin(request)) });
  }
  return readable(doors, request, path);
}

async function readable(doors: Doors, request: IncomingMessage, path: string): Promise<Answer> {
  const { method } = request;
  const made = MADE[path];
  const file = made ? undefined : await pageFile(doors.pageFolder, path);
  if (!made && !file) throw new Refusal(404, "There is nothing here.");
  if (method !== "GET" && method !== "HEAD") throw new Refusal(405, "This takes GET only.");
  return file ? { status: 200, ...file } : (made ?? stateAnswer)(doors, request);
}

const stateAnswer = async ({ view }: Doors) => json(200, view());

/** What no file holds. */
const MADE: Readonly<Record<string, (doors: Doors, request: IncomingMessage) => Promise<Answer>>> = Object.assign(
  Object.create(null),
  {
    "/api/state": stateAnswer,
    "/token": async ({ access }: Doors, { url = "", headers }: IncomingMessage) => {
      refuseBrowsers(headers);
      return json(200, await access(new URL(url, "http://localhost").searchParams));
    },
    "/audit.ndjson": async ({ auditRecord }: Doors) => ({
      ...{ status: 200, type: "application/x-ndjson; charset=utf-8", content: await auditRecord() },
    }),
  },
);

function json(status: number, body: unknown): Answer {
  return { status, type: "application/json; charset=utf-8", content: JSON.stringify(body) };
}

function refusalAnswer(error: unknown): Answer {
  if (error instanceof Refusal || error instanceof ArmError) return json(error.status, { refused: error.message });
  console.error("The control page failed:", error);
  return json(500, { refused: "The control page failed; the sandbox's output says why." });
}

function send(request: IncomingMessage, response: ServerResponse, { status, type, content }: Answer): void {
  response.writeHead(status, {
    ...PAGE_HEADERS,
    "content-type": type,
    "content-length": Buffer.byteLength(content),
    ...(request.complete || status < 400 ? {} : { connection: "close" }),
  });
  response.end(request.method === "HEAD" ? undefined : content);
  request.resume();
}
