/** Stands before a word that begins with a dash and is none of our options. */
const MARK = "\u{e000}";

/** `-kind:card.posted` leaves something out of a query; a parser of options must not take it for options of one letter. */
export function protectedWords(words: readonly string[]): string[] {
  const isQuery = words[0] === "audit" || words[0] === "export";
  return words.map((word) => (isQuery && /^-[^-].+$/su.test(word) ? MARK + word : word));
}

export function unprotected(word: string): string {
  return word.startsWith(MARK) ? word.slice(MARK.length) : word;
}
