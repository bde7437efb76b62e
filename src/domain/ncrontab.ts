/** What a field of an NCRONTAB expression may hold. */
interface Field {
  readonly from: number;
  readonly to: number;
  /** Names that stand for the numbers from `from` on. */
  readonly names: readonly string[];
}

const SECOND: Field = { from: 0, to: 59, names: [] };
const MINUTE: Field = { from: 0, to: 59, names: [] };
const HOUR: Field = { from: 0, to: 23, names: [] };
const DAY: Field = { from: 1, to: 31, names: [] };
const MONTH: Field = {
  ...{ from: 1, to: 12 },
  names: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
};
/** Azure counts from 0, Sunday, to 6. */
const WEEKDAY: Field = { from: 0, to: 6, names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"] };

/** The numbers that each field stands for, in rising order; none where what is written there is no list. */
export function numbersIn(text: string) {
  const [second, minute, hour, day, month, weekday] = fieldsOf(text);
  return {
    seconds: numbersOf(SECOND, second),
    minutes: numbersOf(MINUTE, minute),
    hours: numbersOf(HOUR, hour),
    days: numbersOf(DAY, day),
    months: numbersOf(MONTH, month),
    weekdays: numbersOf(WEEKDAY, weekday),
  };
}

/** `second minute hour day month day-of-week`, each a list of `*`, numbers or names, ranges, and steps of `*` or of a range. */
export function isNcrontab(text: string): boolean {
  const numbers = Object.values(numbersIn(text));
  return numbers.every(({ length }) => length > 0) && fieldsOf(text).length === numbers.length;
}

function fieldsOf(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

function numbersOf(field: Field, list = ""): readonly number[] {
  const items = list.split(",").map((item) => numbersOfItem(field, item));
  if (items.some(({ length }) => length === 0)) return [];
  return [...new Set(items.flat())].toSorted((one, other) => one - other);
}

/** `*` or a range, either with a step, or a single one. */
const ITEM = /^(?:(?:\*|(\w+)-(\w+))(?:\/(\d{1,2}))?|(\w+))$/;

function numbersOfItem(field: Field, text: string): readonly number[] {
  const item = ITEM.exec(text);
  if (!item) return [];
  const [, first, last, step = "1", only] = item;
  const from = numberIn(field, first ?? only) ?? field.from;
  const to = numberIn(field, last ?? only) ?? field.to;
  // A step beyond the field's numbers would look like a longer time and be none.
  if (Number(step) > field.to - field.from) return [];
  const all = Array.from({ length: field.to - field.from + 1 }, (_, index) => field.from + index);
  return all.filter((number) => number >= from && number <= to && (number - from) % Number(step) === 0);
}

/** `undefined` of `*`, and no number at all of what stands for none. */
function numberIn({ names, from, to }: Field, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const named = names.indexOf(text.toUpperCase());
  if (named >= 0) return from + named;
  const number = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return number >= from && number <= to ? number : Number.NaN;
}
