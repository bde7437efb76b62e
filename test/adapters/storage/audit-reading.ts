import type { AuditEntry } from "../../../src/domain/audit.ts";
import type { AuditRange } from "../../../src/domain/search/plan.ts";
import type { Found, Store } from "../../../src/store.ts";
import { anEntry } from "../../support/builders.ts";

export const SPAN = { from: "2025-01-01T00:00:00.000Z", to: "2027-01-01T00:00:00.000Z" };
export const BY_TIME: AuditRange = { by: "time", value: "", span: SPAN };
export const byActor = (value: string): AuditRange => ({ by: "actor", value, span: SPAN });
export const byRequest = (value: string): AuditRange => ({ by: "request", value, span: SPAN });

export const entryOf = (request: string, overrides: Partial<AuditEntry> = {}) =>
  anEntry({ id: `${request}/seen`, request, actor: { kind: "person", ref: "p-one", commitment: "c" }, ...overrides });

export async function read({ index }: Store, range: AuditRange): Promise<readonly Found[]> {
  const found: Found[] = [];
  for await (const rows of index.read(range, { page: 100 })) found.push(...rows);
  return found;
}

export const idsOf = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id);

export async function seal({ inbox }: Store, from = 0): Promise<readonly string[]> {
  const waiting = await inbox.waiting(256);
  await inbox.copy(waiting);
  await inbox.file(waiting.map((entry, place) => ({ ...entry, index: from + place })));
  return idsOf(waiting);
}

export const isInInbox = (row: Readonly<Record<string, unknown>>) => row["partitionKey"] === "inbox";
