import { describe, expect, it } from "@jest/globals";
import { entriesOf, stepOf } from "../../src/domain/audit.ts";
import type { Connection } from "../../src/domain/connection.ts";
import { type NextStep, needsSomebody, nextStep, restOf } from "../../src/domain/next-step.ts";
import type { OutcomeKind, Progress } from "../../src/domain/request.ts";
import type { Story } from "../../src/domain/story.ts";
import { AZURE_WAITS } from "../../src/domain/waits.ts";
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
  type RequestOverrides,
} from "../support/builders.ts";

const SETTINGS = { waits: AZURE_WAITS, serviceVersion: "0.1.0" };
const NOW = new Date("2026-11-20T09:20:00.000Z");
const CARD = { channel: aGroup().channel.id, conversation: "c", activity: "a", postedAt: "2026-11-20T09:00:05.000Z" };
const MARK = anIntent().mark;
const CHANNEL = aGroup().channel;

type Told = Partial<Omit<Story, "request">> & { readonly request?: RequestOverrides };

/** A story in which everything is on record that must be by now. */
function recorded({ request = {}, ...rest }: Told): Story {
  const story = aStory({ ...rest, request: aRequest(request) });
  return withProgress(story, { recorded: entriesOf(story, "0.1.0").map(stepOf) });
}

function withProgress(story: Story, progress: Partial<Progress>): Story {
  const { request } = story;
  return { ...story, request: { ...request, progress: { ...request.progress, ...progress } } };
}

const next = (story: Story, now = NOW): NextStep => nextStep(story, SETTINGS, now);
const at = (time: string) => new Date(`2026-11-20T${time}Z`);
const asked = { request: { progress: { card: CARD, shown: "asking" as const } } };
const decided: Told = { ...asked, votes: [aCountedVote()], decision: aDecision() };
const markedRound = aRound({ mark: MARK });
const intended: Told = { ...decided, intent: anIntent({ at: "2026-11-20T09:19:30.000Z" }), round: markedRound };
const ours = (overrides: Partial<Connection> = {}) =>
  aConnection({ status: "Approved", description: `Known partner [${MARK}]`, ...overrides });
const put = (putAt: string, shown: Progress["shown"] = "applying"): RequestOverrides => ({
  progress: { card: CARD, shown, putAt: at(putAt).toISOString() },
});
const conclude = (
  kind: OutcomeKind,
  reason: string,
  after: Connection["status"] | "gone",
  by: "service" | "azure" = ["superseded", "indeterminate"].includes(kind) ? "azure" : "service",
) => ({ kind: "conclude", outcome: { kind, by, reason, after, at: NOW.toISOString() } });

describe("the next step of a request", () => {
  it("is to record what is not on record yet, before anything else", () => {
    const story = aStory();
    expect(next(story)).toEqual({ kind: "record", entries: entriesOf(story, "0.1.0") });
    const later = { ...recorded({}), votes: [aCountedVote()] };
    expect(next(later)).toMatchObject({ kind: "record", entries: [{ kind: "vote.cast" }] });
  });

  it.each<[string, Told, NextStep | object]>([
    ["to ask, when nobody was asked", {}, { kind: "ask", channel: CHANNEL }],
    [
      "to wait, as long as a timer may, once somebody was asked",
      asked,
      { kind: "wait", until: new Date("2026-11-25T09:20:00.000Z") },
    ],
    [
      "to wait when nobody may be asked",
      { group: undefined },
      { kind: "wait", until: new Date("2026-11-25T09:20:00.000Z") },
    ],
    [
      "to wait until three minutes after the deadline",
      { request: { ...asked.request, deadlineAt: "2026-11-20T10:00:00.000Z" } },
      { kind: "wait", until: at("10:03:00.000") },
    ],
    [
      "to wait in the three minutes in which a vote in time may still be read",
      { request: { ...asked.request, deadlineAt: "2026-11-20T09:17:00.001Z" } },
      { kind: "wait", until: at("09:20:00.001") },
    ],
    [
      "to expire after that",
      { request: { ...asked.request, deadlineAt: "2026-11-20T09:17:00.000Z" } },
      conclude("expired", "Nobody decided in time. The connection stays Pending in Azure.", "Pending"),
    ],
    [
      "to settle by a vote, also when the deadline has passed since",
      { request: { ...asked.request, deadlineAt: "2026-11-20T09:11:00.000Z" }, votes: [aCountedVote()] },
      { kind: "settle", decision: aDecision({ at: NOW.toISOString() }) },
    ],
    [
      "to wait when the only vote does not count",
      { ...asked, votes: [aCountedVote({ counts: false })] },
      { kind: "wait" },
    ],
    [
      "to settle by its rule without asking",
      { request: { rule: aRule() } },
      {
        kind: "settle",
        decision: {
          verdict: "approve",
          comment: "On the allow list",
          by: { kind: "rule", ref: "partners" },
          at: NOW.toISOString(),
        },
      },
    ],
    ["to write down the intent of a decision", decided, { kind: "intend", decision: aDecision() }],
    [
      "to end as superseded when the connection is gone",
      { connection: "gone" },
      conclude(
        "superseded",
        "The connection is gone: the requester deleted the endpoint, or somebody removed it.",
        "gone",
      ),
    ],
    [
      "to end as superseded when another endpoint is behind it, though it is decided",
      { ...decided, connection: aConnection({ privateEndpoint: aPrivateEndpoint("pe-other") }) },
      conclude("superseded", "The connection belongs to another private endpoint now.", "Pending"),
    ],
    [
      "to end as superseded when somebody else approved it",
      { ...asked, connection: aConnection({ status: "Approved" }) },
      conclude("superseded", "Somebody else changed the connection to Approved.", "Approved"),
    ],
  ])("is %s", (_, told, expected) => {
    expect(next(recorded(told))).toMatchObject(expected);
  });
});

describe("a change that Azure accepts and undoes again and again", () => {
  const since = (minutes: number) => {
    const putAt = at("09:19:59.000");
    const intent = anIntent({ at: new Date(putAt.getTime() - minutes * 60_000).toISOString() });
    const told = recorded({ ...decided, ...{ request: put("09:19:59.000"), intent, round: markedRound } });
    const step = next(told);
    return step.kind === "wait" ? (step.until.getTime() - putAt.getTime()) / 1_000 : step.kind;
  };

  it("is sent again after 30 s at first, then after half the time that it was tried for, after five minutes at most", () => {
    expect([0, 1, 4, 10, 60].map(since)).toEqual([30, 30, 120, 300, 300]);
  });
});

describe("carrying out an intent", () => {
  it.each<[string, Told, NextStep | object]>([
    ["begins with the PUT", intended, { kind: "put", intent: { mark: MARK } }],
    [
      "repeats the intent first when its mark is not on the round",
      { ...intended, round: aRound() },
      { kind: "intend" },
    ],
    [
      "does not need a round that is another request's",
      { ...intended, round: aRound({ requestId: "r-other" }) },
      { kind: "put" },
    ],
    ["does not need a round at all", { ...intended, round: undefined }, { kind: "put" }],
    [
      "does not repeat an intent that nobody decided",
      { ...intended, decision: undefined, round: aRound() },
      { kind: "put" },
    ],
    [
      "waits 30 seconds after the PUT before it reads",
      { ...intended, request: put("09:19:40.000"), connection: ours({ provisioning: "busy" }) },
      { kind: "wait", until: at("09:20:10.000") },
    ],
    [
      "shows on the card that it is under way",
      { ...intended, request: put("09:19:40.000", "asking"), connection: ours({ provisioning: "busy" }) },
      { kind: "show" },
    ],
    [
      "shows nothing where there is no card",
      { ...intended, request: { progress: { putAt: at("09:19:40.000").toISOString() } } },
      { kind: "wait", until: at("09:20:10.000") },
    ],
    [
      "then reads every 10 seconds while Azure is busy",
      { ...intended, request: put("09:19:00.000"), connection: ours({ provisioning: "busy" }) },
      { kind: "wait", until: at("09:20:10.000") },
    ],
    [
      "waits for somebody's change that is under way before its own PUT",
      { ...intended, connection: aConnection({ provisioning: "busy" }) },
      { kind: "show" },
    ],
    ["puts again when Azure went back", { ...intended, request: put("09:19:00.000") }, { kind: "put" }],
    [
      "puts again when Azure failed on our change",
      { ...intended, request: put("09:19:00.000"), connection: ours({ provisioning: "failed" }) },
      { kind: "put" },
    ],
    [
      "ends as applied when a read shows our mark, the wanted state, the same endpoint and Succeeded",
      { ...intended, request: put("09:19:55.000"), connection: ours() },
      conclude("applied", "Azure shows Approved and Succeeded.", "Approved"),
    ],
    [
      "ends as applied also when nobody remembers the PUT",
      { ...intended, connection: ours() },
      conclude("applied", "Azure shows Approved and Succeeded.", "Approved"),
    ],
    [
      "ends as indeterminate when somebody else approved it",
      { ...intended, connection: ours({ description: "by hand" }) },
      conclude("indeterminate", "Somebody else changed the connection to Approved.", "Approved"),
    ],
    [
      "ends as indeterminate when our mark stands under another state",
      { ...intended, connection: ours({ status: "Rejected" }) },
      conclude("indeterminate", "Somebody else changed the connection to Rejected.", "Rejected"),
    ],
    [
      "ends as indeterminate, never as superseded, when the connection is gone",
      { ...intended, connection: "gone" },
      conclude(
        "indeterminate",
        "The connection is gone: the requester deleted the endpoint, or somebody removed it.",
        "gone",
      ),
    ],
    [
      "ends as indeterminate when our mark stands on another endpoint",
      { ...intended, connection: ours({ privateEndpoint: aPrivateEndpoint("pe-other") }) },
      conclude("indeterminate", "The connection belongs to another private endpoint now.", "Approved"),
    ],
    [
      "ends as failed after a day of trying",
      { ...intended, intent: anIntent({ at: "2026-11-19T09:20:00.000Z" }) },
      conclude("failed", "Azure did not carry out the change within 24 hours.", "Pending"),
    ],
    [
      "is tried for a whole day",
      { ...intended, intent: anIntent({ at: "2026-11-19T09:20:00.001Z" }) },
      { kind: "put" },
    ],
    [
      "ends as applied rather than failed when a late read shows it",
      { ...intended, intent: anIntent({ at: "2026-11-18T09:20:00.000Z" }), connection: ours() },
      { kind: "conclude", outcome: { kind: "applied" } },
    ],
    [
      "of a revocation leaves from Approved",
      {
        request: { kind: "revoke", rule: aRule({ verdict: "reject" }) },
        decision: aDecision({ verdict: "reject", by: { kind: "rule", ref: "drift" } }),
        intent: anIntent({ from: "Approved", to: "Rejected" }),
        connection: aConnection({ status: "Approved", description: "an older one" }),
        round: markedRound,
      },
      { kind: "put" },
    ],
  ])("%s", (_, told, expected) => {
    expect(next(recorded(told))).toMatchObject(expected);
  });
});

describe("after the outcome", () => {
  const ended: Told = {
    ...intended,
    connection: ours(),
    outcome: anOutcome(),
    round: aRound({ mark: MARK, outcome: "applied" }),
  };
  it.each<[string, Told, NextStep | object]>([
    ["the round ends first", { ...ended, round: markedRound }, { kind: "end-round", outcome: anOutcome() }],
    [
      "a round that is another request's already stays as it is",
      { ...ended, round: aRound({ requestId: "r-other" }) },
      { kind: "tell" },
    ],
    ["then the thread is told, on the card that asked", ended, { kind: "tell", address: CARD }],
    [
      "then the request is closed",
      { ...ended, request: { progress: { card: CARD, repliedAt: "2026-11-20T09:11:00.000Z" } } },
      { kind: "close" },
    ],
    [
      "telling is given up after 12 hours",
      { ...ended, outcome: anOutcome({ at: "2026-11-19T21:20:00.000Z" }) },
      { kind: "close" },
    ],
    ["and not a moment before", { ...ended, outcome: anOutcome({ at: "2026-11-19T21:20:00.001Z" }) }, { kind: "tell" }],
    ["nobody is told who was not asked", { ...ended, request: {} }, { kind: "close" }],
    ["a card tells what a rule decided", { ...ended, request: { rule: aRule() } }, { kind: "ask", channel: CHANNEL }],
    [
      "a card of a rule's decision is told about like any other",
      { ...ended, request: { rule: aRule(), progress: { card: CARD } } },
      { kind: "tell", address: CARD },
    ],
    [
      "nothing is told where nobody watches any more",
      { ...ended, request: { rule: aRule() }, group: undefined },
      { kind: "close" },
    ],
    ["it is over once it is closed", { ...ended, request: { progress: { closed: true } } }, { kind: "over" }],
  ])("%s", (_, told, expected) => {
    expect(next(recorded(told))).toMatchObject(expected);
  });
});

describe("a service that said when to come back", () => {
  const resting = recorded({ request: { progress: { notBefore: "2026-11-20T09:25:00.000Z" } } });

  it("is waited for, whatever there is to do", () => {
    expect(next(resting)).toEqual({ kind: "wait", until: at("09:25:00.000") });
    expect(restOf(resting.request, NOW)).toEqual(at("09:25:00.000"));
  });

  it("is asked again from that moment on", () => {
    expect(next(resting, at("09:25:00.000"))).toMatchObject({ kind: "ask" });
    expect(restOf(resting.request, at("09:25:00.000"))).toBeUndefined();
  });
});

describe("a request needs somebody", () => {
  it.each<[NextStep, boolean]>([
    [{ kind: "close" }, true],
    [{ kind: "over" }, true],
    [{ kind: "wait", until: NOW }, true],
    [{ kind: "wait", until: at("09:20:00.001") }, false],
  ])("for %p: %p", (step, expected) => {
    expect(needsSomebody(step, NOW)).toBe(expected);
  });
});
