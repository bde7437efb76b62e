import { entryIn, type Recorded } from "../../domain/recorded.ts";
import { type AuditRange, valuesOf } from "../../domain/search/plan.ts";
import { idInKey, monthsIn, newestFirstKey, newestFirstRange, oldestFirstRange } from "../../domain/search/row-key.ts";
import { inParallel } from "../../in-parallel.ts";
import type { AuditIndex, Found, KeyRangeRead } from "../../store.ts";
import type { AuditEntries } from "./audit-entries.ts";
import { INBOX, partitionOf } from "./audit-places.ts";
import type { IndexRow, KeyRanges } from "./key-ranges.ts";
import type { HashKey } from "./keys.ts";

const AT_ONCE = 16;
const INBOX_PAGE = 1_000;

/** Table AuditIndex: a row an entry and index, with the entry's bytes, so that an answer takes no further read. */
export function tableAuditIndex(entries: AuditEntries, index: KeyRanges, hashKey: HashKey): AuditIndex {
  function rangesOf({ by, value, span }: AuditRange): readonly KeyRangeRead[] {
    if (by === "request") return [{ partition: value, from: "", to: "" }];
    const keys = newestFirstRange(span);
    return monthsIn(by, span).map((month) => ({ partition: partitionOf(hashKey, by, value, month), ...keys }));
  }

  async function* readRecord({ value, span }: AuditRange, past: string): AsyncGenerator<readonly Found[]> {
    const { from, to } = newestFirstRange(span);
    const found = (await entries.of(value)).map((entry) => ({ ...entry, key: newestFirstKey(entry) }));
    yield found.filter(({ key }) => key >= from && key < to && key > past).toSorted(byKey);
  }

  async function* readIndex(range: AuditRange, page: number, past: string): AsyncGenerator<readonly Found[]> {
    for (const { partition, ...keys } of rangesOf(range).flatMap((found) => restOf(found, past)))
      for await (const rows of index.read(partition, keys, page)) yield rows.map(foundOf);
  }

  async function idsInInbox(ranges: readonly AuditRange[]): Promise<readonly string[]> {
    const ids: string[] = [];
    for await (const rows of index.read(INBOX, oldestFirstRange(spanOver(ranges)), INBOX_PAGE)) {
      const waiting = rows.map(({ rowKey, bytes }) => ({ id: idInKey(rowKey), bytes }));
      ids.push(...waiting.filter((row) => isFoundBy(ranges, row)).map(({ id }) => id));
    }
    return [...new Set(ids)];
  }

  return {
    explain: rangesOf,
    pageAfter: entries.pageAfter,
    read(range, { page, past = "" }) {
      return range.by === "request" ? readRecord(range, past) : readIndex(range, page, past);
    },
    /** What waits was perhaps never recorded, or says something else: the record is what counts. */
    async readInbox(ranges) {
      const copied = ranges.filter(({ by }) => by !== "request");
      if (copied.length === 0) return [];
      const found = await inParallel(await idsInInbox(copied), AT_ONCE, entries.find);
      const onRecord = found.filter((entry): entry is Recorded => entry !== undefined && isIn(copied, entry));
      return onRecord.map((entry) => ({ ...entry, key: newestFirstKey(entry) })).toSorted(byKey);
    },
  };
}

/** What of a range comes after a key. `!` comes before the first character of any id. */
function restOf(range: KeyRangeRead, past: string): readonly KeyRangeRead[] {
  const from = past < range.from ? range.from : `${past}!`;
  return from < range.to ? [{ ...range, from }] : [];
}

/** From where the first of them begins to where the last one ends. */
function spanOver(ranges: readonly AuditRange[]): AuditRange["span"] {
  const [from = ""] = ranges.map(({ span }) => span.from).toSorted();
  const to = ranges.map((range) => range.span.to).toSorted();
  return { from, to: to.at(-1) ?? from };
}

function isFoundBy(ranges: readonly AuditRange[], row: Pick<Recorded, "id" | "bytes">): boolean {
  const values = valuesOf(entryIn(row));
  return ranges.some(({ by, value }) => values.some((found) => found.by === by && found.value === value));
}

function isIn(ranges: readonly AuditRange[], entry: Recorded): boolean {
  const key = newestFirstKey(entry);
  return ranges.some((range) => {
    const { from, to } = newestFirstRange(range.span);
    return isFoundBy([range], entry) && key >= from && key < to;
  });
}

function foundOf({ rowKey, bytes, index }: IndexRow): Found {
  const id = idInKey(rowKey);
  return { id, at: entryIn({ id, bytes })?.at ?? "", bytes, key: rowKey, ...(index !== undefined && { index }) };
}

function byKey(one: Found, other: Found): number {
  return one.key < other.key ? -1 : 1;
}
