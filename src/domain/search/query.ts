import { intersectionOf, type Span, spanOf } from "./span.ts";
import { FILTER_KEYS, type FilterKey, whyNot } from "./values.ts";
import { type QueryFault, type Word, wordsOf } from "./words.ts";

/** What an entry must be: one of `anyOf`, or, negated, none of them. */
export interface Filter {
  readonly key: FilterKey;
  readonly anyOf: readonly string[];
  readonly negated: boolean;
}

export interface AuditQuery {
  /** All of them hold. At most one of each key and sign, but for text: every one of those. */
  readonly filters: readonly Filter[];
  readonly span: Span;
  readonly order: "newest" | "oldest";
}

export type ParsedQuery = { readonly query: AuditQuery } | { readonly faults: readonly QueryFault[] };

/** Longer queries are nobody's. */
const MOST_WORDS = 50;
const LONGEST_QUERY = 2_000;

/**
 * Reads the parameters of a query: `q` in the query language, each key as a parameter of its own (several values separated by
 * commas), `from`, `to` and `order`. Parameters that are not of the query are left to whoever asked.
 */
export function parseQuery(parameters: Iterable<readonly [string, string]>, now: Date): ParsedQuery {
  const words: KnownWord[] = [];
  const faults: QueryFault[] = [];
  let [span, order]: [Span, AuditQuery["order"]] = [{}, "newest"];
  for (const [name, value] of parameters) {
    const read = readParameter(name, value, now);
    words.push(...read.words);
    faults.push(...read.faults);
    span = intersectionOf(span, read.span ?? {});
    order = read.order ?? order;
  }
  if (words.length > MOST_WORDS) faults.push({ parameter: "q", message: `has more than ${MOST_WORDS} words` });
  if (isEmptySpan(span))
    faults.push({ parameter: "from", message: "is not before the end of the time that is asked for" });
  return faults.length > 0 ? { faults } : { query: { filters: filtersOf(words), span, order } };
}

type KnownWord = Pick<Word, "value" | "negated"> & { readonly key: FilterKey };

interface Read {
  readonly words: readonly KnownWord[];
  readonly faults: readonly QueryFault[];
  readonly span?: Span;
  readonly order?: AuditQuery["order"];
}

function readParameter(name: string, value: string, now: Date): Read {
  if (value.length > LONGEST_QUERY)
    return { words: [], faults: [{ parameter: name, message: `is longer than ${LONGEST_QUERY} characters` }] };
  if (name === "q") return readLanguage(value, now);
  if (name === "from" || name === "to") return readTime(name, name === "from" ? `>=${value}` : `<=${value}`, now);
  if (name === "order") return readOrder(value);
  const key = FILTER_KEYS.find((known) => known === name);
  return key ? checked(valuesIn(key, value).map((one) => ({ key, value: one, negated: false }))) : NOTHING;
}

const NOTHING: Read = { words: [], faults: [] };

/** Commas separate values, but free text, and what stands in quotation marks, is what it is. */
function valuesIn(key: FilterKey, value: string): readonly string[] {
  return key === "text" || key === "rule" ? [value.trim()] : value.split(",").map((one) => one.trim());
}

function readLanguage(text: string, now: Date): Read {
  const { words, faults } = wordsOf(text);
  if (faults.length > 0) return { words: [], faults };
  const reads = words.map((word) => readWord(word, now));
  return {
    words: reads.flatMap((read) => read.words),
    faults: reads.flatMap((read) => read.faults),
    span: reads.reduce<Span>((span, read) => intersectionOf(span, read.span ?? {}), {}),
  };
}

function readWord(word: Word, now: Date): Read {
  if (word.key === undefined) return checked([{ ...word, key: "text" }]);
  if (word.key === "created") return word.negated ? NEGATED_TIME : readTime("created", word.value, now);
  const key = FILTER_KEYS.find((known) => known === word.key);
  if (!key) return { words: [], faults: [unknownKey(word.key)] };
  const values = word.isQuoted ? [word.value] : valuesIn(key, word.value);
  return checked(values.map((value) => ({ ...word, key, value })));
}

const NEGATED_TIME: Read = {
  words: [],
  faults: [{ parameter: "created", message: "cannot be negated: turn the sign" }],
};

function unknownKey(key: string): QueryFault {
  const known = [...FILTER_KEYS, "created"].join(", ");
  return { parameter: key, message: `is no key; the keys are ${known}. Put text with a colon in quotation marks` };
}

function checked(words: readonly KnownWord[]): Read {
  const faults = words.flatMap(({ key, value }) => {
    const message = whyNot(key, value);
    return message === undefined ? [] : [{ parameter: key, message }];
  });
  return { words, faults };
}

function readTime(parameter: string, text: string, now: Date): Read {
  const span = spanOf(text, now);
  if (span) return { words: [], faults: [], span };
  const said = parameter === "created" ? text : text.slice(2);
  return {
    words: [],
    faults: [{ parameter, message: `"${said}" is no time: give 2026-10-01, 2026-10-01T10:00Z or an age like 7d` }],
  };
}

function readOrder(value: string): Read {
  if (value === "newest" || value === "oldest") return { ...NOTHING, order: value };
  return { words: [], faults: [{ parameter: "order", message: "is neither newest nor oldest" }] };
}

function isEmptySpan({ from, to }: Span): boolean {
  return from !== undefined && to !== undefined && from >= to;
}

/** The same key twice means either value; several texts are all looked for, and what is negated is all left out. */
function filtersOf(words: readonly KnownWord[]): readonly Filter[] {
  const filters = new Map<string, Filter>();
  for (const { key, value, negated } of words) {
    const id = key === "text" ? `text ${filters.size}` : `${key} ${negated}`;
    const earlier = filters.get(id)?.anyOf ?? [];
    filters.set(id, { key, anyOf: [...new Set([...earlier, value])], negated });
  }
  return [...filters.values()];
}
