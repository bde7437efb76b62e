import type { AuditEntry, ServiceEntry } from "./audit.ts";

/** An entry as it stands in the record: `bytes` is the truth, canonical JSON, never made anew. */
export interface Recorded {
  readonly id: string;
  readonly at: string;
  readonly bytes: string;
}

/** An entry about a connection, or about the service itself. */
export type AnyEntry = ServiceEntry &
  Partial<Pick<AuditEntry, "namespace" | "connection" | "privateEndpoint" | "requester">>;

type Members = Readonly<Record<string, unknown>>;

const NEEDED = ["id", "at", "kind", "request"];
const PERHAPS = ["namespace", "connection", "privateEndpoint", "before", "after", "verdict", "comment"];

/**
 * What a row says; `undefined` for bytes that are no entry, or, where the row's id is given, another one: somebody has written
 * there who should not. Whatever is read of an entry may be relied on to have its type.
 */
export function entryIn(row: Pick<Recorded, "bytes"> & Partial<Recorded>): AnyEntry | undefined {
  const said = membersIn(row.bytes);
  if (!said || !isEntry(said) || (row.id !== undefined && row.id !== said["id"])) return undefined;
  // The seam: an entry is read back with the type that it was written with.
  return said as unknown as AnyEntry;
}

function isEntry(said: Members): boolean {
  const { actor, requester = {}, at } = said;
  return (
    NEEDED.every((name) => typeof said[name] === "string") &&
    PERHAPS.every((name) => isTextOrNone(said[name])) &&
    isMembers(actor) &&
    typeof actor["kind"] === "string" &&
    typeof actor["ref"] === "string" &&
    isMembers(requester) &&
    isTextOrNone(requester["subscription"]) &&
    isTime(String(at)) &&
    String(said["id"]).startsWith(`${said["request"]}/`)
  );
}

/** Its first letters are year and month, of UTC. */
function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) && !Number.isNaN(Date.parse(text));
}

function isTextOrNone(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null;
}

function membersIn(bytes: string): Members | undefined {
  try {
    const said: unknown = JSON.parse(bytes);
    return isMembers(said) ? said : undefined;
  } catch {
    return undefined;
  }
}
