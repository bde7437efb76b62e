import * as z from "zod";
import type { Card } from "../../domain/card.ts";
import type { Click, ClickAnswer, Clicks, Log, Person } from "../../ports.ts";
import { type TeamsActivity, tenantOf } from "./activity.ts";
import { COMMENT_INPUT, LONGEST_COMMENT } from "./cards/asking.ts";
import { drawCard } from "./cards/draw-card.ts";

const Said = z.object({
  verb: z.enum(["approve", "reject"]),
  ref: z.string().min(1).max(100),
  comment: z.string().default(""),
});

/** `Action.Execute`: the verb stands beside the data; inputs are merged into the data. */
const Execute = z.object({
  action: z.object({ verb: z.unknown(), data: z.looseObject({}).default({}) }),
});

/** What somebody pressed on a card, or nothing that the card offers. Who it was is believed, what it says is not. */
export function clickOf(activity: TeamsActivity): Click | undefined {
  const said = Said.safeParse(activity.type === "invoke" ? executed(activity.value) : activity.value).data;
  if (!said) return undefined;
  return {
    requestId: said.ref,
    verdict: said.verb,
    comment: said.comment.slice(0, LONGEST_COMMENT).toWellFormed(),
    person: personOf(activity),
  };
}

function executed(value: unknown): unknown {
  const action = Execute.safeParse(value).data?.action;
  return action && { verb: action.verb, ref: action.data["ref"], comment: action.data[COMMENT_INPUT] };
}

/** Only what Teams itself sets: the guard has seen to it that both ids are there. */
function personOf(activity: TeamsActivity): Person {
  return {
    objectId: activity.from.aadObjectId?.toLowerCase() ?? "",
    tenant: tenantOf(activity)?.toLowerCase() ?? "",
    name: activity.from.name?.trim() ?? "",
  };
}

/** What an invoke is answered with; Teams shows a message to the one who clicked only. */
export interface InvokeAnswer {
  readonly statusCode: number;
  readonly type: string;
  readonly value: unknown;
}

export const NOT_UNDERSTOOD =
  "This button says nothing that I know. The card may be an old one: please look for a newer one.";
const NOT_CERTAIN =
  "It is not certain that your click was recorded. Please click again in a minute: a second click counts no more than one.";

/** Never throws: whoever clicked gets an answer. A vote whose own answer was lost may be there, and a repeat finds it. */
export async function answerTo(click: Click, clicks: Clicks, log: Log): Promise<ClickAnswer> {
  try {
    return await clicks.cast(click);
  } catch (error) {
    log.error("It is not certain that a click was recorded", { request: click.requestId, why: String(error) });
    return { kind: "refused", reason: NOT_CERTAIN, card: undefined };
  }
}

export function invokeAnswer(answer: ClickAnswer): InvokeAnswer {
  switch (answer.kind) {
    case "accepted":
      return cardAnswer(answer.card);
    case "refused":
      return answer.card ? cardAnswer(answer.card) : privateMessage(answer.reason);
  }
}

function cardAnswer(card: Card): InvokeAnswer {
  return { statusCode: 200, type: "application/vnd.microsoft.card.adaptive", value: drawCard(card) };
}

function privateMessage(text: string): InvokeAnswer {
  return { statusCode: 200, type: "application/vnd.microsoft.activity.message", value: text };
}

export function notUnderstood(): InvokeAnswer {
  return {
    statusCode: 400,
    type: "application/vnd.microsoft.error",
    value: { code: "BadRequest", message: NOT_UNDERSTOOD },
  };
}
