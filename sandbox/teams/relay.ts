import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Certificate } from "../certificates.ts";
import { listen, stopListening } from "../listening.ts";
import { serviceIdentity } from "../world.ts";
import { type ClickedOn, copiesIn } from "./copies.ts";
import { type Answer, call, jsonOf, send } from "./http-json.ts";
import { keptRecord } from "./kept-record.ts";
import { allCardsPosted, cardsPosted, type Exchange, openRequests, type PostedCard, shownNow } from "./record.ts";

export interface TeamsRelayOptions {
  /** Of the connector, https; 0 takes a free one. */
  readonly port: number;
  readonly certificate: Pick<Certificate, "key" | "cert">;
  /** Signs what Teams would: the Entra stand-in's. */
  signBotToken(token: { readonly audience: string; readonly serviceUrl: string }): Promise<string>;
  /** Checks what the bot sends: the Entra stand-in's `verifyIdentityToken`. */
  verifyToken(token: string, audience: string): Promise<{ readonly kind: string }>;
  /** Asked at each call: the Playground starts after the relay, since it must know where to send. */
  playgroundUrl(): string;
  hostUrl(): string;
  readonly appId?: string;
  /** Where the record is kept, so that cards can be posted again after a start. */
  readonly recordPath?: string;
}

/** How the connector shall answer the bot instead of the Playground. */
interface ConnectorFault {
  readonly status: number;
  readonly retryAfterSeconds?: number;
  readonly times: number;
  /** The Playground takes the call, but its answer is lost. */
  readonly afterwards?: boolean;
}

export interface TeamsRelay {
  /** The bot's service URL. */
  readonly serviceUrl: string;
  /** For the Playground. */
  readonly botUrl: string;
  readonly record: readonly Exchange[];
  cardsFor(requestId: string): readonly PostedCard[];
  /** Requests whose card still has buttons. */
  openRequests(): readonly string[];
  /** Asks anew after each exchange until there is something; how long to wait is the caller's. */
  until<Found>(find: (record: readonly Exchange[]) => Found | undefined): Promise<Found>;
  /** Posts a request's card once more, as it is now, for a page that was opened too late. Later edits and replies reach both. */
  postAgain(requestId: string): Promise<"posted" | "unknown" | "failed">;
  failNext(fault: ConnectorFault): void;
  close(): Promise<void>;
}

const CONNECTOR = "/connector";
const CONNECTOR_AUDIENCE = "https://api.botframework.com";

/** Stands between the Playground and the bot, and is to each what the real one is: Teams signs its calls and checks the bot's. */
export async function startTeamsRelay(options: TeamsRelayOptions): Promise<TeamsRelay> {
  const kept = keptRecord(options.recordPath);
  const { record } = kept;
  const faults: ConnectorFault[] = [];
  const connectorUrl = () => `${options.playgroundUrl()}/_connector`;
  const copies = copiesIn(connectorUrl);
  const connector = createTlsServer(options.certificate, (request, response) =>
    answer(response, () => fromBot(request, { ...options, connectorUrl, copies, faults, keep: kept.add })),
  );
  const port = await listen(connector, options.port, "the Teams relay");
  const sees = (activity: ActivitySeen) => {
    const { type, conversation } = activity;
    if (type === "installationUpdate" && conversation?.id) copies.pageOpened(conversation.id, allCardsPosted(record));
    return copies.asOnFirst(activity);
  };
  const serviceUrl = `https://localhost:${port}${CONNECTOR}`;
  const fromTeams = createServer((request, response) =>
    answer(response, () => toBot(request, options, serviceUrl, sees)),
  );
  const plainPort = await listen(fromTeams, 0, "the Teams relay's door for the Playground");
  return {
    serviceUrl,
    botUrl: `http://localhost:${plainPort}/api/messages`,
    record,
    cardsFor: (requestId) => cardsPosted(record, requestId),
    openRequests: () => openRequests(record),
    until: kept.until,
    async postAgain(requestId) {
      const posted = cardsPosted(record, requestId).at(-1);
      if (!posted) return "unknown";
      const [channel = ""] = posted.conversation.split(";");
      const { status } = await copies.add(posted, channel, shownNow(record, posted).card);
      return status === 201 ? "posted" : "failed";
    },
    failNext: (fault) => void faults.push(...Array.from({ length: fault.times }, () => fault)),
    close: async () => void (await Promise.all([stopListening(connector), stopListening(fromTeams)])),
  };
}

function answer(response: ServerResponse, make: () => Promise<Answer>): void {
  make().then(
    (made) => send(response, made),
    (error: unknown) =>
      send(response, { status: 500, body: { error: { code: "RelayBroken", message: String(error) } } }),
  );
}

interface ActivitySeen extends ClickedOn {
  readonly type?: string;
}

/** Teams would name itself as the service and sign. The Playground asks with HEAD whether somebody is there. */
async function toBot(
  request: IncomingMessage,
  options: TeamsRelayOptions,
  serviceUrl: string,
  sees: (activity: ActivitySeen) => ActivitySeen,
): Promise<Answer> {
  if (request.method !== "POST") return { status: 200 };
  const activity = { ...sees((await jsonOf(request)) as ActivitySeen), serviceUrl };
  const token = await options.signBotToken({ audience: options.appId ?? serviceIdentity.clientId, serviceUrl });
  return call("POST", `${options.hostUrl()}/api/messages`, activity, { authorization: `Bearer ${token}` });
}

interface Passage extends Pick<TeamsRelayOptions, "verifyToken"> {
  connectorUrl(): string;
  readonly copies: ReturnType<typeof copiesIn>;
  readonly faults: ConnectorFault[];
  keep(exchange: Exchange): void;
}

async function fromBot(request: IncomingMessage, passage: Passage): Promise<Answer> {
  const { method = "GET", url = "/", headers } = request;
  const body = await jsonOf(request);
  const token = headers.authorization?.replace(/^Bearer /i, "") ?? "";
  const isBot = (await passage.verifyToken(token, CONNECTOR_AUDIENCE)).kind === "valid";
  if (!isBot) return { status: 401, body: { error: { code: "Unauthorized", message: "Not the bot's token" } } };
  const path = url.startsWith(CONNECTOR) ? url.slice(CONNECTOR.length).replace(/^\/+/, "/") : url;
  const decoded = decodeURIComponent(path);
  const answered = await throughFaults(passage.faults.shift(), () => toPlayground(passage, method, path, body));
  const { status } = answered;
  passage.keep({ at: new Date().toISOString(), method, path: decoded, body, status, answer: answered.body });
  return answered;
}

/** To the card and its copies. After a start the Playground knows nothing of a card, but may know its copy, and answers for that. */
async function toPlayground(
  { copies, connectorUrl }: Passage,
  method: string,
  path: string,
  body: unknown,
): Promise<Answer> {
  const decoded = decodeURIComponent(path);
  const first: Answer = copies.hasMoved(decoded)
    ? { status: 404 }
    : await call(method, `${connectorUrl()}${path}`, body);
  if (first.status >= 300 && first.status !== 404) return first;
  const copied = await copies.repeat(method, decoded, body);
  return first.status === 404 ? (copied ?? first) : first;
}

async function throughFaults(fault: ConnectorFault | undefined, run: () => Promise<Answer>): Promise<Answer> {
  if (!fault) return run();
  if (fault.afterwards) await run();
  const retry: Record<string, string> =
    fault.retryAfterSeconds === undefined ? {} : { "retry-after": String(fault.retryAfterSeconds) };
  return { status: fault.status, headers: retry, body: { error: { code: "Injected", message: "Asked for" } } };
}
