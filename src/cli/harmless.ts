const CONTROLS = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** The same text in one line that cannot move the cursor, colour the terminal or turn the reading direction. */
export function harmless(text: string): string {
  return text.replace(CONTROLS, "?");
}

/** The same for text of several lines, whose own line ends stay. */
export function harmlessLines(text: string): string {
  return text.split("\n").map(harmless).join("\n");
}

/** JSON for a pipe or a screen: the same value, with such characters escaped. */
export function harmlessJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).split("\n").map(escaped).join("\n");
}

/** On one line. */
export function harmlessJsonLine(value: unknown): string {
  return escaped(JSON.stringify(value));
}

function escaped(line: string): string {
  return line.replace(CONTROLS, (character) =>
    Array.from({ length: character.length }, (_, at) => unitOf(character.charCodeAt(at))).join(""),
  );
}

function unitOf(code: number): string {
  return `\\u${code.toString(16).padStart(4, "0")}`;
}
