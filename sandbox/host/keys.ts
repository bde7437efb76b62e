import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { State } from "./state.ts";

export interface Keys {
  /** Opens everything. */
  readonly master: string;
  /** Opens each function of level `function`. */
  readonly function: string;
  readonly eventGrid: string;
  readonly durableTask: string;
}

/** The host's keys, made once a state file and then kept in it. */
export function keysOf(state: State): Keys {
  return {
    master: keptKey(state, "master"),
    function: keptKey(state, "function"),
    eventGrid: keptKey(state, "eventGrid"),
    durableTask: keptKey(state, "durableTask"),
  };
}

/** Signs the cookies of browsers that are signed in; nobody else needs it. */
export function sessionKeyOf(state: State): string {
  return keptKey(state, "session");
}

/** The key a caller sent; the header comes before the query. */
export function sentKeyOf(request: IncomingMessage, url: URL): string | undefined {
  const header = request.headers["x-functions-key"];
  return (Array.isArray(header) ? header[0] : header) ?? url.searchParams.get("code") ?? undefined;
}

export function opens(sent: string | undefined, ...accepted: readonly string[]): boolean {
  return sent !== undefined && accepted.some((key) => timingSafeEqual(digest(sent), digest(key)));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function keptKey({ database }: State, name: string): string {
  const fresh = randomBytes(40).toString("base64url");
  database.prepare("INSERT OR IGNORE INTO keys (name, value) VALUES (?, ?)").run(name, fresh);
  return String(database.prepare("SELECT value FROM keys WHERE name = ?").get(name)?.["value"]);
}
