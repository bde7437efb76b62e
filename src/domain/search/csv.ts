import type { ShownEntry } from "../answers.ts";

/**
 * What a spreadsheet may take for a formula, at the beginning or behind what is not seen, also in full width (OWASP ASVS 1.2.10).
 * The apostrophe itself is among them, so that one that was put before a value is always taken off again.
 */
const DANGEROUS = /^[\s\p{C}]*['=+\-@|%＝＋－＠]|^[\s\p{C}]/u;

const UNSEEN = /^[\s\p{C}]$/u;
const SIGN = /^['"=+\-@|%＝＋－＠]$/u;

const COLUMNS: readonly (readonly [string, (entry: ShownEntry) => string | number | undefined])[] = [
  ["at", ({ at }) => at],
  ["kind", ({ kind }) => kind],
  ["actorKind", ({ actor }) => actor.kind],
  ["actor", ({ actor }) => actor.ref],
  ["actorName", ({ actorName }) => actorName],
  ["namespace", ({ namespace }) => namespace],
  ["connection", ({ connection }) => connection],
  ["privateEndpoint", ({ privateEndpoint }) => privateEndpoint],
  ["subscription", ({ requester }) => requester?.subscription],
  ["tenant", ({ requester }) => requester?.tenant],
  ["verdict", ({ verdict }) => verdict],
  ["comment", ({ comment }) => comment],
  ["before", ({ before }) => before],
  ["after", ({ after }) => after],
  ["request", ({ request }) => request],
  ["id", ({ id }) => id],
  ["index", ({ index }) => index],
  ["policyVersion", ({ policyVersion }) => policyVersion],
  ["serviceVersion", ({ serviceVersion }) => serviceVersion],
  ["correlation", ({ correlation }) => correlation],
];

export const CSV_HEAD = lineOf(COLUMNS.map(([name]) => name));

export function csvLine(entry: ShownEntry): string {
  return lineOf(COLUMNS.map(([, valueIn]) => valueIn(entry)));
}

function lineOf(values: readonly (string | number | undefined)[]): string {
  return `${values.map((value) => cellOf(String(value ?? ""))).join(",")}\r\n`;
}

/** Quoted (RFC 4180), and with an apostrophe before what could be a formula; whoever reads it takes one apostrophe off each. */
function cellOf(value: string): string {
  const within = defusedWithin(value);
  const defused = DANGEROUS.test(value) ? `'${within}` : within;
  return `"${defused.replaceAll('"', '""')}"`;
}

/**
 * The same behind what a spreadsheet may take for the end of a cell: where lists are separated by semicolons, as in most of Europe, it
 * splits a file with commas there, and at tabs and lines, in the midst of what is quoted. From the end on, so that its time is linear.
 */
function defusedWithin(value: string): string {
  let isSignAhead = false;
  const defused: string[] = [];
  for (const character of [...value].toReversed()) {
    defused.push(isSignAhead && ";\t\r\n".includes(character) ? `${character}'` : character);
    if (!UNSEEN.test(character)) isSignAhead = SIGN.test(character);
  }
  return defused.toReversed().join("");
}
