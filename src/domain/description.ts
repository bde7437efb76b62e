/** The description that our change writes into Azure: the owner's words, and the mark by which we know the change again. */

/** Azure's own limit for the requester's message; no limit for descriptions is documented, so this is kept. */
const LONGEST_DESCRIPTION = 140;

export function descriptionOf(comment: string, mark: string): string {
  const plain = comment.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  const room = LONGEST_DESCRIPTION - mark.length - 3;
  const words = plain.length > room ? `${cut(plain, room - 1)}…` : plain;
  return words === "" ? markIn(mark) : `${words} ${markIn(mark)}`;
}

/** Our description ends with its mark; in the middle a mark may be an owner's words, copied from an earlier change. */
export function carriesMark(description: string, mark: string): boolean {
  return description.endsWith(markIn(mark));
}

const markIn = (mark: string) => `[${mark}]`;

/** A text of Azure, kept with a row: no limit of it is documented. */
export function keptText(text: string): string {
  return text.length > LONGEST_KEPT ? `${cut(text, LONGEST_KEPT)}…` : text;
}

const LONGEST_KEPT = 2_000;

/** Cuts at a character's end, never in the middle of a surrogate pair. */
function cut(text: string, units: number): string {
  const last = text.charCodeAt(units - 1);
  const isHighSurrogate = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, isHighSurrogate ? units - 1 : units);
}
