import { stepOf } from "../../src/domain/audit.ts";
import { viewOf } from "../../src/domain/card.ts";
import type { Connection } from "../../src/domain/connection.ts";
import { descriptionOf } from "../../src/domain/description.ts";
import { entriesOf } from "../../src/domain/entries-of.ts";
import type { NextStep } from "../../src/domain/next-step.ts";
import type { Progress } from "../../src/domain/progress.ts";
import type { Decision, Intent } from "../../src/domain/request.ts";
import { choiceOf, wantedBy } from "../../src/domain/request-kind.ts";
import type { Story } from "../../src/domain/story.ts";
import { later } from "../../src/domain/waits.ts";
import { aConnection, aCountedVote, aGroup, aHold, aPrivateEndpoint } from "../support/builders.ts";

export interface ModelWorld {
  readonly story: Story;
  readonly now: Date;
  readonly busyUntil: Date;
  readonly decisions: number;
  readonly intents: number;
  readonly outcomes: number;
  readonly changes: readonly Intent[];
  readonly cards: number;
  readonly escalations: number;
}

export type Happening =
  | { readonly kind: "vote"; readonly by: string; readonly isFor: boolean; readonly counts: boolean }
  | { readonly kind: "portal"; readonly status: Connection["status"] }
  | {
      readonly kind: "another endpoint" | "gone" | "Azure fails" | "no owner any more" | "the rule is gone" | "nothing";
    }
  | { readonly kind: "a question"; readonly hours: number }
  | { readonly kind: "time"; readonly seconds: number };

export function happens(world: ModelWorld, happening: Happening): ModelWorld {
  const { story } = world;
  switch (happening.kind) {
    case "vote":
      return withStory(world, { votes: voted(story, happening, world.now) });
    case "portal":
      return withStory(world, { connection: changed(story, { status: happening.status, description: "by hand" }) });
    case "another endpoint":
      return withStory(world, { connection: changed(story, { privateEndpoint: aPrivateEndpoint("pe-other") }) });
    case "gone":
      return withStory(world, { connection: "gone" });
    case "Azure fails":
      return withStory(world, { connection: changed(story, { provisioning: "failed" }) });
    case "no owner any more":
      return withStory(world, { votes: story.votes.map((vote) => ({ ...vote, counts: false })) });
    case "the rule is gone":
      return withStory(world, { ruleStands: false });
    case "a question":
      return withStory(world, { holds: questioned(world, happening.hours) });
    case "time":
      return { ...world, now: later(world.now, { seconds: happening.seconds }) };
    case "nothing":
      return world;
  }
}

/** Questions are refused once a request is decided. */
function questioned({ story: { holds, decision }, now }: ModelWorld, hours: number) {
  return decision ? holds : [...holds, aHold({ at: now.toISOString(), until: later(now, { hours }).toISOString() })];
}

function voted({ votes, request }: Story, { by, isFor, counts }: Extract<Happening, { kind: "vote" }>, now: Date) {
  const choice = choiceOf(request.kind);
  const verdict = isFor ? choice.for : choice.against;
  const isFirst = !votes.some((vote) => vote.by === by);
  return isFirst ? [...votes, aCountedVote({ by, verdict, counts, at: now.toISOString() })] : votes;
}

function changed({ connection }: Story, change: Partial<Connection>): Connection {
  return { ...(connection === "gone" ? aConnection() : connection), ...change };
}

/** Does a step as the activities do, without any fault. */
export function does(world: ModelWorld, step: NextStep): ModelWorld {
  const { story, now } = world;
  const at = now.toISOString();
  switch (step.kind) {
    case "record":
      return withProgress(world, { recorded: entriesOf(story, "0.1.0").map(stepOf) });
    case "ask":
      return asks(world, at);
    case "show":
      return withProgress(world, { shown: viewOf(story, now) });
    case "remark":
      return withProgress(world, { remarked: [...story.request.progress.remarked, step.remark.id] });
    case "remind":
      return withProgress(world, { reminder: { number: step.number, at } });
    case "escalate":
      return { ...withProgress(world, { escalatedAt: at }), escalations: world.escalations + 1 };
    case "settle":
      return { ...withStory(world, { decision: step.decision }), decisions: world.decisions + 1 };
    case "intend":
      return intends(world, step.decision);
    case "change":
      return changes(world, step.intent);
    case "conclude":
      return { ...withStory(world, { outcome: step.outcome }), outcomes: world.outcomes + 1 };
    case "end-round":
      return withStory(world, { round: story.round && { ...story.round, outcome: step.outcome.kind } });
    case "tell":
      return withProgress(world, { repliedAt: at });
    case "mark-copies":
      return withProgress(world, { copies: [] });
    case "close":
      return withProgress(world, { closed: true });
    case "wait":
      return settleAzure({ ...world, now: step.until });
    case "over":
      return world;
  }
}

function asks(world: ModelWorld, at: string): ModelWorld {
  const { story, now, cards } = world;
  const card = { channel: aGroup().channel.id, conversation: "c", activity: "a", postedAt: at };
  const told = story.outcome ? { repliedAt: at } : {};
  const firstCardAt = story.request.progress.firstCardAt ?? at;
  return { ...withProgress(world, { card, firstCardAt, shown: viewOf(story, now), ...told }), cards: cards + 1 };
}

function intends(world: ModelWorld, { verdict, comment }: Decision): ModelWorld {
  const { story, now } = world;
  const { request, intent } = story;
  const to = wantedBy(verdict);
  if (to === undefined) throw new Error(`Nothing is to be changed by ${verdict}`);
  const mark = intent?.mark ?? "RA-k3m9q2";
  const description = descriptionOf(comment, mark);
  const fresh: Intent = { mark, from: request.from, to, description, at: now.toISOString() };
  const round = story.round && { ...story.round, mark };
  return { ...withStory(world, { intent: intent ?? fresh, round }), intents: world.intents + (intent ? 0 : 1) };
}

function changes(world: ModelWorld, intent: Intent): ModelWorld {
  const { to, description } = intent;
  const change = { ...(to === "gone" ? {} : { status: to, description }), provisioning: "busy" } as const;
  const next = withStory(world, { connection: changed(world.story, change) });
  const busyUntil = later(world.now, { seconds: 32 });
  return { ...withProgress(next, { putAt: world.now.toISOString() }), busyUntil, changes: [...world.changes, intent] };
}

function settleAzure(world: ModelWorld): ModelWorld {
  const { connection, intent } = world.story;
  if (connection === "gone" || connection.provisioning !== "busy" || world.busyUntil > world.now) return world;
  return withStory(world, { connection: intent?.to === "gone" ? "gone" : { ...connection, provisioning: "done" } });
}

function withStory(world: ModelWorld, change: Partial<Story>): ModelWorld {
  return { ...world, story: { ...world.story, ...change } };
}

function withProgress(world: ModelWorld, change: Partial<Progress>): ModelWorld {
  const { request } = world.story;
  return withStory(world, { request: { ...request, progress: { ...request.progress, ...change } } });
}
