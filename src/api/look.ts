import { type AnyEntry, entryIn } from "../domain/recorded.ts";
import { matches } from "../domain/search/match.ts";
import type { AuditRange, Plan } from "../domain/search/plan.ts";
import type { Filter } from "../domain/search/query.ts";
import type { AuditIndex, Found } from "../store.ts";
import type { Names } from "./names.ts";

/** A row of a plan's ranges, and the entry that it holds if it is what was asked for. */
export interface Looked {
  readonly row: Found;
  readonly entry: AnyEntry | undefined;
  readonly name: string | undefined;
}

export interface LookOptions {
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
  for await (const row of merged(plan.ranges.flatMap((range) => sourcesOf(index, range, options)))) {
    yield await judged(row, plan.narrowing, names);
  }
}

async function judged(row: Found, narrowing: readonly Filter[], names: Names): Promise<Looked> {
  const entry = entryIn(row);
  const isByName = narrowing.some(({ key }) => key === "text");
  const name = entry && isByName ? await names(entry) : undefined;
  const isMeant = entry !== undefined && matches(entry, narrowing, name);
  return { row, entry: isMeant ? entry : undefined, name };
}

function sourcesOf(
  index: AuditIndex,
  range: AuditRange,
  options: LookOptions,
): readonly AsyncIterable<readonly Found[]>[] {
  return [index.read(range, options), inboxOf(index, range, options)];
}

async function* inboxOf(index: AuditIndex, range: AuditRange, { past }: LookOptions): AsyncGenerator<readonly Found[]> {
  const waiting = (await index.readInbox(range)).filter(({ key }) => key > past);
  if (waiting.length > 0) yield waiting;
}

/** Pages that are each in order become rows that are in order; one that is in several comes once. */
async function* merged(sources: readonly AsyncIterable<readonly Found[]>[]): AsyncGenerator<Found> {
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
