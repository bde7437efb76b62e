/** What an owner may say at most, in characters; it is kept whole in the audit log. */
export const LONGEST_COMMENT = 1000;

/** The same text is the same bytes, and never half a character. */
export function commentOf(text: string): string {
  const kept = text.toWellFormed().normalize("NFC").slice(0, LONGEST_COMMENT);
  return kept.isWellFormed() ? kept : kept.slice(0, -1);
}
