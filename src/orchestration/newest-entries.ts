import type { AuditEntry } from "../domain/audit.ts";
import { entryIn } from "../domain/recorded.ts";
import type { AuditRange } from "../domain/search/plan.ts";
import type { AuditIndex, Found } from "../store.ts";

/** The newest entries of a range about connections, at most so many, also those that are not sealed yet. */
export async function newestEntries(
  index: AuditIndex,
  range: AuditRange,
  most: number,
): Promise<readonly AuditEntry[]> {
  const rows = new Map<string, Found>();
  for (const row of await index.readInbox([range])) rows.set(row.key, row);
  let left = most;
  for await (const page of index.read(range, { page: most })) {
    for (const row of page) rows.set(row.key, row);
    left -= page.length;
    if (left <= 0) break;
  }
  const sorted = [...rows.values()].toSorted((one, other) => (one.key < other.key ? -1 : 1));
  // The seam: entries about the service itself stand in no such range.
  return sorted.slice(0, most).flatMap((row) => (entryIn(row) as AuditEntry | undefined) ?? []);
}
