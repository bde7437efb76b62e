import { describe, expect, it } from "@jest/globals";
import type { NextStep } from "../../src/domain/next-step.ts";
import {
  aConnection,
  aCountedVote,
  aDecision,
  aGroup,
  anIntent,
  aPrivateEndpoint,
  aRound,
  aRule,
} from "../support/builders.ts";
import {
  at,
  CARD,
  concluded,
  decided,
  intended,
  MARK,
  markedRound,
  NOW,
  next,
  ours,
  recorded,
  sent,
  type Told,
} from "./told.ts";

const NOT_AUTHORISED = "Whoever decided may not decide any more: who the owners are, or the rules, changed.";

function stepsOf(told: Told): NextStep {
  return next(recorded(told));
}

describe("carrying out an intent", () => {
  it.each<[string, Told, NextStep | object]>([
    ["begins with the change", intended, { kind: "change", intent: { mark: MARK } }],
    [
      "repeats the intent first when its mark is not on the round",
      { ...intended, round: aRound() },
      { kind: "intend" },
    ],
    [
      "does not need a round that is another request's",
      { ...intended, round: aRound({ requestId: "r-other" }) },
      { kind: "change" },
    ],
    ["does not need a round at all", { ...intended, round: undefined }, { kind: "change" }],
    [
      "does not repeat an intent that nobody decided",
      { ...intended, decision: undefined, round: aRound() },
      { kind: "change" },
    ],
    [
      "waits 30 seconds after the change before it reads",
      { ...intended, request: sent("09:19:40.000"), connection: ours({ provisioning: "busy" }) },
      { kind: "wait", until: at("09:20:10.000") },
    ],
    [
      "shows on the card that it is under way",
      { ...intended, request: sent("09:19:40.000", { shown: "asking" }), connection: ours({ provisioning: "busy" }) },
      { kind: "show", address: CARD },
    ],
    [
      "shows nothing where there is no card",
      { ...intended, request: sent("09:19:40.000", { card: undefined }) },
      { kind: "wait", until: at("09:20:10.000") },
    ],
    [
      "then reads every 10 seconds while Azure is busy",
      { ...intended, request: sent("09:19:00.000"), connection: ours({ provisioning: "busy" }) },
      { kind: "wait", until: at("09:20:10.000") },
    ],
    [
      "waits for somebody's change that is under way before its own",
      { ...intended, connection: aConnection({ provisioning: "busy" }) },
      { kind: "wait", until: at("09:20:10.000") },
    ],
    ["changes again when Azure went back", { ...intended, request: sent("09:19:00.000") }, { kind: "change" }],
    [
      "changes again when Azure failed on our change",
      { ...intended, request: sent("09:19:00.000"), connection: ours({ provisioning: "failed" }) },
      { kind: "change" },
    ],
    [
      "ends as applied when a read shows our mark, the wanted state, the same endpoint and Succeeded",
      { ...intended, request: sent("09:19:55.000"), connection: ours() },
      concluded("applied", "Azure shows Approved and Succeeded.", "Approved"),
    ],
    [
      "ends as applied also when nobody remembers the change",
      { ...intended, connection: ours() },
      concluded("applied", "Azure shows Approved and Succeeded.", "Approved"),
    ],
    [
      "ends as indeterminate when somebody else approved it",
      { ...intended, connection: ours({ description: "by hand" }) },
      concluded("indeterminate", "Somebody else changed the connection to Approved.", "Approved"),
    ],
    [
      "ends as indeterminate when our mark stands under another state",
      { ...intended, connection: ours({ status: "Rejected" }) },
      concluded("indeterminate", "Somebody else changed the connection to Rejected.", "Rejected"),
    ],
    [
      "ends as indeterminate, never as superseded, when the connection is gone",
      { ...intended, connection: "gone" },
      concluded(
        "indeterminate",
        "The connection is gone: the requester deleted the endpoint, or somebody removed it.",
        "gone",
      ),
    ],
    [
      "ends as indeterminate when our mark stands on another endpoint",
      { ...intended, connection: ours({ privateEndpoint: aPrivateEndpoint("pe-other") }) },
      concluded("indeterminate", "The connection belongs to another private endpoint now.", "Approved"),
    ],
    [
      "ends as failed after a day of trying",
      { ...intended, intent: anIntent({ at: "2026-11-19T09:20:00.000Z" }) },
      concluded("failed", "Azure did not carry out the change within 24 hours.", "Pending"),
    ],
    [
      "is tried for a whole day",
      { ...intended, intent: anIntent({ at: "2026-11-19T09:20:00.001Z" }) },
      { kind: "change" },
    ],
    [
      "ends as applied rather than failed when a late read shows it",
      { ...intended, intent: anIntent({ at: "2026-11-18T09:20:00.000Z" }), connection: ours() },
      { kind: "conclude", outcome: { kind: "applied" } },
    ],
  ])("%s", (_, told, expected) => {
    expect(stepsOf(told)).toMatchObject(expected);
  });
});

describe("a change that Azure accepts and undoes again and again", () => {
  const since = (minutes: number) => {
    const putAt = at("09:19:59.000");
    const intent = anIntent({ at: new Date(putAt.getTime() - minutes * 60_000).toISOString() });
    const step = stepsOf({ ...decided, request: sent("09:19:59.000"), intent, round: markedRound });
    return step.kind === "wait" ? (step.until.getTime() - putAt.getTime()) / 1_000 : step.kind;
  };

  it("is sent again after 30 s at first, then after half the time that it was tried for, after five minutes at most", () => {
    expect([0, 1, 4, 10, 60].map(since)).toEqual([30, 30, 120, 300, 300]);
  });
});

describe("once whoever decided may not decide any more", () => {
  const byRule: Told = {
    ...intended,
    request: { rule: aRule(), progress: { card: CARD } },
    votes: [],
    decision: aDecision({ by: { kind: "rule", ref: "partners" }, voters: [] }),
  };
  const left: Told = { ...byRule, ruleStands: false };
  it.each<[string, Told, NextStep | object]>([
    ["a rule's decision is changed while the rule is in the policy", byRule, { kind: "change" }],
    ["not after it left the policy", left, concluded("indeterminate", NOT_AUTHORISED, "Pending", "service")],
    [
      "a change that was sent before is still waited for",
      { ...left, request: { ...left.request, ...sent("09:19:40.000") }, connection: ours({ provisioning: "busy" }) },
      { kind: "wait", until: at("09:20:10.000") },
    ],
    [
      "and is not sent again",
      { ...left, request: { ...left.request, ...sent("09:19:00.000") } },
      concluded("indeterminate", NOT_AUTHORISED, "Pending", "service"),
    ],
    [
      "and ends as applied when it has landed",
      { ...left, connection: ours() },
      concluded("applied", "Azure shows Approved and Succeeded.", "Approved"),
    ],
    [
      "an owner's decision is not changed either",
      { ...intended, votes: [aCountedVote({ counts: false })] },
      concluded("indeterminate", NOT_AUTHORISED, "Pending", "service"),
    ],
    [
      "nor where nobody watches any more",
      { ...intended, group: undefined },
      concluded("indeterminate", NOT_AUTHORISED, "Pending", "service"),
    ],
    [
      "nor when more owners are needed by now",
      { ...intended, group: aGroup({ quorumForOtherTenants: 2 }) },
      concluded("indeterminate", NOT_AUTHORISED, "Pending", "service"),
    ],
  ])("%s", (_, told, expected) => {
    expect(stepsOf(told)).toMatchObject(expected);
  });
});

describe("a revocation", () => {
  const revoking: Told = {
    request: {
      kind: "revoke",
      from: "Approved",
      fromMark: "RA-drifted",
      rule: aRule({ of: "service", verdict: "revoke" }),
    },
    decision: aDecision({ verdict: "revoke", by: { kind: "rule", ref: "partners" }, voters: [] }),
    intent: anIntent({ from: "Approved", to: "Rejected", at: "2026-11-20T09:19:30.000Z" }),
    connection: aConnection({ status: "Approved", description: "Known partner [RA-drifted]" }),
    round: markedRound,
  };
  const approved = (description: string) => aConnection({ status: "Approved", description });
  it.each<[string, Told, NextStep | object]>([
    ["leaves from Approved", revoking, { kind: "change" }],
    [
      "leaves only from the approval that drifted",
      { ...revoking, connection: approved("in the portal [RA-else]") },
      concluded("indeterminate", "Somebody else changed the connection to Approved.", "Approved"),
    ],
    [
      "ends as applied when Azure shows it Rejected with our mark",
      { ...revoking, connection: aConnection({ status: "Rejected", description: `Revoked [${MARK}]` }) },
      concluded("applied", "Azure shows Rejected and Succeeded.", "Rejected"),
    ],
    [
      "ends as indeterminate when the requester's side is gone",
      { ...revoking, connection: aConnection({ status: "Disconnected" }) },
      concluded("indeterminate", "Somebody else changed the connection to Disconnected.", "Disconnected"),
    ],
    [
      "ends as indeterminate when somebody else rejected it",
      { ...revoking, connection: aConnection({ status: "Rejected", description: "by hand" }) },
      concluded("indeterminate", "Somebody else changed the connection to Rejected.", "Rejected"),
    ],
  ])("%s", (_, told, expected) => {
    expect(stepsOf(told)).toMatchObject(expected);
  });
});

describe("a removal", () => {
  const removing: Told = {
    request: { kind: "remove", from: "Rejected" },
    votes: [aCountedVote({ verdict: "remove" })],
    decision: aDecision({ verdict: "remove" }),
    intent: anIntent({ from: "Rejected", to: "gone", at: "2026-11-20T09:19:30.000Z" }),
    connection: aConnection({ status: "Rejected" }),
    round: markedRound,
  };
  const sentThen = { kind: "remove", from: "Rejected", ...sent("09:19:00.000") } as const;
  it.each<[string, Told, NextStep | object]>([
    ["begins with the change", removing, { kind: "change", intent: { to: "gone" } }],
    [
      "ends as applied when the connection is gone",
      { ...removing, connection: "gone" },
      concluded("applied", "Azure does not show the connection any more.", "gone"),
    ],
    [
      "waits while Azure is at it",
      { ...removing, request: sentThen, connection: aConnection({ status: "Rejected", provisioning: "busy" }) },
      { kind: "wait", until: at("09:20:10.000") },
    ],
    [
      "waits when the connection is Disconnected on its way out",
      { ...removing, request: sentThen, connection: aConnection({ status: "Disconnected", provisioning: "busy" }) },
      { kind: "wait", until: at("09:20:10.000") },
    ],
    [
      "is sent again when it stays so: to delete it is what was decided",
      { ...removing, request: sentThen, connection: aConnection({ status: "Disconnected" }) },
      { kind: "change" },
    ],
    ["is sent again when the connection still is there", { ...removing, request: sentThen }, { kind: "change" }],
    [
      "ends as indeterminate when another endpoint is behind the name",
      { ...removing, connection: aConnection({ status: "Rejected", privateEndpoint: aPrivateEndpoint("pe-other") }) },
      concluded("indeterminate", "The connection belongs to another private endpoint now.", "Rejected"),
    ],
    [
      "ends as indeterminate when the connection is in another state",
      { ...removing, connection: aConnection({ status: "Approved" }) },
      concluded("indeterminate", "Somebody else changed the connection to Approved.", "Approved"),
    ],
    [
      "ends as failed after a day",
      { ...removing, intent: anIntent({ to: "gone", at: "2026-11-19T09:20:00.000Z" }) },
      concluded("failed", "Azure did not carry out the change within 24 hours.", "Rejected"),
    ],
  ])("%s", (_, told, expected) => {
    expect(next(recorded(told), NOW)).toMatchObject(expected);
  });
});
