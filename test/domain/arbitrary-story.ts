import fc from "fast-check";
import { entriesOf, stepOf } from "../../src/domain/audit.ts";
import type { Connection } from "../../src/domain/connection.ts";
import { NO_PROGRESS, type OutcomeKind, type Progress } from "../../src/domain/request.ts";
import type { Story } from "../../src/domain/story.ts";
import { later } from "../../src/domain/waits.ts";
import {
  aConnection,
  aCountedVote,
  aDecision,
  aGroup,
  anIntent,
  anOutcome,
  aPrivateEndpoint,
  aRequest,
  aRound,
  aRule,
  aStory,
} from "../support/builders.ts";

export const START = new Date("2026-11-20T09:00:00.000Z");
const MARK = anIntent().mark;
const verdict = fc.constantFrom("approve" as const, "reject" as const);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
/** A moment within two days around the start of the story, in whole seconds. */
export const moment = fc.integer({ min: -86_400, max: 86_400 }).map((seconds) => later(START, { seconds }));
const timestamp = moment.map((time) => time.toISOString());

const connection: fc.Arbitrary<Connection | "gone"> = fc.oneof(
  { weight: 1, arbitrary: fc.constant("gone" as const) },
  {
    weight: 8,
    arbitrary: fc
      .record({
        status: fc.constantFrom("Pending", "Approved", "Rejected", "Disconnected", "Other"),
        privateEndpoint: fc.oneof(
          { weight: 6, arbitrary: fc.constant(aPrivateEndpoint()) },
          { weight: 1, arbitrary: fc.constantFrom(undefined, aPrivateEndpoint("pe-other")) },
        ),
        provisioning: fc.constantFrom("busy", "done", "failed"),
        description: fc.constantFrom("please", `Known partner [${MARK}]`, "by hand [RA-other]"),
      })
      .map((overrides) => aConnection(overrides)),
  },
);

const progress: fc.Arbitrary<Progress> = fc
  .record({
    card: maybe(
      timestamp.map((postedAt) => ({ channel: aGroup().channel.id, conversation: "c", activity: "a", postedAt })),
    ),
    asks: fc.integer({ min: 0, max: 7 }),
    askedAt: maybe(timestamp),
    shown: maybe(fc.constantFrom("asking" as const, "applying" as const, "applied" as const)),
    putAt: maybe(timestamp),
    correlation: maybe(fc.constant("arm-1")),
    repliedAt: maybe(timestamp),
    notBefore: fc.option(timestamp, { nil: undefined, freq: 3 }),
  })
  .map((some) => ({ ...NO_PROGRESS, ...some }));

const outcome = fc
  .record({
    kind: fc.constantFrom<OutcomeKind>("applied", "refused", "failed", "indeterminate", "superseded", "expired"),
    at: timestamp,
  })
  .map((overrides) => anOutcome(overrides));

/** Any story at all, also those that cannot come about; everything is on record that must be by then. */
export const anyStory: fc.Arbitrary<Story> = fc
  .record({
    votes: fc.array(
      fc
        .record({ by: fc.constantFrom("p-a", "p-b", "p-c"), verdict, counts: fc.boolean(), at: timestamp })
        .map((overrides) => aCountedVote(overrides)),
      { maxLength: 3 },
    ),
    decision: maybe(verdict.map((said) => aDecision({ verdict: said }))),
    intent: maybe(timestamp.map((at) => anIntent({ at }))),
    outcome: fc.option(outcome, { nil: undefined, freq: 3 }),
    connection,
    group: fc.constantFrom(aGroup(), aGroup(), undefined),
    round: fc.constantFrom(aRound(), aRound({ mark: MARK }), aRound({ requestId: "r-other" }), undefined),
    request: fc
      .record({
        progress,
        rule: fc.constantFrom(undefined, undefined, aRule()),
        deadlineAt: maybe(timestamp),
        kind: fc.constantFrom("approve-or-reject" as const, "approve-or-reject" as const, "revoke" as const),
      })
      .map((overrides) => aRequest(overrides)),
  })
  .map((parts) => onRecord(aStory(parts)));

function onRecord(story: Story): Story {
  const { request } = story;
  const recorded = entriesOf(story, "0.1.0").map(stepOf);
  return { ...story, request: { ...request, progress: { ...request.progress, recorded } } };
}
