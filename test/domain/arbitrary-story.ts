import fc from "fast-check";
import { stepOf } from "../../src/domain/audit.ts";
import { viewOf } from "../../src/domain/card.ts";
import type { Connection } from "../../src/domain/connection.ts";
import { entriesOf } from "../../src/domain/entries-of.ts";
import type { WatchedGroup } from "../../src/domain/policy.ts";
import { NO_PROGRESS, type Progress } from "../../src/domain/progress.ts";
import type { OutcomeKind } from "../../src/domain/request.ts";
import { choiceOf, type RequestKind, wantedBy } from "../../src/domain/request-kind.ts";
import type { Story } from "../../src/domain/story.ts";
import { later } from "../../src/domain/waits.ts";
import {
  aConnection,
  aCopy,
  aCountedVote,
  aDecision,
  aGroup,
  aHold,
  anIntent,
  anOutcome,
  aPerson,
  aPrivateEndpoint,
  aRequest,
  aRound,
  aRule,
  aStory,
  rita,
} from "../support/builders.ts";

export const START = new Date("2026-11-20T09:00:00.000Z");
const MARK = anIntent().mark;
const NONE = fc.constant(undefined);
const often = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 1, arbitrary: NONE }, { weight: 4, arbitrary: value });
const maybe = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 1, arbitrary: NONE }, { weight: 1, arbitrary: value });
const seldom = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 4, arbitrary: NONE }, { weight: 1, arbitrary: value });
/** A moment within two days around the start of the story, in whole seconds. */
const moment = fc.integer({ min: -86_400, max: 86_400 }).map((seconds) => later(START, { seconds }));
const timestamp = moment.map((time) => time.toISOString());
const afterStart = fc.nat({ max: 86_400 }).map((seconds) => later(START, { seconds }).toISOString());

/** Mostly as it was when the request began. */
const connectionFrom = (from: Connection["status"]): fc.Arbitrary<Connection | "gone"> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant("gone" as const) },
    {
      weight: 24,
      arbitrary: fc
        .constantFrom("please", `Known partner [${MARK}]`)
        .map((description) => aConnection({ status: from, description })),
    },
    {
      weight: 6,
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

const hold = fc
  .tuple(moment, fc.integer({ min: 1, max: 48 }))
  .map(([at, hours]) => aHold({ at: at.toISOString(), until: later(at, { hours }).toISOString() }));

const holds = fc
  .array(hold, { maxLength: 3 })
  .map((some) => some.toSorted((one, other) => (one.at < other.at ? -1 : 1)));

const reminder = fc.record({ number: fc.integer({ min: 1, max: 9 }), at: timestamp });

const progress: fc.Arbitrary<Progress> = fc
  .record({
    card: often(
      timestamp.map((postedAt) => ({ channel: aGroup().channel.id, conversation: "c", activity: "a", postedAt })),
    ),
    copies: seldom(fc.constantFrom("found", "missed", "told").map((state) => [aCopy({ state })])).map(
      (some) => some ?? [],
    ),
    line: seldom(fc.constant(aGroup().channel.id)),
    asks: fc.integer({ min: 0, max: 7 }),
    askedAt: maybe(timestamp),
    firstCardAt: often(afterStart),
    reminder: maybe(reminder),
    escalatedAt: seldom(timestamp),
    putAt: maybe(timestamp),
    correlation: maybe(fc.constant("arm-1")),
    repliedAt: maybe(timestamp),
    notBefore: seldom(timestamp),
  })
  .map((some) => ({ ...NO_PROGRESS, ...some }));

const outcome = fc
  .record({
    kind: fc.constantFrom<OutcomeKind>(
      "applied",
      "refused",
      "failed",
      "indeterminate",
      "superseded",
      "expired",
      "kept",
    ),
    at: timestamp,
  })
  .map((overrides) => anOutcome(overrides));

export const group: fc.Arbitrary<WatchedGroup> = fc
  .record({
    quorum: fc.constantFrom(1, 2),
    quorumForOtherTenants: fc.constantFrom(2, 3),
    remindEveryHours: fc.constantFrom(undefined, 1, 5),
    escalation: fc.constantFrom(undefined, { afterHours: 4, to: [aPerson(rita)] }),
    expiry: maybe(fc.constantFrom("leave" as const, "reject" as const).map((action) => ({ afterHours: 24, action }))),
  })
  .map((overrides) => aGroup(overrides));

export const STARTS: Readonly<Record<RequestKind, Connection["status"]>> = {
  "approve-or-reject": "Pending",
  revoke: "Approved",
  remove: "Rejected",
  "clean-up": "Disconnected",
  "clean-up-endpoint": "Disconnected",
};
export const kind = fc.constantFrom<RequestKind>(
  ...(["approve-or-reject", "approve-or-reject", "revoke", "remove", "clean-up", "clean-up-endpoint"] as const),
);

function aboutA(asked: RequestKind): fc.Arbitrary<Story> {
  const choice = choiceOf(asked);
  const verdict = fc.constantFrom(choice.for, choice.against);
  const vote = fc
    .record({ by: fc.constantFrom("p-a", "p-b", "p-c"), verdict, counts: fc.boolean(), at: timestamp })
    .map((overrides) => aCountedVote(overrides));
  const from = STARTS[asked];
  const voters = fc.subarray(["p-a", "p-b", "p-c"], { minLength: 1 });
  return fc
    .record({
      votes: fc.uniqueArray(vote, { maxLength: 3, selector: ({ by }) => by }),
      holds,
      decision: seldom(fc.record({ verdict, voters }).map((made) => aDecision(made))),
      intent: seldom(timestamp.map((at) => anIntent({ at, to: wantedBy(choice.for) ?? "Approved" }))),
      outcome: seldom(outcome),
      connection: connectionFrom(from),
      group: often(group),
      ruleStands: fc.boolean(),
      inLine: fc.boolean(),
      round: fc.constantFrom(aRound(), aRound({ mark: MARK }), aRound({ requestId: "r-other" }), undefined),
      request: fc
        .record({
          progress,
          kind: fc.constant(asked),
          from: fc.constant(from),
          fromMark: seldom(fc.constant(MARK)),
          rule: seldom(fc.constant(aRule({ verdict: choice.for }))),
          deadlineAt: seldom(timestamp),
        })
        .map((overrides) => aRequest(overrides)),
    })
    .map((parts) => aStory(parts));
}

/** Any story at all, also those that cannot come about, at any moment; everything is on record that must be by then. */
export const anyStory: fc.Arbitrary<readonly [Story, Date]> = fc
  .tuple(kind.chain(aboutA), fc.boolean(), moment)
  .map(([story, isTrue, now]) => [onRecord(showing(story, isTrue ? viewOf(story, now) : undefined)), now]);

function showing(story: Story, shown: string | undefined): Story {
  const { request } = story;
  return { ...story, request: { ...request, progress: { ...request.progress, shown } } };
}

function onRecord(story: Story): Story {
  const { request } = story;
  const recorded = entriesOf(story, "0.1.0").map(stepOf);
  return { ...story, request: { ...request, progress: { ...request.progress, recorded } } };
}
