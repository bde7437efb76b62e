import type { Card, Verb } from "../../domain/card.ts";
import type { Click, ClickAnswer, NextAnswer, NextClick } from "../../domain/click.ts";
import type { CommandAnswer } from "../../domain/command.ts";
import { later } from "../../domain/waits.ts";
import type { Clicks, Clock, Log } from "../../ports.ts";
import { drawConfirmation } from "./cards/confirmation.ts";
import { drawAnswer } from "./cards/draw-answer.ts";
import { drawCard, drawRefusal } from "./cards/draw-card.ts";
import type { Element } from "./cards/elements.ts";
import { visible } from "./visible.ts";
import { isFinalVerb } from "./wire-verb.ts";

/** What an invoke is answered with; Teams shows it to the one who clicked only. */
export interface InvokeAnswer {
  readonly statusCode: number;
  readonly type: string;
  readonly value: unknown;
}

export const NOT_UNDERSTOOD =
  "This button says nothing that I know. The card may be an old one: please look for a newer one.";
const NOT_CERTAIN =
  "It is not certain that your click was recorded. Please click again in a minute: a second click counts no more than one.";
const TAKES_LONG =
  "This takes longer than it should, and is gone on with. If the card does not change in a minute, please click again: a second click counts no more than one.";

const LONGEST_ANSWER = 500;

/** Never throws: whoever clicked gets an answer. A vote whose own answer was lost may be there, and a repeat finds it. */
export async function answerTo(click: Click, clicks: Clicks, log: Log): Promise<ClickAnswer> {
  try {
    return await clicks.cast(click);
  } catch (error) {
    log.error("It is not certain that a click was recorded", { request: click.requestId, why: String(error) });
    return { kind: "refused", reason: NOT_CERTAIN, card: undefined };
  }
}

export interface InTime {
  readonly clock: Clock;
  /** Waits, in the process, until a time that is near. */
  readonly pause: (until: Date) => Promise<void>;
  /** How long a click may wait for what it brings about. */
  readonly clickSeconds: number;
  readonly log: Log;
}

/**
 * Teams waits a few seconds for the answer to an invoke and then shows an error. Azure, the storage or the policy may take longer
 * than that: then whoever clicked is told what is certain, and the work goes on, each call of it within its own time.
 */
export async function answerInTime(click: Click, clicks: Clicks, limits: InTime): Promise<ClickAnswer> {
  const answer = await inTime(answerTo(click, clicks, limits.log), limits);
  if (answer) return answer;
  limits.log.warn("A click takes long; it was answered before it was done", { request: click.requestId });
  return { kind: "refused", reason: TAKES_LONG, card: undefined };
}

/** Never throws either; of two at once one counts, and whoever presses again sees the one after it. */
export async function answerToNext(click: NextClick, clicks: Clicks, limits: InTime): Promise<NextAnswer> {
  try {
    return (
      (await inTime(clicks.showNext(click), limits)) ?? { kind: "refused", reason: NEXT_TAKES_LONG, card: undefined }
    );
  } catch (error) {
    limits.log.warn("The next request of a line could not be shown", { why: String(error) });
    return { kind: "refused", reason: NOT_NOW, card: undefined };
  }
}

const NOT_NOW = "That did not work just now. Please press once more.";
const NEXT_TAKES_LONG =
  "This takes longer than it should. If no other request appears in a minute, please press once more.";

/** `undefined`: the time was over first. */
export function inTime<Answer>(
  work: Promise<Answer>,
  { clock, pause, clickSeconds }: InTime,
): Promise<Answer | undefined> {
  const timeIsUp = pause(later(clock(), { seconds: clickSeconds })).then(() => undefined);
  return Promise.race([work, timeIsUp]);
}

export function invokeAnswer(answer: ClickAnswer): InvokeAnswer {
  switch (answer.kind) {
    case "accepted":
      return cardAnswer(drawCard(answer.card));
    case "confirm":
      return confirmation(answer);
    case "begun":
      return privateMessage(answer.message);
    case "refused":
      return answer.card ? cardAnswer(drawRefusal(answer.card, answer.reason)) : privateMessage(answer.reason);
  }
}

/** More rows, or what became of a change, shown to the one who pressed. */
export function commandAnswer(answer: CommandAnswer): InvokeAnswer {
  if (answer.kind === "words") return privateMessage(answer.text);
  const card = drawAnswer(answer);
  return card ? cardAnswer(card) : notUnderstood();
}

/** Only what is final has a card that asks once more. */
function confirmation({ card, verb, comment }: { card: Card; verb: Verb; comment: string }): InvokeAnswer {
  return isFinalVerb(verb) ? cardAnswer(drawConfirmation(card, verb, comment)) : notUnderstood();
}

function cardAnswer(card: Element): InvokeAnswer {
  return { statusCode: 200, type: "application/vnd.microsoft.card.adaptive", value: card };
}

function privateMessage(text: string): InvokeAnswer {
  return {
    statusCode: 200,
    type: "application/vnd.microsoft.activity.message",
    value: visible(text, LONGEST_ANSWER),
  };
}

export function notUnderstood(): InvokeAnswer {
  return {
    statusCode: 400,
    type: "application/vnd.microsoft.error",
    value: { code: "BadRequest", message: NOT_UNDERSTOOD },
  };
}

const RECORDED: Readonly<Record<Verb, string>> = {
  approve: "Your approval is recorded.",
  reject: "Your rejection is recorded.",
  revoke: "Your vote to revoke is recorded.",
  remove: "Your vote to remove is recorded.",
  keep: "Your vote to keep it is recorded.",
  hold: "Your question is recorded.",
  "ask-again": "The owners are asked again.",
};

/** For clients that don't know `Action.Execute`: they can be shown words in the thread only, which all can read. */
export function answerInWords(answer: ClickAnswer, { verb }: Click): string {
  switch (answer.kind) {
    case "accepted":
      return RECORDED[verb];
    case "confirm":
      return `Nothing is done yet: to ${verb} is final and must be confirmed, which this client cannot show. Please use a newer Teams client.`;
    case "begun":
    case "refused":
      return wordsOf(answer);
  }
}

export function wordsOf(answer: NextAnswer): string {
  return visible(answer.kind === "begun" ? answer.message : answer.reason, LONGEST_ANSWER);
}
