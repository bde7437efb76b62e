import { describe, expect, it } from "@jest/globals";
import { cardOf, cardStateOf } from "../../src/domain/card.ts";
import { replyTo } from "../../src/domain/reply.ts";
import type { Decision, OutcomeKind } from "../../src/domain/request.ts";
import { aDecision, aGroup, anOutcome, aRequest, aStory } from "../support/builders.ts";

const named = () => "Olga Owens";

describe("a card", () => {
  it("asks, with everything that an owner must see", () => {
    expect(cardOf(aStory({ request: aRequest({ deadlineAt: "2026-11-27T09:00:00.000Z" }) }), named)).toEqual({
      requestId: aRequest().id,
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
      rejectNeedsComment: true,
      decision: undefined,
      outcome: undefined,
      revokes: false,
    });
  });

  it("shows who decided, by the name that is known now", () => {
    expect(cardOf(aStory({ decision: aDecision() }), named).decision).toEqual({
      verdict: "approve",
      comment: "Known partner",
      by: "Olga Owens",
      byKind: "person",
      at: "2026-11-20T09:10:01.000Z",
    });
  });

  it("asks for a comment as the group says, and always when no group is left", () => {
    expect(cardOf(aStory({ group: aGroup({ rejectNeedsComment: false }) }), named).rejectNeedsComment).toBe(false);
    expect(cardOf(aStory({ group: undefined }), named)).toMatchObject({
      rejectNeedsComment: true,
      askedGroup: undefined,
    });
  });

  it("is asking, applying, or in the state of its outcome", () => {
    expect(cardStateOf(aStory())).toBe("asking");
    expect(cardStateOf(aStory({ decision: aDecision() }))).toBe("applying");
    expect(cardStateOf(aStory({ decision: aDecision(), outcome: anOutcome({ kind: "refused" }) }))).toBe("refused");
  });
});

describe("the reply below a card", () => {
  const byRule: Partial<Decision> = { by: { kind: "rule", ref: "partners" }, comment: "" };
  const reply = (kind: OutcomeKind, decision: Partial<Decision> | undefined = {}, revoke = false) => {
    const story = aStory({
      request: aRequest(revoke ? { kind: "revoke" } : {}),
      decision: decision && aDecision(decision),
      outcome: anOutcome({ kind, reason: "Azure says so." }),
    });
    return replyTo(cardOf(story, ({ by }) => (by.kind === "rule" ? by.ref : "Olga Owens")));
  };

  it.each([
    ["of an approval", reply("applied"), "Approved by Olga Owens: Known partner"],
    ["of a rejection", reply("applied", { verdict: "reject", comment: "No" }), "Rejected by Olga Owens: No"],
    ["of a rule's approval", reply("applied", byRule), "Approved by rule partners."],
    ["of a revocation", reply("applied", { ...byRule, verdict: "reject" }, true), "Revoked by rule partners."],
    ["of a refusal by Azure", reply("refused"), "Azure refused what Olga Owens decided. Azure says so."],
    ["of a failure", reply("failed"), "What Olga Owens decided could not be carried out. Azure says so."],
    [
      "of doubt",
      reply("indeterminate"),
      "It is not certain that what Olga Owens decided was carried out. Azure says so.",
    ],
    [
      "of a request without an object",
      replyTo(cardOf(aStory({ outcome: anOutcome({ kind: "superseded", reason: "It is gone." }) }), named)),
      "Over without a change of ours. It is gone.",
    ],
    ["of one that nobody decided", reply("expired"), "Azure says so."],
    ["of one that is open", replyTo(cardOf(aStory(), named)), "Still open."],
  ])("%s", (_, said, expected) => {
    expect(said).toBe(expected);
  });
});
