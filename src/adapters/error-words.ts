const LONGEST = 300;
/** What a library may have put of a token, a key or a signature into its words. */
const SECRET = /\b(?:Bearer|SharedKey(?:Lite)?)\s+\S+|\beyJ[\w-]+(?:\.[\w-]*)*|\bsig=[^&\s]+/gi;
const OUT_OF_TIME: readonly string[] = ["AbortError", "TimeoutError"];

/** One line of at most 300 characters without control characters and secrets, never cut in the middle of a character. */
export function oneLine(words: string): string {
  const plain = words
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\s]+/gu, " ")
    .replace(SECRET, "(secret)")
    .trim();
  if (plain.length <= LONGEST) return plain;
  return `${plain.slice(0, LONGEST - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** Why no answer came: a host that is not known, a connection that broke, a time that ran out, a token that was not given. */
export function whyNoAnswer(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if (OUT_OF_TIME.includes(error.name)) return "it took too long";
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  return oneLine(`${code}: ${error.message}`);
}
