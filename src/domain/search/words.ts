/** A word of a query, or a phrase in quotation marks: `key:value`, or free text. */
export interface Word {
  readonly key: string | undefined;
  readonly value: string;
  readonly negated: boolean;
  /** A phrase: nothing in it means anything to the query. */
  readonly isQuoted: boolean;
}

/** What is wrong with a query, and with which of its parameters or keys. */
export interface QueryFault {
  readonly parameter: string;
  readonly message: string;
}

/** Reads `namespace:contoso-orders -kind:card.posted "ticket 4711"`. One pass over the text, so that its time is linear. */
export function wordsOf(text: string): { readonly words: readonly Word[]; readonly faults: readonly QueryFault[] } {
  const words: Word[] = [];
  let at = 0;
  while (at < text.length) {
    if (isSpace(text.charAt(at))) {
      at += 1;
      continue;
    }
    const { word, end } = wordAt(text, at);
    if (!word)
      return { words, faults: [{ parameter: "q", message: `the quotation mark at ${end + 1} is not closed` }] };
    words.push(word);
    at = end;
  }
  return { words, faults: words.filter(isEmpty).map(emptyFault) };
}

const isEmpty = ({ value }: Word) => value === "";

function emptyFault({ key, negated }: Word): QueryFault {
  if (key !== undefined) return { parameter: key, message: `"${key}:" has no value` };
  return { parameter: "q", message: negated ? '"-" stands alone: write what is to be left out' : "a phrase is empty" };
}

/** `end` of a word that is not closed is where its quotation mark stands. */
function wordAt(text: string, start: number): { readonly word: Word | undefined; readonly end: number } {
  const negated = text.charAt(start) === "-";
  const from = negated ? start + 1 : start;
  const [key, valueAt] = keyAt(text, from);
  const isQuoted = text.charAt(valueAt) === '"';
  const { value, end } = isQuoted ? phraseFrom(text, valueAt) : wordFrom(text, valueAt);
  return { word: value === undefined ? undefined : { key, value, negated, isQuoted }, end };
}

/** Letters before a colon are a key; `created:>2026-10-01T10:00` has one. */
function keyAt(text: string, from: number): readonly [string | undefined, number] {
  let at = from;
  while (isLetter(text.charAt(at))) at += 1;
  return at > from && text.charAt(at) === ":" ? [text.slice(from, at).toLowerCase(), at + 1] : [undefined, from];
}

interface Value {
  readonly value: string | undefined;
  readonly end: number;
}

function phraseFrom(text: string, from: number): Value {
  const close = text.indexOf('"', from + 1);
  return close < 0 ? { value: undefined, end: from } : { value: text.slice(from + 1, close).trim(), end: close + 1 };
}

function wordFrom(text: string, from: number): Value {
  let end = from;
  while (end < text.length && !isSpace(text.charAt(end))) end += 1;
  return { value: text.slice(from, end), end };
}

function isLetter(character: string): boolean {
  return (character >= "a" && character <= "z") || (character >= "A" && character <= "Z");
}

function isSpace(character: string): boolean {
  return character.trim() === "";
}
