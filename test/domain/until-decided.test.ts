import { describe, expect, it } from "@jest/globals";
import type { NextStep } from "../../src/domain/next-step.ts";
import { later } from "../../src/domain/waits.ts";
import {
  aConnection,
  aCountedVote,
  aDecision,
  aGroup,
  aHold,
  aPerson,
  type RequestOverrides,
  rita,
} from "../support/builders.ts";
import { asked, at, CARD, CHANNEL, concluded, NOW, next, recorded, type Told } from "./told.ts";

const FIVE_DAYS_ON = new Date("2026-11-25T09:20:00.000Z");
const leave = { afterHours: 1, action: "leave" } as const;
const reject = { afterHours: 1, action: "reject" } as const;

function withDeadline(time: string, more: Told = {}): Told {
  return { ...more, request: { progress: { card: CARD }, ...more.request, deadlineAt: at(time).toISOString() } };
}

describe("a request that nobody has decided", () => {
  it.each<[string, Told, NextStep | object]>([
    ["waits, as long as a timer may, once somebody was asked", asked, { kind: "wait", until: FIVE_DAYS_ON }],
    ["waits when nobody may be asked", { group: undefined }, { kind: "wait", until: FIVE_DAYS_ON }],
    [
      "waits until three minutes after the deadline",
      withDeadline("10:00:00.000"),
      { kind: "wait", until: at("10:03:00.000") },
    ],
    [
      "waits in the three minutes in which a vote in time may still be read",
      withDeadline("09:17:00.001"),
      { kind: "wait", until: at("09:20:00.001") },
    ],
    [
      "expires after that",
      withDeadline("09:17:00.000", { group: aGroup({ expiry: leave }) }),
      concluded("expired", "Nobody decided in time. The connection stays Pending in Azure.", "Pending"),
    ],
    [
      "expires also where nobody watches any more",
      withDeadline("09:17:00.000", { group: undefined }),
      concluded("expired", "Nobody decided in time. The connection stays Pending in Azure.", "Pending"),
    ],
    [
      "is rejected after that where the policy of today wants it",
      withDeadline("09:17:00.000", { group: aGroup({ expiry: reject }) }),
      {
        kind: "settle",
        decision: {
          verdict: "reject",
          comment: "Nobody decided in time. Ask again when you are ready.",
          by: { kind: "rule", ref: "expiry" },
          voters: [],
          at: NOW.toISOString(),
          policyVersion: "sha256:0123456789abcdef",
        },
      },
    ],
    [
      "is not rejected before that",
      withDeadline("09:17:00.001", { group: aGroup({ expiry: reject }) }),
      { kind: "wait", until: at("09:20:00.001") },
    ],
    [
      "leaves Approved what it was asked to revoke, whatever the policy does with what is Pending",
      withDeadline("09:17:00.000", {
        request: { kind: "revoke", from: "Approved", progress: { card: CARD } },
        connection: aConnection({ status: "Approved" }),
        group: aGroup({ expiry: reject }),
      }),
      concluded("expired", "Nobody decided in time. The connection stays Approved in Azure.", "Approved"),
    ],
  ])("%s", (_, told, expected) => {
    expect(next(recorded(told))).toMatchObject(expected);
  });
});

describe("a request whose first card came late", () => {
  const late = (more: RequestOverrides["progress"], told: Told = {}): Told =>
    withDeadline("10:00:00.000", {
      ...told,
      request: { seenAt: at("09:00:00.000").toISOString(), progress: { card: CARD, ...more } },
    });
  const anHourLate = late({ firstCardAt: at("10:00:00.000").toISOString() });

  it("expires as much later", () => {
    const [before, then] = [at("11:02:59.999"), at("11:03:00.000")];
    expect(next(recorded(anHourLate, before), before)).toEqual({ kind: "wait", until: then });
    expect(next(recorded(anHourLate, then), then)).toMatchObject({ kind: "conclude", outcome: { kind: "expired" } });
  });

  it("is rejected as much later where the policy wants that", () => {
    const told = { ...anHourLate, group: aGroup({ expiry: reject }) };
    const [before, then] = [at("11:02:59.999"), at("11:03:00.000")];
    expect(next(recorded(told, before), before)).toEqual({ kind: "wait", until: then });
    expect(next(recorded(told, then), then)).toMatchObject({ kind: "settle", decision: { by: { ref: "expiry" } } });
  });

  it("is not given that time again for another card", () => {
    const moved = { ...CARD, postedAt: at("10:50:00.000").toISOString() };
    const told = late({ firstCardAt: at("10:00:00.000").toISOString(), card: moved });
    expect(next(recorded(told, at("11:03:00.000")), at("11:03:00.000"))).toMatchObject({ kind: "conclude" });
  });

  it("never expires while nobody was asked, however long that is", () => {
    const nobody = withDeadline("09:00:00.000", { group: undefined, request: { progress: {} } });
    expect(next(recorded(nobody))).toEqual({ kind: "wait", until: FIVE_DAYS_ON });
    const lost = withDeadline("09:00:00.000", { request: { progress: { asks: 5, askedAt: NOW.toISOString() } } });
    expect(next(recorded(lost))).toEqual({ kind: "wait", until: at("09:35:00.000") });
  });
});

describe("votes", () => {
  it.each<[string, Told, NextStep | object]>([
    [
      "come before expiry, also when the deadline has passed since",
      withDeadline("09:11:00.000", { votes: [aCountedVote()] }),
      { kind: "settle", decision: aDecision({ at: NOW.toISOString() }) },
    ],
    [
      "come before a rejection by expiry",
      withDeadline("09:11:00.000", { votes: [aCountedVote()], group: aGroup({ expiry: reject }) }),
      { kind: "settle", decision: { verdict: "approve", by: { kind: "person" } } },
    ],
    [
      "that are too few do not stop expiry",
      withDeadline("09:11:00.000", { votes: [aCountedVote()], group: aGroup({ quorumForOtherTenants: 2 }) }),
      { kind: "conclude", outcome: { kind: "expired" } },
    ],
    [
      "that do not count decide nothing",
      { ...asked, votes: [aCountedVote({ counts: false })] },
      { kind: "wait", until: FIVE_DAYS_ON },
    ],
    ["decide nothing where nobody watches", { ...asked, votes: [aCountedVote()], group: undefined }, { kind: "wait" }],
    ["come before the card", { votes: [aCountedVote()] }, { kind: "settle", decision: { verdict: "approve" } }],
    [
      "are counted by the quorum for other tenants, which the requester's is",
      { ...asked, votes: [aCountedVote()], group: aGroup({ quorumForOtherTenants: 2 }) },
      { kind: "wait" },
    ],
    [
      "are counted by the quorum of the group for our own tenant",
      {
        request: { ...asked.request, requester: { subscription: undefined, tenant: "own" } },
        votes: [aCountedVote()],
        group: aGroup({ quorumForOtherTenants: 2 }),
      },
      { kind: "settle" },
    ],
    [
      "against decide alone",
      { ...asked, votes: [aCountedVote({ verdict: "reject" })], group: aGroup({ quorumForOtherTenants: 3 }) },
      { kind: "settle", decision: { verdict: "reject" } },
    ],
  ])("%s", (_, told, expected) => {
    expect(next(recorded(told))).toMatchObject(expected);
  });
});

describe("a question to the requester", () => {
  const hold = (from: string, to: string) => aHold({ at: at(from).toISOString(), until: at(to).toISOString() });
  it.each<[string, Told, Date, NextStep | object]>([
    [
      "stops the deadline",
      withDeadline("10:00:00.000", { holds: [hold("09:30:00.000", "11:00:00.000")] }),
      at("11:32:59.999"),
      { kind: "wait", until: at("11:33:00.000") },
    ],
    [
      "stops it no longer than it lasts",
      withDeadline("10:00:00.000", { holds: [hold("09:30:00.000", "11:00:00.000")] }),
      at("11:33:00.000"),
      { kind: "conclude", outcome: { kind: "expired" } },
    ],
    [
      "and another one after it stop it for both their times",
      withDeadline("10:00:00.000", {
        holds: [hold("09:30:00.000", "10:30:00.000"), hold("10:40:00.000", "11:40:00.000")],
      }),
      at("12:02:59.999"),
      { kind: "wait", until: at("12:03:00.000") },
    ],
    [
      "and another one at the same time stop it once",
      withDeadline("10:00:00.000", {
        holds: [hold("09:30:00.000", "10:30:00.000"), hold("10:00:00.000", "11:00:00.000")],
      }),
      at("11:33:00.000"),
      { kind: "conclude", outcome: { kind: "expired" } },
    ],
    [
      "holds up no vote",
      { ...asked, holds: [hold("09:30:00.000", "11:00:00.000")], votes: [aCountedVote()] },
      at("10:00:00.000"),
      { kind: "settle" },
    ],
    [
      "is waited out, so that the card can say that it is over",
      { ...asked, holds: [hold("09:30:00.000", "11:00:00.000")] },
      at("10:00:00.000"),
      { kind: "wait", until: at("11:00:00.000") },
    ],
  ])("%s", (_, told, now, expected) => {
    expect(next(recorded(told, now), now)).toMatchObject(expected);
  });

  it("is shown on the card, and that it is over too", () => {
    const holds = [hold("09:30:00.000", "11:00:00.000")];
    const before = recorded({ ...asked, holds: [] }).request.progress;
    const during = recorded({ ...asked, holds }, at("10:00:00.000")).request.progress;
    expect(next(recorded({ request: { progress: before }, holds }), at("09:30:00.000"))).toMatchObject({
      kind: "show",
    });
    expect(next(recorded({ request: { progress: during }, holds }), at("10:59:59.999"))).toMatchObject({
      kind: "wait",
    });
    expect(next(recorded({ request: { progress: during }, holds }), at("11:00:00.000"))).toMatchObject({
      kind: "show",
    });
  });
});

describe("asking", () => {
  const lost = (asks: number, askedAt: string): Told => ({ request: { progress: { asks, askedAt } } });
  it.each<[string, Told, NextStep | object]>([
    ["comes first", {}, { kind: "ask", channel: CHANNEL }],
    [
      "is done again in another channel",
      { request: { progress: { card: { ...CARD, channel: "19:old" } } } },
      { kind: "ask" },
    ],
    ["is done again at once when an answer was lost", lost(4, "2026-11-20T09:19:59.000Z"), { kind: "ask" }],
    [
      "is put off from the fifth lost answer on",
      lost(5, "2026-11-20T09:05:00.001Z"),
      { kind: "wait", until: at("09:20:00.001") },
    ],
    ["and done again after a quarter of an hour", lost(5, "2026-11-20T09:05:00.000Z"), { kind: "ask" }],
    [
      "is done at once when nobody knows since when it was not answered",
      { request: { progress: { asks: 7 } } },
      { kind: "ask" },
    ],
    [
      "comes though the deadline has passed, since nobody could decide before there is a card",
      { request: { deadlineAt: "2026-11-20T09:17:00.000Z" } },
      { kind: "ask" },
    ],
    [
      "in another channel does not come after expiry",
      withDeadline("09:17:00.000", { request: { progress: { card: { ...CARD, channel: "19:old" } } } }),
      { kind: "conclude", outcome: { kind: "expired" } },
    ],
  ])("%s", (_, told, expected) => {
    expect(next(recorded(told))).toMatchObject(expected);
  });
});

describe("escalation", () => {
  const group = aGroup({ escalation: { afterHours: 4, to: [aPerson(rita)] } });
  const fourHoursOn = at("13:00:05.000");

  it("comes the policy's time after the card, and once", () => {
    const story = recorded({ ...asked, group });
    expect(next(story, later(fourHoursOn, { seconds: -1 }))).toEqual({ kind: "wait", until: fourHoursOn });
    expect(next(story, fourHoursOn)).toEqual({ kind: "escalate", address: CARD });
    const escalated = recorded({
      request: { progress: { card: CARD, escalatedAt: fourHoursOn.toISOString() } },
      group,
    });
    expect(next(escalated, later(fourHoursOn, { hours: 1 }))).toMatchObject({ kind: "wait" });
  });

  it("waits while the requester is asked, and comes before a reminder", () => {
    const holds = [aHold({ at: at("10:00:05.000").toISOString(), until: at("15:00:05.000").toISOString() })];
    const story = recorded({ ...asked, group, holds }, fourHoursOn);
    expect(next(story, fourHoursOn)).toEqual({ kind: "wait", until: at("15:00:05.000") });
    const then = recorded({ ...asked, group, holds }, at("18:00:05.000"));
    expect(next(then, at("16:00:05.000"))).toEqual({ kind: "wait", until: at("18:00:05.000") });
    expect(next(then, at("18:00:05.000"))).toMatchObject({ kind: "escalate" });
    const both = recorded({ ...asked, group: { ...group, remindEveryHours: 1 } });
    expect(next(both, fourHoursOn)).toMatchObject({ kind: "escalate" });
  });

  it("is none where nobody was asked or the policy wants none", () => {
    expect(next(recorded({ request: {}, group }), fourHoursOn)).toMatchObject({ kind: "ask" });
    expect(next(recorded(asked), fourHoursOn)).toMatchObject({ kind: "wait" });
  });
});
