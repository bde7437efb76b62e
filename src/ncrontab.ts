/** What a field of an NCRONTAB expression may hold. Azure counts the days of the week from 0, Sunday, to 6. */
interface Field {
  readonly from: number;
  readonly to: number;
  /** Names that stand for the numbers from `from` on. */
  readonly names: readonly string[];
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const FIELDS: readonly Field[] = [
  { from: 0, to: 59, names: [] },
  { from: 0, to: 59, names: [] },
  { from: 0, to: 23, names: [] },
  { from: 1, to: 31, names: [] },
  { from: 1, to: 12, names: MONTHS },
  { from: 0, to: 6, names: DAYS },
];

/** `second minute hour day month day-of-week`, each a list of `*`, numbers or names, ranges, and steps of `*` or of a range. */
export function isNcrontab(text: string): boolean {
  const written = text.trim().split(/\s+/);
  return written.length === FIELDS.length && FIELDS.every((field, place) => isListOf(field, written[place] ?? ""));
}

/** Of an expression that is one: the numbers that each field stands for, in rising order. */
export function numbersIn(text: string): readonly (readonly number[])[] {
  const written = text.trim().split(/\s+/);
  return FIELDS.map((field, place) => {
    const items = (written[place] ?? "").split(",");
    const all = Array.from({ length: field.to - field.from + 1 }, (_, index) => field.from + index);
    return all.filter((number) => items.some((item) => isIn(field, item, number)));
  });
}

function isIn(field: Field, item: string, number: number): boolean {
  const [range = "", step = "1"] = item.split("/");
  const [first = "", last = first] = range.split("-");
  const [from, to] = range === "*" ? [field.from, field.to] : [numberIn(field, first), numberIn(field, last)];
  if (from === undefined || to === undefined) return false;
  return number >= from && number <= to && (number - from) % Number(step) === 0;
}

function isListOf(field: Field, text: string): boolean {
  return text.split(",").every((item) => isItemOf(field, item));
}

function isItemOf(field: Field, item: string): boolean {
  const [range = "", step, ...more] = item.split("/");
  const isStepped = step !== undefined;
  return more.length === 0 && isRangeOf(field, range, isStepped) && (!isStepped || isStepOf(field, step));
}

function isRangeOf(field: Field, range: string, isStepped: boolean): boolean {
  if (range === "*") return true;
  const [first = "", last, ...more] = range.split("-");
  const from = numberIn(field, first);
  if (last === undefined) return from !== undefined && !isStepped;
  const to = numberIn(field, last);
  return more.length === 0 && from !== undefined && to !== undefined && from <= to;
}

/** A step beyond the field's numbers would look like a longer time and be none. */
function isStepOf({ from, to }: Field, text: string): boolean {
  return /^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= to - from;
}

function numberIn({ from, to, names }: Field, text: string): number | undefined {
  const named = names.indexOf(text.toUpperCase());
  if (named >= 0) return from + named;
  const number = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return number >= from && number <= to ? number : undefined;
}
