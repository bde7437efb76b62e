import type { IndexName } from "./plan.ts";
import type { Span } from "./span.ts";

/** The largest time that a key can hold, in ms: 13 digits, to the year 2286. Times beyond it, and before 1970, stand at the ends. */
const LATEST = 9_999_999_999_999;

const digits = (ms: number) => String(Math.min(Math.max(ms, 0), LATEST)).padStart(13, "0");

/** Behind all rows of its millisecond: `~` comes after the `|` that is before an id. */
const behind = (ms: number) => `${digits(ms)}~`;

/** `/` is not allowed in a key of table storage; an id has one. */
const keyed = (id: string) => id.replace("/", "|");

/** Orders rows newest first, and those of one millisecond by their ids. */
export function newestFirstKey({ at, id }: { readonly at: string; readonly id: string }): string {
  return `${digits(LATEST - Date.parse(at))}|${keyed(id)}`;
}

export function oldestFirstKey({ at, id }: { readonly at: string; readonly id: string }): string {
  return `${digits(Date.parse(at))}|${keyed(id)}`;
}

/** Whose row a key is. */
export function idInKey(key: string): string {
  return key.slice(key.indexOf("|") + 1).replace("|", "/");
}

/** Keys from `from`, and before `to`. */
export interface KeyRange {
  readonly from: string;
  readonly to: string;
}

export function newestFirstRange({ from, to }: Required<Span>): KeyRange {
  return { from: behind(LATEST - Date.parse(to)), to: behind(LATEST - Date.parse(from)) };
}

export function oldestFirstRange({ from, to }: Required<Span>): KeyRange {
  return { from: digits(Date.parse(from)), to: digits(Date.parse(to)) };
}

/** A connection's entries are few; the partitions of the others are cut by month, so that none grows for ever. */
export function monthsIn(by: IndexName, { from, to }: Required<Span>): readonly string[] {
  if (by === "connection") return [""];
  const months: string[] = [];
  const first = from.slice(0, 7);
  for (let month = new Date(Date.parse(to) - 1).toISOString().slice(0, 7); month >= first; month = monthBefore(month))
    months.push(month);
  return months;
}

/** In which partition of its index an entry of this time stands. */
export function monthOf(by: IndexName, at: string): string {
  return by === "connection" ? "" : at.slice(0, 7);
}

function monthBefore(month: string): string {
  return new Date(Date.parse(`${month}-01`) - 1).toISOString().slice(0, 7);
}
