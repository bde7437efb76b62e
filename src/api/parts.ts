import type { Caller } from "../domain/caller.ts";
import type { Self } from "../orchestration/examine.ts";
import type { World } from "../orchestration/world.ts";
import type { Orchestrations } from "../ports.ts";
import type { SealedLog } from "../store.ts";
import type { Cached } from "./cached.ts";
import type { Cursors } from "./cursor.ts";
import type { Snapshot } from "./snapshot.ts";

/** What the API's routes work with. */
export interface ApiParts {
  readonly world: World;
  readonly orchestrations: Orchestrations;
  readonly cursors: Cursors;
  readonly sealedLog: SealedLog;
  /** What Azure shows, for everybody who asks within some seconds. */
  readonly snapshot: Cached<Snapshot>;
  /** For who checks a deployment. */
  readonly self: Omit<Self, "sealedLog">;
}

/** One call of a route, after its caller, roles and parameters were checked. */
export interface Call {
  readonly parts: ApiParts;
  readonly caller: Caller;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Query;
  /** Of a POST, checked by the route's schema. */
  readonly body: unknown;
}

/** The query's parameters, each name as often as it was given. */
export type Query = readonly (readonly [string, string])[];

export function valueIn(query: Query, name: string): string | undefined {
  return query.find(([given]) => given === name)?.[1];
}

/** What a route answers: JSON, a text, or lines that are streamed. */
export type Answered =
  | { readonly json: unknown; readonly status?: number }
  | { readonly bytes: Uint8Array | string; readonly contentType: string }
  | { readonly lines: AsyncIterable<string>; readonly contentType: string; readonly fileName: string };
