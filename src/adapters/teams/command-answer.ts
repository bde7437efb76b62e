import type { Asker } from "../../domain/click.ts";
import type { Command, CommandAnswer } from "../../domain/command.ts";
import type { Commands } from "../../ports.ts";
import type { TeamsActivity } from "./activity.ts";
import { drawAnswer, drawHelp } from "./cards/draw-answer.ts";
import type { Element } from "./cards/elements.ts";
import { personOf } from "./click.ts";
import { type InTime, inTime } from "./click-answer.ts";
import { parseCommand } from "./parse-command.ts";
import { plainWords } from "./plain-words.ts";
import { visible } from "./visible.ts";

/** A message of the bot: words, or a card. */
export type Said = { readonly text: string } | { readonly card: Element };

/** Nobody waits longer for an answer to a message; Teams gives up after some 15 s. */
const ANSWER_SECONDS = 10;

const LONGEST_ANSWER = 1_000;
const NOT_NOW = "That did not work just now. Please try again in a minute.";
const NOT_CERTAIN =
  "It is not certain that this was recorded. Please try again in a minute: said twice it counts no more than once.";

/** Never throws: whoever asked gets an answer. */
export async function answerMessage(activity: TeamsActivity, commands: Commands, limits: InTime): Promise<Said> {
  const parsed = parseCommand(plainWords(activity));
  if (parsed.kind === "help") return { card: drawHelp() };
  if (parsed.kind === "wrong") return { text: parsed.why };
  const patient = { ...limits, clickSeconds: Math.max(limits.clickSeconds, ANSWER_SECONDS) };
  return saidOf(await tryToTake(parsed.command, activity, commands, patient));
}

/** What changes something may have been done though no answer came, or is still gone on with. */
export async function tryToTake(
  command: Command,
  activity: TeamsActivity,
  commands: Commands,
  limits: InTime,
): Promise<CommandAnswer> {
  const text = CHANGES.includes(command.kind) ? NOT_CERTAIN : NOT_NOW;
  try {
    return (await inTime(commands.take(command, askerOf(activity)), limits)) ?? { kind: "words", text };
  } catch (error) {
    limits.log.error("A command could not be answered", { why: String(error) });
    return { kind: "words", text };
  }
}

const CHANGES: readonly Command["kind"][] = ["ask-again", "revoke", "remove"];

export function saidOf(answer: CommandAnswer): Said {
  if (answer.kind === "words") return { text: visible(answer.text, LONGEST_ANSWER) };
  const card = drawAnswer(answer);
  return card ? { card } : { text: NOT_NOW };
}

/** In a personal chat only the person reads the answer; anywhere else everybody there does. */
function askerOf(activity: TeamsActivity): Asker {
  const { conversation } = activity;
  const channel = conversation["conversationType"] === "personal" ? undefined : conversation.id.split(";")[0];
  return { person: personOf(activity), channel };
}
