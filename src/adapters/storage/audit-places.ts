import { entryIn, type Recorded } from "../../domain/recorded.ts";
import { type IndexName, valuesOf } from "../../domain/search/plan.ts";
import { monthOf, newestFirstKey } from "../../domain/search/row-key.ts";

import type { HashKey } from "./keys.ts";

/** Where a row of table AuditIndex stands. */
export interface Place {
  readonly by: IndexName;
  readonly partition: string;
  readonly rowKey: string;
}

/** Entries that wait to be sealed, oldest first. */
export const INBOX = "inbox";

export function partitionOf(hashKey: HashKey, by: IndexName, value: string, month: string): string {
  return [by, ...(by === "time" ? [] : [hashKey(by, value)]), ...(month ? [month] : [])].join("-");
}

/** The rows by which an entry is found, but for the record itself: at most five. */
export function placesOf(hashKey: HashKey, recorded: Recorded): readonly Place[] {
  const rowKey = newestFirstKey(recorded);
  const values = valuesOf(entryIn(recorded));
  return values.map(({ by, value }) => ({
    by,
    partition: partitionOf(hashKey, by, value, monthOf(by, recorded.at)),
    rowKey,
  }));
}
