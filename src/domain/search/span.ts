/** A stretch of time: ISO 8601 in UTC, `from` within it, `to` not any more. Either end may be open. */
export interface Span {
  readonly from?: string;
  readonly to?: string;
}

const DAY_MS = 86_400_000;
const HOURS = [
  ["h", 1],
  ["d", 24],
  ["w", 168],
] as const;

/** What is meant by `2026-10-01`, `2026-10-01T10:30Z` or `7d` (so long before now): its first and its last millisecond. */
interface Moment {
  readonly first: number;
  readonly last: number;
  readonly isAge: boolean;
}

function momentOf(text: string, now: Date): Moment | undefined {
  const hours = hoursIn(text);
  if (hours !== undefined) {
    const at = now.getTime() - hours * 3_600_000;
    return { first: at, last: at, isAge: true };
  }
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z)?$/.test(text)) return undefined;
  const first = Date.parse(text);
  // Date.parse takes 2026-02-31 for a day in March.
  if (Number.isNaN(first) || new Date(first).toISOString().slice(0, 10) !== text.slice(0, 10)) return undefined;
  return { first, last: text.length === 10 ? first + DAY_MS - 1 : first, isAge: false };
}

/** How long `7d` is. */
function hoursIn(text: string): number | undefined {
  const unit = HOURS.find(([letter]) => text.endsWith(letter));
  const amount = text.slice(0, -1);
  return unit && /^\d{1,5}$/.test(amount) ? Number(amount) * unit[1] : undefined;
}

/** Years of four digits, so that times are in order as texts. */
const LATEST = Date.parse("9999-12-31T23:59:59.999Z");

const iso = (ms: number) => new Date(Math.min(ms, LATEST)).toISOString();

/** `>2026-10-01`, `>=`, `<`, `<=`, `2026-10-01..2026-10-07`, `2026-10-01..*`, one day, or `7d` for since then; days are days of UTC. */
export function spanOf(text: string, now: Date): Span | undefined {
  const [, sign = "", one = ""] = /^(>=|<=|>|<)?(.*)$/.exec(text) ?? [];
  if (sign === "" && one.includes("..")) return between(one, now);
  const moment = momentOf(one, now);
  if (!moment) return undefined;
  switch (sign) {
    case ">":
      return { from: iso(moment.last + 1) };
    case ">=":
      return { from: iso(moment.first) };
    case "<":
      return { to: iso(moment.first) };
    case "<=":
      return { to: iso(moment.last + 1) };
    default:
      return { from: iso(moment.first), ...(!moment.isAge && { to: iso(moment.last + 1) }) };
  }
}

function between(text: string, now: Date): Span | undefined {
  const dots = text.indexOf("..");
  const [first, last] = [text.slice(0, dots), text.slice(dots + 2)];
  const [begin, end] = [momentOf(first, now), momentOf(last, now)];
  if ((first !== "*" && !begin) || (last !== "*" && !end)) return undefined;
  return { ...(begin && { from: iso(begin.first) }), ...(end && { to: iso(end.last + 1) }) };
}

/** The later beginning and the earlier end. */
export function intersectionOf(one: Span, other: Span): Span {
  const from = [one.from, other.from]
    .filter((at) => at !== undefined)
    .toSorted()
    .at(-1);
  const to = [one.to, other.to].filter((at) => at !== undefined).toSorted()[0];
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}
