import * as z from "zod";
import type { DecideAnswer } from "../domain/answers.ts";
import type { Verb } from "../domain/card.ts";
import type { ClickAnswer } from "../domain/click.ts";
import type { CommandAnswer } from "../domain/command.ts";
import { commentOf, LONGEST_COMMENT } from "../domain/comment.ts";
import type { Person } from "../domain/person.ts";
import { groupOf } from "../domain/policy.ts";
import { isRequestId } from "../domain/request-id.ts";
import { takeClick } from "../orchestration/clicks.ts";
import { NOT_FOUND } from "../orchestration/command-scope.ts";
import { takeCommand } from "../orchestration/commands.ts";
import { ownedBy } from "../orchestration/load-story.ts";
import { mayDecide } from "../orchestration/owners.ts";
import type { World } from "../orchestration/world.ts";
import type { Answered, Call } from "./parts.ts";
import { notFound, Refused } from "./problem.ts";

const said = z
  .string()
  .trim()
  .max(LONGEST_COMMENT, `is longer than ${LONGEST_COMMENT} characters`)
  .overwrite(commentOf);
const comment = said.default("");

export const voteBody = z.strictObject({
  verdict: z.enum(["approve", "reject", "revoke", "remove", "keep"]),
  comment,
  confirmed: z.boolean().default(false),
});

export const holdBody = z.strictObject({
  question: said.min(1, "is empty"),
});

export const changeBody = z.strictObject({
  change: z.enum(["revoke", "remove"]),
  connection: z.string().min(1, "is empty").max(1_000, "is longer than 1000 characters"),
  comment,
  confirmedFor: z.string().max(100).optional(),
});

/** The same as a click on the request's card, with the same checks and the same record. */
export async function vote(call: Call): Promise<Answered> {
  const { verdict, comment: words, confirmed } = voteBody.parse(call.body);
  return click(call, verdict, words, confirmed);
}

export async function hold(call: Call): Promise<Answered> {
  return click(call, "hold", holdBody.parse(call.body).question, true);
}

async function click({ parts, caller, path }: Call, verb: Verb, said: string, confirmed: boolean): Promise<Answered> {
  const { world, orchestrations } = parts;
  const [requestId, person] = [path["id"] ?? "", personOf(caller)];
  const isTheirs = await mayDecideAbout(world, requestId, person);
  const answer = await takeClick(world, orchestrations, { requestId, verb, confirmed, comment: said, person });
  // What is not theirs is answered like what does not exist; that they tried is on record, like a click.
  if (!isTheirs) throw notFound();
  return { json: decided(answer) };
}

async function mayDecideAbout(world: World, requestId: string, person: Person): Promise<boolean> {
  const request = isRequestId(requestId) ? await world.store.requests.find(requestId) : undefined;
  if (!request) return false;
  const group = groupOf(await world.policies.current(), request.connection);
  return mayDecide(world, ownedBy(request, group), person);
}

/** Decisions are people's: an app that holds the role owns nothing. */
function personOf({ kind, person }: Call["caller"]): Person {
  if (kind === "person") return person;
  throw new Refused(403, "Only a person may decide: sign in as yourself.");
}

function decided(answer: ClickAnswer): DecideAnswer {
  switch (answer.kind) {
    case "accepted":
    case "begun":
      return answer;
    case "confirm":
      return { kind: "confirm", card: answer.card };
    case "refused":
      return { kind: "refused", reason: answer.reason, ...(answer.card && { card: answer.card }) };
  }
}

/** Has a connection revoked or removed, with the usual votes and record. */
export async function change({ parts, caller, body }: Call): Promise<Answered> {
  const { change: kind, connection, comment: said, confirmedFor } = changeBody.parse(body);
  const command = { kind, connection, comment: said, confirmedFor } as const;
  const asker = { person: personOf(caller), channel: undefined };
  return { json: wished(await takeCommand(parts.world, parts.orchestrations, command, asker)) };
}

function wished(answer: CommandAnswer): DecideAnswer {
  switch (answer.kind) {
    case "confirm":
      return { kind: "confirm", card: answer.card, confirmedFor: answer.card.requestId };
    case "refused":
      return answer;
    case "words":
      if (answer.text === NOT_FOUND) throw notFound();
      return answer.begun ? { kind: "begun", message: answer.text } : { kind: "refused", reason: answer.text };
    case "card":
    case "copy":
      return { kind: "accepted", card: answer.card };
    case "table":
    case "facts":
      throw new Error(`A wish was answered with ${answer.kind}`);
  }
}
