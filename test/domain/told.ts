import { stepOf } from "../../src/domain/audit.ts";
import { viewOf } from "../../src/domain/card.ts";
import type { Connection } from "../../src/domain/connection.ts";
import { entriesOf } from "../../src/domain/entries-of.ts";
import { type NextStep, nextStep } from "../../src/domain/next-step.ts";
import type { CardAddress, Progress } from "../../src/domain/progress.ts";
import type { OutcomeKind } from "../../src/domain/request.ts";
import type { Story } from "../../src/domain/story.ts";
import { AZURE_WAITS } from "../../src/domain/waits.ts";
import {
  aConnection,
  aCountedVote,
  aDecision,
  aGroup,
  anIntent,
  aRequest,
  aRound,
  aStory,
  type RequestOverrides,
} from "../support/builders.ts";

export const NOW = new Date("2026-11-20T09:20:00.000Z");
export const CHANNEL = aGroup().channel;
export const CARD: CardAddress = {
  channel: CHANNEL.id,
  conversation: "c",
  activity: "a",
  postedAt: "2026-11-20T09:00:05.000Z",
};
export const MARK = anIntent().mark;

export type Told = Partial<Omit<Story, "request">> & { readonly request?: RequestOverrides };

/** A story in which everything is on record that must be by now, and whose card is the first, shows how things stand, and has it all told below it. */
export function recorded({ request = {}, ...rest }: Told, now = NOW): Story {
  const story = aStory({ ...rest, request: aRequest(request) });
  const card = request.progress?.card;
  const shown = card && viewOf(story, now);
  const first = { shown, firstCardAt: card && story.request.seenAt };
  const { holds, votes } = story;
  const remarked = [...holds.map((_, index) => `hold-${index + 1}`), ...votes.map(({ by }) => `vote-${by}`), "decided"];
  return withProgress(story, {
    ...first,
    remarked,
    ...request.progress,
    recorded: entriesOf(story, "0.1.0").map(stepOf),
  });
}

function withProgress(story: Story, progress: Partial<Progress>): Story {
  const { request } = story;
  return { ...story, request: { ...request, progress: { ...request.progress, ...progress } } };
}

export function next(story: Story, now = NOW): NextStep {
  return nextStep(story, { waits: AZURE_WAITS, serviceVersion: "0.1.0" }, now);
}

export const at = (time: string) => new Date(`2026-11-20T${time}Z`);

export const asked = { request: { progress: { card: CARD } } };
export const decided: Told = { ...asked, votes: [aCountedVote()], decision: aDecision() };
export const markedRound = aRound({ mark: MARK });
export const intended: Told = { ...decided, intent: anIntent({ at: "2026-11-20T09:19:30.000Z" }), round: markedRound };

/** As our own change makes it. */
export const ours = (overrides: Partial<Connection> = {}) =>
  aConnection({ status: "Approved", description: `Known partner [${MARK}]`, ...overrides });

/** A request whose change was sent then. */
export const sent = (time: string, progress: Partial<Progress> = {}): RequestOverrides => ({
  progress: { card: CARD, putAt: at(time).toISOString(), ...progress },
});

const SEEN_BY_AZURE: readonly OutcomeKind[] = ["superseded", "indeterminate"];

export function concluded(
  kind: OutcomeKind,
  reason: string,
  after: Connection["status"] | "gone",
  by: "service" | "azure" = SEEN_BY_AZURE.includes(kind) ? "azure" : "service",
) {
  return { kind: "conclude", outcome: { kind, by, reason, after, at: NOW.toISOString() } };
}
