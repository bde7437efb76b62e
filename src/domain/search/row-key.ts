import type { IndexName } from "./plan.ts";
import type { Span } from "./span.ts";

/** The largest time that a key can hold, in ms: 13 digits. */
const LATEST = 9_999_999_999_999;

const digits = (ms: number) => String(Math.min(ms, LATEST)).padStart(13, "0");

/** `/` is not allowed in a key of table storage. */
const keyed = (id: string) => id.replaceAll("/", "|");

/** Orders rows newest first, and those of one millisecond by their ids. */
export function newestFirstKey({ at, id }: { readonly at: string; readonly id: string }): string {
  return `${digits(LATEST - Date.parse(at))}|${keyed(id)}`;
}

export function oldestFirstKey({ at, id }: { readonly at: string; readonly id: string }): string {
  return `${digits(Date.parse(at))}|${keyed(id)}`;
}

/** Keys from `from`, and before `to`. */
export interface KeyRange {
  readonly from: string;
  readonly to: string;
}

export function newestFirstRange({ from, to }: Required<Span>): KeyRange {
  return { from: digits(LATEST - Date.parse(to) + 1), to: digits(LATEST - Date.parse(from) + 1) };
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
