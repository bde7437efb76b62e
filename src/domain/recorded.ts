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

/** What a row says; `undefined` for bytes that are no entry: somebody has written there who should not. */
export function entryIn({ bytes }: Pick<Recorded, "bytes">): AnyEntry | undefined {
  const said = objectIn(bytes);
  const texts = [said?.["id"], said?.["at"], said?.["kind"], said?.["request"]];
  const actor = said?.["actor"] as { readonly ref?: unknown } | undefined;
  if (!said || texts.some((text) => typeof text !== "string") || typeof actor?.ref !== "string") return undefined;
  // The seam: an entry is read back with the type that it was written with.
  return said as unknown as AnyEntry;
}

function objectIn(bytes: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const said: unknown = JSON.parse(bytes);
    return typeof said === "object" && said !== null ? (said as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
