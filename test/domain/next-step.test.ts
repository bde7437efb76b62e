import { describe, expect, it } from "@jest/globals";
import { entriesOf } from "../../src/domain/entries-of.ts";
import { type NextStep, needsSomebody, restOf } from "../../src/domain/next-step.ts";
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
import {
  asked,
  at,
  CARD,
  CHANNEL,
  concluded,
  decided,
  intended,
  MARK,
  markedRound,
  NOW,
  next,
  ours,
  recorded,
  type Told,
} from "./told.ts";

const GONE = "The connection is gone: the requester deleted the endpoint, or somebody removed it.";
const NOT_AUTHORISED = "Whoever decided may not decide any more: who the owners are, or the rules, changed.";
const byRule = { request: { rule: aRule() } };

describe("the next step of a request", () => {
  it("is to record what is not on record yet, before anything else", () => {
    const story = aStory();
    expect(next(story)).toEqual({ kind: "record", entries: entriesOf(story, "0.1.0") });
    const later = { ...recorded({}), votes: [aCountedVote()] };
    expect(next(later)).toMatchObject({ kind: "record", entries: [{ kind: "vote.cast" }] });
    const ended = { ...recorded(intended), outcome: anOutcome() };
    expect(next(ended)).toMatchObject({ kind: "record", entries: [{ kind: "change.applied" }] });
  });

  it.each<[string, Told, NextStep | object]>([
    ["to ask, when nobody was asked", {}, { kind: "ask", channel: CHANNEL }],
    [
      "to settle by its rule without asking",
      byRule,
      {
        kind: "settle",
        decision: {
          verdict: "approve",
          comment: "On the allow list",
          by: { kind: "rule", ref: "partners" },
          voters: [],
          at: NOW.toISOString(),
          policyVersion: "sha256:0123456789abcdef",
        },
      },
    ],
    [
      "to settle by a rule of the service's own, which is in no policy",
      {
        request: {
          kind: "clean-up",
          from: "Disconnected",
          rule: aRule({ of: "service", name: "clean-up", verdict: "remove" }),
        },
        connection: aConnection({ status: "Disconnected" }),
      },
      { kind: "settle", decision: { verdict: "remove", by: { kind: "rule", ref: "clean-up" } } },
    ],
    ["to write down the intent of a decision", decided, { kind: "intend", decision: aDecision() }],
    [
      "to end as kept, without any intent, when owners decided to leave it as it is",
      {
        request: { kind: "revoke", from: "Approved" },
        connection: aConnection({ status: "Approved" }),
        votes: [aCountedVote({ verdict: "keep" })],
        decision: aDecision({ verdict: "keep" }),
      },
      concluded("kept", "The owners left the connection as it is.", "Approved"),
    ],
  ])("is %s", (_, told, expected) => {
    expect(next(recorded(told))).toMatchObject(expected);
  });
});

describe("a request without an intent ends as superseded", () => {
  const drift = {
    kind: "revoke",
    from: "Approved",
    fromMark: MARK,
    rule: aRule({ of: "service", verdict: "revoke" }),
  } as const;
  it.each<[string, Told, NextStep | object]>([
    ["when the connection is gone", { connection: "gone" }, concluded("superseded", GONE, "gone")],
    [
      "when another endpoint is behind it, though it is decided",
      { ...decided, connection: aConnection({ privateEndpoint: aPrivateEndpoint("pe-other") }) },
      concluded("superseded", "The connection belongs to another private endpoint now.", "Pending"),
    ],
    [
      "when Azure names no endpoint any more",
      { ...decided, connection: aConnection({ privateEndpoint: undefined }) },
      concluded("superseded", "The connection belongs to another private endpoint now.", "Pending"),
    ],
    [
      "when somebody else approved it",
      { ...asked, connection: aConnection({ status: "Approved" }) },
      concluded("superseded", "Somebody else changed the connection to Approved.", "Approved"),
    ],
    [
      "when somebody else approved it, though a rule decides",
      { ...byRule, connection: aConnection({ status: "Approved" }) },
      concluded("superseded", "Somebody else changed the connection to Approved.", "Approved"),
    ],
    [
      "when Azure shows a state that nobody knows",
      { connection: aConnection({ status: "Other" }) },
      concluded("superseded", "Azure shows the connection in a state that this service does not know.", "Other"),
    ],
    [
      "when somebody rejected what was to be removed",
      { request: { kind: "remove", from: "Approved" }, connection: aConnection({ status: "Rejected" }) },
      concluded("superseded", "Somebody else changed the connection to Rejected.", "Rejected"),
    ],
    [
      "when what was to be cleaned up is connected again",
      {
        request: { kind: "clean-up", from: "Disconnected", rule: aRule({ of: "service", verdict: "remove" }) },
        connection: aConnection({ status: "Approved" }),
      },
      concluded("superseded", "Somebody else changed the connection to Approved.", "Approved"),
    ],
    [
      "when somebody replaced the approval that was to be revoked by one of their own",
      { request: drift, connection: aConnection({ status: "Approved", description: "Approved in the portal" }) },
      concluded("superseded", "Somebody else changed the connection to Approved.", "Approved"),
    ],
    [
      "not while the approval that is to be revoked stands there with its mark",
      { request: drift, connection: ours() },
      { kind: "settle", decision: { verdict: "revoke" } },
    ],
    [
      "when the rule that decides it has left the policy",
      { ...byRule, ruleStands: false },
      concluded("superseded", NOT_AUTHORISED, "Pending", "service"),
    ],
    [
      "when the rule that has decided it left the policy since",
      {
        ...byRule,
        decision: aDecision({ by: { kind: "rule", ref: "partners" }, voters: [] }),
        ruleStands: false,
      },
      concluded("superseded", NOT_AUTHORISED, "Pending", "service"),
    ],
    [
      "when whoever decided it is no owner any more",
      { ...decided, votes: [aCountedVote({ counts: false })] },
      concluded("superseded", NOT_AUTHORISED, "Pending", "service"),
    ],
    [
      "when owners decided it whom nobody watches any more",
      { ...decided, group: undefined },
      concluded("superseded", NOT_AUTHORISED, "Pending", "service"),
    ],
    [
      "when more owners are needed by now than have decided it",
      { ...decided, group: aGroup({ quorumForOtherTenants: 2 }) },
      concluded("superseded", NOT_AUTHORISED, "Pending", "service"),
    ],
    [
      "not when more owners are needed by now to approve what one has rejected",
      {
        ...decided,
        votes: [aCountedVote({ verdict: "reject" })],
        decision: aDecision({ verdict: "reject" }),
        group: aGroup({ quorum: 2, quorumForOtherTenants: 2 }),
      },
      { kind: "intend" },
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
  const sinceLost = (asks: number, askedAt: string) => ({ rule: aRule(), progress: { asks, askedAt } });
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
      "a card tells what an owner wanted, though nobody was asked",
      { ...ended, request: { kind: "remove", askedBy: { ref: "p-o", commitment: "c", comment: "Old", again: false } } },
      { kind: "ask", channel: CHANNEL },
    ],
    ["clean-up is no news", { ...ended, request: { kind: "clean-up", rule: aRule() } }, { kind: "close" }],
    [
      "nor is that of an endpoint",
      { ...ended, request: { kind: "clean-up-endpoint", rule: aRule() } },
      { kind: "close" },
    ],
    [
      "a card of a rule's decision is told about like any other",
      { ...ended, request: { rule: aRule(), progress: { card: CARD } } },
      { kind: "tell", address: CARD },
    ],
    [
      "a fifth card that may stand there is followed by the next one after a quarter of an hour only",
      { ...ended, request: sinceLost(5, "2026-11-20T09:05:00.001Z") },
      { kind: "wait", until: at("09:20:00.001") },
    ],
    ["but then it is", { ...ended, request: sinceLost(5, "2026-11-20T09:05:00.000Z") }, { kind: "ask" }],
    [
      "while a fourth is followed at once",
      { ...ended, request: sinceLost(4, "2026-11-20T09:19:59.000Z") },
      { kind: "ask" },
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
    const story = recorded({ ...intended, request: resting.request });
    expect(next({ ...story, outcome: anOutcome() })).toMatchObject({ kind: "wait" });
  });

  it("is asked again from that moment on", () => {
    expect(next(resting, at("09:25:00.000"))).toMatchObject({ kind: "ask" });
    expect(restOf(resting.request, at("09:25:00.000"))).toBeUndefined();
    expect(restOf(aRequest(), NOW)).toBeUndefined();
  });
});

describe("a request needs somebody", () => {
  it.each<[NextStep, boolean]>([
    [{ kind: "close" }, true],
    [{ kind: "over" }, true],
    [{ kind: "change", intent: anIntent() }, true],
    [{ kind: "wait", until: NOW }, true],
    [{ kind: "wait", until: at("09:20:00.001") }, false],
  ])("for %p: %p", (step, expected) => {
    expect(needsSomebody(step, NOW)).toBe(expected);
  });
});
