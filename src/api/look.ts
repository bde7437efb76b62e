import { foldedId, namespaceIdOf, parseNamespaceId } from "../domain/azure-id.ts";
import { type AnyEntry, entryIn } from "../domain/recorded.ts";
import { matches } from "../domain/search/match.ts";
import type { AuditRange, Plan } from "../domain/search/plan.ts";
import type { Filter } from "../domain/search/query.ts";
import type { AuditIndex, Found } from "../store.ts";
import type { Names } from "./names.ts";
import type { Reader } from "./reader.ts";

/** A row of a plan's ranges, and the entry that it holds if it is what was asked for. */
export interface Looked {
  readonly row: Found;
  readonly entry: AnyEntry | undefined;
  readonly name: string | undefined;
  /** Of a namespace that the reader may not see: not even how many there are is told. */
  readonly isForeign: boolean;
}

export interface LookOptions {
  /** Who looks. */
  readonly within: Reader["within"];
  /** How many rows are read at once. */
  readonly page: number;
  /** Only what comes after this key. */
  readonly past: string;
}

/** The rows of a plan, newest first and each once, also those that are not copied to the indexes yet. */
export async function* looked(
  index: AuditIndex,
  plan: Plan,
  names: Names,
  options: LookOptions,
): AsyncGenerator<Looked> {
  for await (const row of merged(await sourcesOf(index, plan, options))) {
    yield await judged(row, plan.narrowing, names, options.within);
  }
}

async function judged(
  row: Found,
  narrowing: readonly Filter[],
  names: Names,
  within: Reader["within"],
): Promise<Looked> {
  const entry = entryIn(row);
  const isForeign = within !== undefined && !within.includes(foldedId(entry?.namespace ?? ""));
  const isByName = narrowing.some(({ key }) => key === "text");
  const name = entry && isByName ? await names(entry) : undefined;
  const isMeant = entry !== undefined && !isForeign && matches(entry, narrowing, name);
  return { row, entry: isMeant ? entry : undefined, name, isForeign };
}

type Source = AsyncIterable<readonly Found[]>;

/** Rows that are held at the same time, whatever the number of ranges, if a page of each is not smaller than is sensible. */
const MOST_HELD = 5_000;
const SMALLEST_PAGE = 50;

/**
 * What waits is read before the indexes: whatever is copied meanwhile is then found twice, and shown once, instead of not at all.
 * Of a row that is found twice the index's comes first: it knows the place in the log.
 */
async function sourcesOf(
  index: AuditIndex,
  plan: Plan,
  { within, page, past }: LookOptions,
): Promise<readonly Source[]> {
  const ranges = plan.ranges.filter((range) => !isAllForeign(range, within));
  const waiting = await index.readInbox(ranges);
  const fitting = Math.max(SMALLEST_PAGE, Math.floor(MOST_HELD / Math.max(1, ranges.length)));
  const indexed = ranges.map((range) => index.read(range, { page: Math.min(page, fitting), past }));
  return [...indexed, onePage(waiting.filter(({ key }) => key > past))];
}

/** Not even read: how long that takes, and how far it gets, would tell how much there is. */
function isAllForeign({ by, value }: AuditRange, within: Reader["within"]): boolean {
  if (within === undefined || (by !== "namespace" && by !== "connection")) return false;
  const id = parseNamespaceId(value, "below");
  return !id || !within.includes(foldedId(namespaceIdOf(id)));
}

async function* onePage(rows: readonly Found[]): AsyncGenerator<readonly Found[]> {
  if (rows.length > 0) yield rows;
}

/** Pages that are each in order become rows that are in order; one that is in several comes once. */
async function* merged(sources: readonly Source[]): AsyncGenerator<Found> {
  const heads = await Promise.all(
    sources.map((source) => filled({ rows: [], at: 0, pages: source[Symbol.asyncIterator]() })),
  );
  let last = "";
  for (let next = leastOf(heads); next; next = leastOf(heads)) {
    const [row] = next.rows.slice(next.at, next.at + 1);
    if (row && row.key !== last) {
      last = row.key;
      yield row;
    }
    // After the yield: nothing is read that nobody asks for.
    next.at += 1;
    await filled(next);
  }
}

interface Head {
  rows: readonly Found[];
  /** Of the row that comes next. */
  at: number;
  readonly pages: AsyncIterator<readonly Found[]>;
}

async function filled(head: Head): Promise<Head> {
  while (head.at >= head.rows.length) {
    const { done, value } = await head.pages.next();
    if (done) return Object.assign(head, { rows: [], at: 0 });
    Object.assign(head, { rows: value, at: 0 });
  }
  return head;
}

function leastOf(heads: readonly Head[]): Head | undefined {
  let least: Head | undefined;
  for (const head of heads) if (head.rows.length > 0 && (!least || keyOf(head) < keyOf(least))) least = head;
  return least;
}

function keyOf({ rows, at }: Head): string {
  return rows[at]?.key ?? "";
}
