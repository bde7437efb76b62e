/** A word of the query language, as it stands in the text. */
export interface Term {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** Words, `key:value`, and what is in quotes, with their places. A quote that is still open reaches to the end. */
export function termsOf(query: string): readonly Term[] {
  const found = query.matchAll(/(?:[^\s"]|"(?:\\.|[^"\\])*(?:"|$))+/g);
  return Array.from(found, ({ 0: text, index }) => ({ text, from: index, to: index + text.length }));
}

/** `kind:card.posted`, `actor:"Olga Owens"`. */
export function termFor(key: string, value: string): string {
  return `${key}:${quoted(value)}`;
}

export function quoted(value: string): string {
  return /^[^\s":]+$/.test(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`;
}

export function hasTerm(query: string, term: string): boolean {
  return termsOf(query).some(({ text }) => text === term);
}

/** Adds the term, or takes it out where it stands; its opposite goes in either case. */
export function toggled(query: string, term: string): string {
  const opposite = term.startsWith("-") ? term.slice(1) : `-${term}`;
  const texts = termsOf(query).map(({ text }) => text);
  const others = texts.filter((text) => text !== term && text !== opposite);
  return (texts.includes(term) ? others : [...others, term]).join(" ");
}
