/** White space of any kind, which a card would show as one space or as a new line. */
const SPACES = /[\t\n\v\f\r\u0085\p{Z}]+/gu;
/** What is not seen, or changes how its neighbours are seen: controls, zero-width, bidirectional, tags, fillers, lone surrogates, private use. */
const UNSEEN = /[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u;
/** A picture's variant, harmless behind a picture and only there. */
const PICTURE_VARIANT = /(\p{Extended_Pictographic})\uFE0F/gu;
/** More marks on one letter than any language needs paint over the lines above. */
const PILED_MARKS = /(\p{M}{3})\p{M}+/gu;
/** What a client may make a link, a mention or a date of. */
const LIVE: readonly (readonly [RegExp, string])[] = [
  [/:(?=\/\/)/gu, "[:]"],
  [/www\./giu, "www[.]"],
  [/\{(?=\{)/gu, "{ "],
  [/<(?=\/?at\b)/giu, "< "],
];
/** A code point becomes at most ten characters; more than this of the beginning can't matter once cut. */
const READ_FOR_EACH_SHOWN = 16;

/**
 * Text from outside, fit to be shown: one line, at most `limit` characters, and nothing in it that hides, reorders, links,
 * mentions or computes. What was unseen stands there as `⟨U+202E⟩`.
 */
export function visible(text: string, limit: number): string {
  const known = text
    .slice(0, (limit + 1) * READ_FOR_EACH_SHOWN)
    .normalize("NFC")
    .replace(SPACES, " ")
    .replace(PILED_MARKS, "$1")
    .trim();
  const dead = LIVE.reduce((result, [live, shown]) => result.replace(live, shown), marked(known));
  return cut(dead, limit);
}

function marked(text: string): string {
  const plain = text.replace(PICTURE_VARIANT, "$1");
  return Array.from(plain, (letter) => (UNSEEN.test(letter) ? markOf(letter) : letter)).join("");
}

function markOf(letter: string): string {
  return `⟨U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`;
}

/** Cuts between code points, so that half a pair is never left behind. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const kept = text.slice(0, Math.max(0, limit - 1));
  return `${/[\uD800-\uDBFF]$/u.test(kept) ? kept.slice(0, -1) : kept}…`;
}
