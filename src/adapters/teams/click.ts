import * as z from "zod";
import type { Click, NextClick } from "../../domain/click.ts";
import { commentOf } from "../../domain/comment.ts";
import type { Person } from "../../domain/person.ts";
import { spotOf, type TeamsActivity, tenantOf } from "./activity.ts";
import { COMMENT_INPUT } from "./cards/comment-input.ts";
import { SHOW_NEXT } from "./cards/draw-line.ts";
import { meaningOf, WIRE_VERBS } from "./wire-verb.ts";

const Said = z.object({
  verb: z.enum(WIRE_VERBS),
  ref: z.string().min(1).max(100),
  comment: z.string().default(""),
});

/** `Action.Execute`: the verb stands beside the data; inputs are merged into the data. */
const Execute = z.object({
  action: z.object({ verb: z.unknown(), data: z.looseObject({}).default({}) }),
});

/** What somebody pressed on a card, or nothing that a card offers. Who it was is believed, what it says is not. */
export function clickOf(activity: TeamsActivity): Click | undefined {
  const said = Said.safeParse(activity.type === "invoke" ? executed(activity.value) : activity.value).data;
  if (!said) return undefined;
  return {
    requestId: said.ref,
    ...meaningOf(said.verb),
    comment: commentOf(said.comment),
    person: personOf(activity),
    spot: spotOf(activity),
  };
}

const Next = z.object({ verb: z.literal(SHOW_NEXT) });

/** Whether somebody wants to see the next request of the line whose card they pressed. */
export function nextClickOf(activity: TeamsActivity): NextClick | undefined {
  const isNext = Next.safeParse(activity.type === "invoke" ? executed(activity.value) : activity.value).success;
  const spot = spotOf(activity);
  return isNext && spot ? { person: personOf(activity), spot } : undefined;
}

function executed(value: unknown): unknown {
  const action = Execute.safeParse(value).data?.action;
  return action && { verb: action.verb, ref: action.data["ref"], comment: action.data[COMMENT_INPUT] };
}

/** Only what Teams itself sets: the guard has seen to it that both ids are there. */
export function personOf(activity: TeamsActivity): Person {
  return {
    objectId: activity.from.aadObjectId?.toLowerCase() ?? "",
    tenant: tenantOf(activity)?.toLowerCase() ?? "",
    name: activity.from.name?.trim() ?? "",
  };
}
