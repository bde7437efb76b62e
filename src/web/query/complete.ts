import { QUERY_KEYS, type QueryKey } from "./keys.ts";
import { quoted, type Term, termsOf } from "./terms.ts";

export interface Suggestion {
  /** What the whole query becomes, and where the cursor is then. */
  readonly query: string;
  readonly cursor: number;
  readonly label: string;
  readonly hint: string;
}

/** Values that are known for a key here and now, such as the names of namespaces. */
export type KnownValues = Readonly<Record<string, readonly string[]>>;

const MOST = 8;

/** What may stand where the cursor is: keys, or after a colon the values of that key. */
export function suggestionsFor(query: string, cursor: number, known: KnownValues): readonly Suggestion[] {
  const term = termAt(query, cursor);
  const typed = query.slice(term.from, cursor).toLowerCase();
  const [, minus = "", key, value] = /^(-?)(?:([a-z]+):)?(.*)$/s.exec(typed) ?? [];
  const found = key === undefined ? keysFor(minus, value ?? "") : valuesFor(minus, key, value ?? "", known);
  return found.slice(0, MOST).map(({ text, hint }) => placed(query, term, text, hint));
}

interface Found {
  readonly text: string;
  readonly hint: string;
}

function termAt(query: string, cursor: number): Term {
  return termsOf(query).find(({ from, to }) => from < cursor && cursor <= to) ?? { text: "", from: cursor, to: cursor };
}

function keysFor(minus: string, typed: string): readonly Found[] {
  return QUERY_KEYS.filter(({ key, mayBeNegated }) => key.startsWith(typed) && (minus === "" || mayBeNegated)).map(
    ({ key, hint }) => ({ text: `${minus}${key}:`, hint }),
  );
}

function valuesFor(minus: string, key: string, typed: string, known: KnownValues): readonly Found[] {
  const found = QUERY_KEYS.find((one) => one.key === key);
  if (!found) return [];
  const begun = typed.replaceAll('"', "");
  return valuesOf(found, known)
    .filter((value) => value.toLowerCase().includes(begun) && value.toLowerCase() !== begun)
    .map((value) => ({ text: `${minus}${key}:${quoted(value)}`, hint: "" }));
}

function valuesOf({ key, values }: QueryKey, known: KnownValues): readonly string[] {
  return [...new Set([...values, ...((Object.hasOwn(known, key) && known[key]) || [])])];
}

/** A key waits for its value; behind a value the next term begins. */
function placed(query: string, { from, to }: Term, text: string, hint: string): Suggestion {
  const rest = query.slice(to).trimStart();
  const before = query.slice(0, from) + text;
  const isKey = text.endsWith(":");
  const full = isKey && rest === "" ? before : `${before} ${rest}`;
  return { query: full, cursor: isKey ? before.length : before.length + 1, label: text, hint };
}
