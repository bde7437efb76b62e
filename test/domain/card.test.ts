import { describe, expect, it } from "@jest/globals";
import { cardOf, cardStateOf, mayBeAskedAgain, type Verb, viewOf } from "../../src/domain/card.ts";
import type { Outcome, OutcomeKind } from "../../src/domain/request.ts";
import type { RequestKind } from "../../src/domain/request-kind.ts";
import type { Story } from "../../src/domain/story.ts";
import { aCountedVote, aDecision, aGroup, aHold, anOutcome, aRequest, aRule, aStory } from "../support/builders.ts";

const NOW = new Date("2026-11-20T12:00:00.000Z");
const named = (ref: string) => ({ [aCountedVote().by]: "Olga Owens", "p-omar": "Omar Osei" })[ref] ?? "an owner";
const card = (overrides: Partial<Story> = {}) => cardOf(aStory(overrides), named, NOW);

describe("a card", () => {
  it("asks, with everything that an owner must see", () => {
    const progress = { firstCardAt: "2026-11-20T09:00:00.000Z" };
    const request = aRequest({ deadlineAt: "2026-11-27T09:00:00.000Z", progress });
    expect(card({ request })).toEqual({
      requestId: aRequest().id,
      kind: "approve-or-reject",
      state: "asking",
      namespace: "contoso-orders",
      resourceGroup: "rg-relay",
      region: "westeurope",
      privateEndpoint: aRequest().privateEndpoint,
      requesterSubscription: "22222222-2222-4222-8222-222222222222",
      requesterTenant: "other",
      message: "Please let our order importer in",
      endpointsUsed: 3,
      endpointsMost: 64,
      askedAt: "2026-11-20T09:00:00.000Z",
      deadlineAt: "2026-11-27T09:00:00.000Z",
      askedGroup: "Relay team",
      commentRule: "on-reject",
      why: "No rule fits.",
      askedBy: undefined,
      votes: [],
      votesNeeded: 1,
      held: undefined,
      decision: undefined,
      outcome: undefined,
      verbs: ["approve", "reject", "hold"],
    });
  });

  it("shows who decided, by the name that is known now", () => {
    expect(card({ decision: aDecision() }).decision).toEqual({
      verdict: "approve",
      comment: "Known partner",
      by: "Olga Owens",
      byKind: "person",
      at: "2026-11-20T09:10:01.000Z",
    });
    expect(card({ decision: aDecision({ voters: [aCountedVote().by, "p-omar"] }) }).decision?.by).toBe(
      "Olga Owens and Omar Osei",
    );
  });

  it("shows which rule decided", () => {
    const decision = aDecision({ by: { kind: "rule", ref: "partners" }, voters: [] });
    expect(card({ decision }).decision).toMatchObject({ by: "partners", byKind: "rule" });
  });

  it("shows who wants it, and why", () => {
    const askedBy = { ref: "p-omar", commitment: "c", comment: "It is not used", again: false };
    expect(card({ request: aRequest({ kind: "remove", askedBy }) }).askedBy).toEqual({
      by: "Omar Osei",
      text: "It is not used",
      at: "2026-11-20T09:00:00.000Z",
    });
  });

  it("shows the votes that count so far, and how many are needed", () => {
    const votes = [aCountedVote(), aCountedVote({ by: "p-rita", counts: false })];
    const group = aGroup({ quorumForOtherTenants: 3 });
    expect(card({ votes, group })).toMatchObject({
      votes: [{ by: "Olga Owens", verdict: "approve", text: "Known partner", at: "2026-11-20T09:10:00.000Z" }],
      votesNeeded: 3,
    });
  });

  it("shows the last question that is still open, and the deadline that it moves", () => {
    const first = aHold();
    const second = aHold({ by: "p-omar", question: "And which port?", at: "2026-11-20T11:00:00.000Z" });
    const over = aHold({ until: "2026-11-20T12:00:00.000Z" });
    const progress = { firstCardAt: "2026-11-20T09:00:00.000Z" };
    const request = aRequest({ deadlineAt: "2026-11-21T09:00:00.000Z", progress });
    expect(card({ request, holds: [first, second] })).toMatchObject({
      state: "held",
      deadlineAt: "2026-11-24T09:00:00.000Z",
      held: {
        by: "Omar Osei",
        text: "And which port?",
        at: "2026-11-20T11:00:00.000Z",
        until: "2026-11-23T10:00:00.000Z",
      },
    });
    expect(card({ holds: [over] })).toMatchObject({ state: "asking", held: undefined });
  });

  it("shows the deadline as it will be counted: from the first card, which is this one where none stood before", () => {
    const deadlineAt = "2026-11-21T09:00:00.000Z";
    expect(card({ request: aRequest({ deadlineAt }) }).deadlineAt).toBe("2026-11-21T12:00:00.000Z");
    const progress = { firstCardAt: "2026-11-20T10:30:00.000Z" };
    expect(card({ request: aRequest({ deadlineAt, progress }) }).deadlineAt).toBe("2026-11-21T10:30:00.000Z");
  });

  it("asks for a comment as the group says, and always when no group is left", () => {
    expect(card({ group: aGroup({ comment: "never" }) }).commentRule).toBe("never");
    expect(card({ group: undefined })).toMatchObject({
      commentRule: "on-reject",
      askedGroup: undefined,
      votesNeeded: 1,
    });
  });
});

describe("a card's state", () => {
  it("is asking, held, applying, or that of the outcome", () => {
    const [decision, holds] = [aDecision(), [aHold()]];
    expect(cardStateOf(aStory(), NOW)).toBe("asking");
    expect(cardStateOf(aStory({ holds }), NOW)).toBe("held");
    expect(cardStateOf(aStory({ holds, decision }), NOW)).toBe("applying");
    expect(cardStateOf(aStory({ holds, decision, outcome: anOutcome({ kind: "refused" }) }), NOW)).toBe("refused");
  });
});

describe("a card that stands is drawn anew", () => {
  const view = (overrides: Partial<Story>, now = NOW) => viewOf(aStory(overrides), now);
  const vote = aCountedVote();

  it.each<[string, string, string]>([
    ["when an owner votes", view({}), view({ votes: [vote] })],
    ["when another owner's vote counts instead", view({ votes: [vote] }), view({ votes: [{ ...vote, by: "p-omar" }] })],
    ["when more owners are needed", view({}), view({ group: aGroup({ quorumForOtherTenants: 2 }) })],
    ["when somebody asks the requester", view({}), view({ holds: [aHold()] })],
    ["when somebody asks once more", view({ holds: [aHold()] }), view({ holds: [aHold(), aHold()] })],
    [
      "when the time of a question is over",
      view({ holds: [aHold()] }),
      view({ holds: [aHold()] }, new Date("2026-11-23T10:00:00.000Z")),
    ],
    [
      "when it was escalated",
      view({}),
      view({ request: aRequest({ progress: { escalatedAt: "2026-11-20T11:00:00.000Z" } }) }),
    ],
    ["when it is decided", view({ votes: [vote] }), view({ votes: [vote], decision: aDecision() })],
    ["when it has ended", view({ decision: aDecision() }), view({ decision: aDecision(), outcome: anOutcome() })],
  ])("%s", (_, before, after) => {
    expect(after).not.toBe(before);
  });

  it.each<[string, string, string]>([
    ["for a vote that does not count", view({}), view({ votes: [{ ...vote, counts: false }] })],
    ["as time passes", view({}), view({}, new Date("2026-11-21T12:00:00.000Z"))],
    [
      "for the order in which votes are read",
      view({ votes: [vote, { ...vote, by: "p-omar" }] }),
      view({ votes: [{ ...vote, by: "p-omar" }, vote] }),
    ],
    [
      "for what is said once it is decided",
      view({ decision: aDecision() }),
      view({ decision: aDecision(), votes: [vote], holds: [aHold()] }),
    ],
  ])("but not %s", (_, before, after) => {
    expect(after).toBe(before);
  });
});

describe("the buttons of a card", () => {
  it.each<[RequestKind, readonly Verb[]]>([
    ["approve-or-reject", ["approve", "reject", "hold"]],
    ["revoke", ["revoke", "keep"]],
    ["remove", ["remove", "keep"]],
    ["clean-up", ["remove", "keep"]],
    ["clean-up-endpoint", ["remove", "keep"]],
  ])("of a request to %s are %p", (kind, expected) => {
    expect(card({ request: aRequest({ kind }) }).verbs).toEqual(expected);
  });

  it("are none while it is decided and not done, or when a rule decides", () => {
    expect(card({ decision: aDecision() }).verbs).toEqual([]);
    expect(card({ request: aRequest({ rule: aRule() }) }).verbs).toEqual([]);
  });

  it.each<[RequestKind, OutcomeKind, Outcome["after"], readonly Verb[]]>([
    ["approve-or-reject", "applied", "Approved", ["revoke", "remove"]],
    ["approve-or-reject", "applied", "Rejected", []],
    ["approve-or-reject", "superseded", "Approved", ["revoke", "remove"]],
    ["approve-or-reject", "superseded", "gone", []],
    ["approve-or-reject", "indeterminate", "Approved", ["revoke", "remove"]],
    ["approve-or-reject", "expired", "Pending", ["ask-again"]],
    ["approve-or-reject", "refused", "Pending", ["ask-again"]],
    ["approve-or-reject", "failed", "Pending", ["ask-again"]],
    ["revoke", "kept", "Approved", []],
    ["revoke", "applied", "Rejected", []],
    ["revoke", "expired", "Approved", ["ask-again"]],
    ["revoke", "refused", "Approved", ["ask-again"]],
    ["remove", "failed", "Approved", ["ask-again"]],
    ["remove", "expired", "Rejected", ["ask-again"]],
    ["clean-up", "refused", "Disconnected", []],
    ["clean-up-endpoint", "failed", "Disconnected", []],
  ])("after a request to %s that was %s, and left it %s, are %p", (kind, ended, after, expected) => {
    const outcome = anOutcome({ kind: ended, after });
    expect(card({ request: aRequest({ kind }), decision: aDecision(), outcome }).verbs).toEqual(expected);
    expect(mayBeAskedAgain(kind, ended)).toBe(expected.includes("ask-again"));
  });
});
