/** Text as one word of a POSIX shell, whatever is in it: quoted where it has to be. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A command for a POSIX shell. */
export function shellLine(...words: readonly string[]): string {
  return words.map(shellWord).join(" ");
}
