import { type AuditEntry, stepOf } from "../domain/audit.ts";
import { descriptionOf } from "../domain/description.ts";
import { entriesOf } from "../domain/entries-of.ts";
import type { NextStep } from "../domain/next-step.ts";
import { type Decision, isIntent, type Outcome } from "../domain/request.ts";
import { wantedBy } from "../domain/request-kind.ts";
import type { RoundNotes } from "../domain/round.ts";
import type { Story } from "../domain/story.ts";
import { change } from "./change.ts";
import { close } from "./close.ts";
import { conclude } from "./conclude.ts";
import { tellOnTheWay } from "./remark.ts";
import { ask, escalate, markCopies, remind, show, tell } from "./talk.ts";
import { whyNotIn } from "./why-not-in.ts";
import type { World } from "./world.ts";

export type Act = Exclude<NextStep, { kind: "wait" | "over" }>;

/** Does one step of a request. */
export function act(world: World, story: Story, step: Act): Promise<void> {
  switch (step.kind) {
    case "record":
      return record(world, story, step.entries);
    case "ask":
      return ask(world, story, step.channel);
    case "show":
      return show(world, story, step.address);
    case "remind":
      return remind(world, story, step.address, step.number);
    case "escalate":
      return escalate(world, story, step.address);
    case "remark":
      return tellOnTheWay(world, story, step.address, step.remark);
    case "settle":
      return settle(world, story, step.decision);
    case "intend":
      return intend(world, story, step.decision);
    case "change":
      return change(world, story, step.intent);
    case "conclude":
      return conclude(world, story, step.outcome);
    case "end-round":
      return noteRound(world, story, { outcome: step.outcome.kind, onRecord: onRecordAfter(story, step.outcome) });
    case "tell":
      return tell(world, story, step.address);
    case "mark-copies":
      return markCopies(world, story);
    case "close":
      return close(world, story.request);
  }
}

/** Of what is on record only what the rows still tell is kept in mind, so that the row does not grow with each reminder. */
async function record({ store, serviceVersion }: World, story: Story, entries: readonly AuditEntry[]): Promise<void> {
  for (const entry of entries) await store.audit.record(entry);
  await store.requests.update(story.request, { recorded: entriesOf(story, serviceVersion).map(stepOf) });
}

async function settle({ store, log }: World, { request }: Story, decision: Decision): Promise<void> {
  const { verdict, by } = await store.decisions.insert(request.id, decision);
  log.info("Decided", { requestId: request.id, verdict, by: by.ref });
}

async function intend(world: World, story: Story, { verdict, comment }: Decision): Promise<void> {
  const to = wantedBy(verdict);
  if (to === undefined) return;
  const notIn = to === "Approved" && !story.intent ? await whyNotIn(world, story) : undefined;
  if (notIn) return conclude(world, story, notIn);
  const { store, newMark, clock } = world;
  const { request } = story;
  const mark = newMark();
  const counts = await store.intents.insert(request.id, {
    ...{ mark, to, from: request.from, description: descriptionOf(comment, mark) },
    at: clock().toISOString(),
  });
  if (isIntent(counts)) await noteRound(world, story, { mark: counts.mark });
}

/** A challenge that nobody decided leaves the change of somebody else's as it was found: not on record, to be challenged again. */
function onRecordAfter({ request }: Story, { kind, after }: Outcome): Outcome["after"] | undefined {
  const isChallenge = request.kind === "revoke" && !request.rule && !request.askedBy;
  return isChallenge && kind === "superseded" && after === request.from ? undefined : after;
}

async function noteRound({ store }: World, { request, round }: Story, notes: RoundNotes): Promise<void> {
  if (round?.requestId === request.id) await store.rounds.note(request.connection, round, notes);
}
