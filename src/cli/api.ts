import { serviceAddress } from "./address.ts";
import { textOf } from "./answer-text.ts";
import { patiently } from "./patience.ts";
import { EndedByAnswer, endedBy } from "./problem.ts";
import { type Tokens, tokensFor } from "./sign-in.ts";
import { Ended, EXIT, type Terminal } from "./terminal.ts";
import { whyOf } from "./why-no-answer.ts";

/** Of a question; what is not given is left out. */
export type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;

/** The service, over its HTTP API; `path` is below its address. Whatever is no answer ends the command. */
export interface Api {
  /** `has` is what the answer must have, so that another service is not taken for ours. */
  get<Answer extends object>(path: string, has: keyof Answer & string, parameters?: Parameters): Promise<Answer>;
  post<Answer extends object>(path: string, has: keyof Answer & string, body: object): Promise<Answer>;
  /** What is not JSON, as it comes. */
  read(path: string, parameters?: Parameters): Promise<Chunks>;
}

/** What breaks off is no end of it: it throws. */
export type Chunks = AsyncIterable<Uint8Array>;

export interface Reached {
  readonly url: string | undefined;
  readonly scope: string | undefined;
}

/** For an answer to begin; how long a file then takes is not limited. */
const PATIENCE_MS = 60_000;

/** The token goes to this address only. */
export function reachApi({ url, scope }: Reached, terminal: Terminal): Api {
  const address = serviceAddress(url, terminal);
  const tokens = tokensFor(scope, terminal);
  const send = (path: string, init: RequestInit) => sendTo(new URL(path, address), tokens, init, terminal);
  return {
    get: async (path, has, parameters = {}) => answerIn(await send(`${path}${queryOf(parameters)}`, {}), path, has),
    post: async (path, has, body) => {
      const headers = { "content-type": "application/json" };
      return answerIn(await send(path, { method: "POST", headers, body: JSON.stringify(body) }), path, has);
    },
    read: async (path, parameters = {}) => chunksOf(await send(`${path}${queryOf(parameters)}`, {})),
  };
}

async function* chunksOf({ body, url }: Response): Chunks {
  try {
    if (body) yield* body;
  } catch (cause) {
    throw new Ended(EXIT.noAnswer, `The answer of ${new URL(url).origin} broke off: ${whyOf(cause)}.`, { cause });
  }
}

function queryOf(parameters: Parameters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, String(value));
  return query.size > 0 ? `?${query}` : "";
}

async function sendTo(url: URL, tokens: Tokens, init: RequestInit, terminal: Terminal): Promise<Response> {
  const headers = { ...init.headers, accept: "*/*", authorization: `Bearer ${await tokens()}` };
  const response = await patiently(() => begun(url, { ...init, headers, redirect: "manual" }), terminal);
  if (!response.ok) throw await endedBy(response, shownPath(url), terminal.now());
  return response;
}

async function begun(url: URL, init: RequestInit): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), PATIENCE_MS);
  try {
    return await fetch(url, { ...init, signal: late.signal });
  } catch (cause) {
    throw new Ended(EXIT.noAnswer, `${url.origin} gives no answer: ${whyOf(cause)}.`, { cause });
  } finally {
    clearTimeout(timer);
  }
}

function shownPath({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

async function answerIn<Answer extends object>(response: Response, path: string, has: string): Promise<Answer> {
  const answer = parsed(await textOf(response));
  // What the service answers with is of its own version: its types are taken over, not checked field by field.
  if (typeof answer === "object" && answer !== null && has in answer) return answer as Answer;
  const { origin } = new URL(response.url);
  const words = `${origin} answers ${path} with something else. Is it the address of Relay Approvals?`;
  throw new EndedByAnswer(EXIT.noAnswer, words, { status: response.status, isOurs: false });
}
