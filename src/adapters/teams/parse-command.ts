import { closest, distance } from "fastest-levenshtein";
import type { Command } from "../../domain/command.ts";
import { commentOf } from "../../domain/comment.ts";
import { COMMANDS, type ListedCommand } from "./command-list.ts";

/** `help` is answered here; what is no command is answered with words that say what to write instead. */
export type Parsed =
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "help" }
  | { readonly kind: "wrong"; readonly why: string };

const DEFAULT_HOURS = 30 * 24;
const MOST_HOURS = 366 * 24;
const HOURS: Readonly<Record<string, number>> = { h: 1, d: 24, w: 7 * 24 };

/** What a line of words asks for. Names and ids may stand in quotation marks. */
export function parseCommand(line: string): Parsed {
  const [first = "", rest = ""] = firstOf(line);
  const name = first.toLowerCase().replace(/^\//u, "");
  if (name === "" || name === "help") return { kind: "help" };
  const listed = COMMANDS.find((command) => command.name === name);
  if (!listed) return { kind: "wrong", why: unknownSaid(name) };
  const command = READINGS.get(name)?.(...firstOf(rest)) ?? `Write: ${usageOf(listed)}`;
  return typeof command === "string" ? { kind: "wrong", why: command } : { kind: "command", command };
}

export function usageOf({ name, usage }: ListedCommand): string {
  return usage === "" ? name : `${name} ${usage}`;
}

/** `undefined`: something is missing, or too much; a text says what is wrong. */
type Reading = (first: string, more: string) => Command | string | undefined;

const READINGS: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ["pending", (first, more) => (more === "" ? { kind: "pending", namespace: first || undefined, from: 0 } : undefined)],
  ["show", alone((request) => ({ kind: "show", request }))],
  ["why", alone((request) => ({ kind: "why", request }))],
  ["connections", alone((namespace) => ({ kind: "connections", namespace, from: 0 }))],
  ["policy", (first) => (first === "" ? { kind: "policy" } : undefined)],
  [
    "ask-again",
    (request, comment) => (request === "" ? undefined : { kind: "ask-again", request, comment: commentOf(comment) }),
  ],
  ["audit", auditOf],
  ["revoke", changeOf("revoke")],
  ["remove", changeOf("remove")],
]);

function alone(read: (first: string) => Command): Reading {
  return (first, more) => (first !== "" && more === "" ? read(first) : undefined);
}

function changeOf(kind: "revoke" | "remove"): Reading {
  return (connection, comment) =>
    connection === "" || comment === ""
      ? undefined
      : { kind, connection, comment: commentOf(comment), confirmedFor: undefined };
}

function auditOf(about: string, more: string): Command | string | undefined {
  if (about === "") return undefined;
  if (more === "") return { kind: "audit", about, sinceHours: DEFAULT_HOURS, from: 0 };
  const [, amount, unit = ""] = /^since (\d{1,5}) ?([hdw])$/iu.exec(more) ?? [];
  if (amount === undefined) return undefined;
  const sinceHours = Number(amount) * (HOURS[unit.toLowerCase()] ?? 1);
  if (sinceHours < 1 || sinceHours > MOST_HOURS) return "Name a time of at most a year, as in: since 30d";
  return { kind: "audit", about, sinceHours, from: 0 };
}

/** The first word, or what stands in quotation marks, and what follows. */
function firstOf(text: string): readonly [string, string] {
  const [, quoted, word = "", rest = ""] = /^\s*(?:["“”]([^"“”]*)["“”]|(\S*))\s*(.*)$/su.exec(text) ?? [];
  return [quoted ?? word, rest.trim()];
}

const LONGEST_NAME = 20;

/** Our own words, and nothing of what was written. A word of which half is otherwise was meant for something else. */
function unknownSaid(word: string): string {
  const nearest = closest(
    word.slice(0, LONGEST_NAME),
    COMMANDS.map(({ name }) => name),
  );
  const isNear = distance(word.slice(0, LONGEST_NAME), nearest) * 2 <= nearest.length;
  return isNear ? `I do not know that command. Did you mean: ${nearest}?` : "I do not know that command. Write: help";
}
