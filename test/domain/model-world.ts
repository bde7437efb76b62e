import { stepOf } from "../../src/domain/audit.ts";
import { cardStateOf } from "../../src/domain/card.ts";
import type { Connection } from "../../src/domain/connection.ts";
import { descriptionOf } from "../../src/domain/description.ts";
import type { NextStep } from "../../src/domain/next-step.ts";
import { type Intent, type Progress, startingStatus, wantedStatus } from "../../src/domain/request.ts";
import type { Story } from "../../src/domain/story.ts";
import { later } from "../../src/domain/waits.ts";
import { aConnection, aCountedVote, aGroup, aPrivateEndpoint } from "../support/builders.ts";

export interface ModelWorld {
  readonly story: Story;
  readonly now: Date;
  readonly busyUntil: Date;
  readonly decisions: number;
  readonly intents: number;
  readonly outcomes: number;
  readonly puts: readonly Intent[];
  readonly cards: number;
}

export type Happening =
  | { readonly kind: "vote"; readonly by: string; readonly verdict: "approve" | "reject"; readonly counts: boolean }
  | { readonly kind: "portal"; readonly status: Connection["status"] }
  | { readonly kind: "another endpoint" | "gone" | "Azure fails" | "no owner any more" | "nothing" }
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
    case "time":
      return { ...world, now: later(world.now, { seconds: happening.seconds }) };
    case "nothing":
      return world;
  }
}

function voted({ votes }: Story, { by, verdict, counts }: Extract<Happening, { kind: "vote" }>, now: Date) {
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
      return withProgress(world, {
        recorded: [...story.request.progress.recorded, ...step.entries.map(stepOf)],
      });
    case "ask": {
      const card = { channel: aGroup().channel.id, conversation: "c", activity: "a", postedAt: at };
      return { ...withProgress(world, { card, shown: cardStateOf(story) }), cards: world.cards + 1 };
    }
    case "show":
      return withProgress(world, { shown: cardStateOf(story) });
    case "settle":
      return { ...withStory(world, { decision: step.decision }), decisions: world.decisions + 1 };
    case "intend":
      return intends(world);
    case "put":
      return puts(world, step.intent);
    case "conclude":
      return { ...withStory(world, { outcome: step.outcome }), outcomes: world.outcomes + 1 };
    case "end-round":
      return withStory(world, { round: story.round && { ...story.round, outcome: step.outcome.kind } });
    case "tell":
      return withProgress(world, { repliedAt: at });
    case "close":
      return withProgress(world, { closed: true });
    case "wait":
      return settleAzure({ ...world, now: step.until });
    case "over":
      return world;
  }
}

function intends(world: ModelWorld): ModelWorld {
  const { story, now } = world;
  const { decision, request, intent } = story;
  const mark = intent?.mark ?? "RA-k3m9q2";
  const fresh: Intent = {
    mark,
    from: startingStatus(request.kind),
    to: wantedStatus(decision?.verdict ?? "reject"),
    description: descriptionOf(decision?.comment ?? "", mark),
    at: now.toISOString(),
  };
  const round = story.round && { ...story.round, mark };
  return { ...withStory(world, { intent: intent ?? fresh, round }), intents: world.intents + (intent ? 0 : 1) };
}

function puts(world: ModelWorld, intent: Intent): ModelWorld {
  const change = { status: intent.to, description: intent.description, provisioning: "busy" } as const;
  const next = withStory(world, { connection: changed(world.story, change) });
  const busyUntil = later(world.now, { seconds: 32 });
  return { ...withProgress(next, { putAt: world.now.toISOString() }), busyUntil, puts: [...world.puts, intent] };
}

function settleAzure(world: ModelWorld): ModelWorld {
  const { connection } = world.story;
  const isDone = connection !== "gone" && connection.provisioning === "busy" && world.busyUntil <= world.now;
  return isDone ? withStory(world, { connection: { ...connection, provisioning: "done" } }) : world;
}

function withStory(world: ModelWorld, change: Partial<Story>): ModelWorld {
  return { ...world, story: { ...world.story, ...change } };
}

function withProgress(world: ModelWorld, change: Partial<Progress>): ModelWorld {
  const { request } = world.story;
  return withStory(world, { request: { ...request, progress: { ...request.progress, ...change } } });
}
