import { harmless } from "./harmless.ts";
import type { SeenEvent } from "./live-events.ts";
import type { Lab } from "./live-lab.ts";
import type { Answers } from "./live-questions.ts";
import { leftOf, removals } from "./live-removal.ts";
import { tableOf } from "./table.ts";
import { counted } from "./words.ts";

export interface LiveReport {
  readonly name: string;
  readonly subscription: string;
  readonly location: string;
  readonly begunAt: string;
  readonly endedAt: string;
  readonly answers: Answers;
  /** `undefined`: the queue was never read. */
  readonly events?: readonly SeenEvent[];
  /** Why it ended before all was asked. */
  readonly failed?: string;
  /** Commands that remove what could not be removed. */
  readonly left: readonly string[];
}

/** What a check has found out by now. */
export interface Learnt {
  readonly answers: Answers;
  readonly events?: readonly SeenEvent[];
  /** Why not all is asked. */
  readonly failure?: Error;
}

/** What stands in the file until the check has ended, so that whoever ends it by force finds there what to remove. */
export function reportBefore(lab: Lab, begunAt: string, { answers, events }: Learnt): LiveReport {
  const left = Object.values(removals(lab));
  return { ...placeOf(lab, begunAt), answers, ...(events && { events }), failed: "It was cut off.", left };
}

export function reportOf(lab: Lab, begunAt: string, { answers, events, failure }: Learnt): LiveReport {
  const failed = failure && { failed: failure.message };
  return { ...placeOf(lab, begunAt), answers, ...(events && { events }), ...failed, left: leftOf(lab) };
}

function placeOf({ name, subscription, location, terminal }: Lab, begunAt: string) {
  return { name, subscription, location, begunAt, endedAt: terminal.now().toISOString() };
}

/** `wasMade`: there was something to remove. */
export function linesOf(report: LiveReport, wasMade: boolean): readonly string[] {
  const rows = Object.entries(report.answers).map(([question, answer]) => [question, inWords(answer)]);
  return [
    ...(rows.length > 0 ? [...tableOf(["QUESTION", "ANSWER"], rows), ""] : []),
    ...[...eventLines(report), ""],
    ...(report.failed === undefined ? [] : [`Not all was asked: ${harmless(report.failed.replaceAll(/\s+/g, " "))}`]),
    ...endLines(report.left, wasMade),
  ];
}

function eventLines({ events, failed }: LiveReport): readonly string[] {
  if (events === undefined) return ["Whether events came was not looked at."];
  if (events.length === 0) return [failed === undefined ? "No event came." : "No event had come by then."];
  const kinds = Map.groupBy(events, ({ eventType, operation }) => `${eventType}\t${operation}`);
  const heard = [...kinds].map(([kind, all]) => [...kind.split("\t"), all.length]);
  return tableOf(["EVENT", "OPERATION", "COUNT"], heard);
}

function endLines(left: readonly string[], wasMade: boolean): readonly string[] {
  if (left.length > 0) return ["Something is left. Remove it:", ...left];
  return [wasMade ? "Everything that was made is removed." : "Nothing was made."];
}

function inWords(answer: Answers[keyof Answers]): string {
  if (typeof answer !== "object") return String(answer);
  return Object.entries(answer)
    .filter(([name]) => name !== "message")
    .map(([, value]) => value)
    .join(", ");
}

export function savedLine({ answers }: LiveReport, file: string): string {
  return `${counted(Object.keys(answers).length, "answer")} in ${file}.`;
}
