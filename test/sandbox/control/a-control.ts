import { request } from "node:http";
import { resolve } from "node:path";
import { type Control, startControl } from "../../../sandbox/control/control.ts";
import type { ControlledSandbox } from "../../../sandbox/control/controlled-sandbox.ts";
import type { View } from "../../../sandbox/control/view.ts";
import { type EventGrid, startEventGrid } from "../../../sandbox/event-grid/event-grid.ts";
import { cardsPosted, type Exchange, openRequests } from "../../../sandbox/teams/record.ts";
import { drawCard } from "../../../src/adapters/teams/cards/draw-card.ts";
import { aCard } from "../../adapters/teams/a-card.ts";
import { type ArmUnderTest, anArm } from "../arm/an-arm.ts";

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

interface Sending {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface ControlUnderTest {
  readonly control: Control;
  readonly arm: ArmUnderTest;
  readonly eventGrid: EventGrid;
  /** What the page asked of the parts that are not there. */
  readonly asked: string[];
  /** Lets Teams take a card for a request. */
  post(card: { readonly requestId: string; readonly namespace: string; readonly privateEndpoint: string }): void;
  view(): Promise<View>;
  act(name: string, body: unknown): Promise<{ readonly status: number; readonly told: string }>;
  send(path: string, sending?: Sending): Promise<Reply>;
  end(): Promise<void>;
}

/** The control page over the real stand-ins for ARM and Event Grid; Teams and the host are recorded only. */
export async function aControl(hostUrl = "http://localhost:1"): Promise<ControlUnderTest> {
  const arm = await anArm();
  const eventGrid = startEventGrid({ subscriptions: [] });
  const asked: string[] = [];
  const record: Exchange[] = [];
  const sandbox: ControlledSandbox = {
    folder: "/sandbox",
    entra: {
      signApiToken: async ({ name }) => `a token of ${name}`,
      signArmToken: async ({ name }) => `a token of ${name} for ARM`,
    },
    arm,
    eventGrid,
    relay: {
      record,
      cardsFor: (requestId) => cardsPosted(record, requestId),
      openRequests: () => openRequests(record),
      postAgain: async (requestId) => {
        asked.push(`post ${requestId} again`);
        return "posted";
      },
    },
    playground: { url: "http://localhost:56150" },
    host: aHost(hostUrl, asked),
    auditRecord: async () => '{"id":"r-1/seen"}\n',
    moveClock: async (ms) => void asked.push(`move the clock ${ms} ms`),
  };
  const control = await startControl({ port: 0, sandbox, root: resolve(process.cwd()) });
  const send = (path: string, sending: Sending = {}) => sendTo(`${control.url}${path}`, sending);
  return {
    ...{ control, arm, eventGrid, asked, send },
    post: (card) => void record.push(aPost(card)),
    view: async () => JSON.parse((await send("/api/state")).text),
    async act(name, body) {
      const headers = { "content-type": "application/json" };
      const { status, text } = await send(`/api/${name}`, { method: "POST", headers, body: JSON.stringify(body) });
      const { told, refused } = JSON.parse(text);
      return { status, told: told ?? refused };
    },
    async end() {
      await control.close();
      eventGrid.close();
      await arm.end();
    },
  };
}

function aHost(url: string, asked: string[]): ControlledSandbox["host"] {
  let state: "running" | "stopped" = "running";
  return {
    url,
    keys: { master: "the-master-key" },
    state: () => state,
    async kill() {
      asked.push("kill the host");
      state = "stopped";
    },
    async start() {
      asked.push("start the host");
      state = "running";
    },
  };
}

/** Drawn as the service draws it: what the page looks for on a card must stand there. */
function aPost(card: { requestId: string; namespace: string; privateEndpoint: string }): Exchange {
  const { requestId } = card;
  const content = drawCard(aCard(card));
  return {
    at: "2026-11-25T03:22:00.000Z",
    method: "POST",
    path: "/v3/conversations",
    body: { activity: { attachments: [{ content }] } },
    status: 201,
    answer: { id: `conversation-of-${requestId}`, activityId: `activity-of-${requestId}` },
  };
}

/** Not `fetch`: it lets nobody choose the Host header. */
function sendTo(url: string, { method = "GET", headers = {}, body }: Sending): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(url.replace("localhost", "127.0.0.1"), {
      method,
      agent: false,
      headers: { host: new URL(url).host, ...headers },
    });
    sent.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
