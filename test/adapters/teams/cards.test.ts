import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { wordsOn } from "../../../sandbox/teams/record.ts";
import { drawCard, summaryOf } from "../../../src/adapters/teams/cards/draw-card.ts";
import type { Card } from "../../../src/domain/card.ts";
import type { CardState } from "../../../src/domain/request.ts";
import { aCard, allStates, everyObject, officialFaults, textsOf } from "./a-card.ts";

describe("a card", () => {
  it.each(allStates)("is valid for the official parser when %s", (state) => {
    expect(officialFaults(drawCard(aCard({ state })))).toEqual([]);
  });

  it("asks with everything that helps to decide", () => {
    const text = wordsOn(drawCard(aCard()));
    for (const part of [
      "A private endpoint asks to join",
      "contoso-orders",
      "rg-relay",
      "westeurope",
      "22222222-2222-4222-8222-222222222222",
      "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg-app/providers/Microsoft.Network/privateEndpoints/pe-orders",
      "Another tenant",
      "stated by the requester, not verified",
      "Please let our order importer in",
      "3 of 64",
      "25 Nov 2026, 03:22 UTC",
      "2 Dec 2026, 03:22 UTC",
      "A rejection is final in Azure: only the requester can ask again.",
    ]) {
      expect(text).toContain(part);
    }
  });

  it.each<[CardState, Partial<Card>, string]>([
    ["applied", {}, "✓ Approved"],
    ["applied", { decision: aCard().decision && { ...aDecision(), verdict: "reject" } }, "✕ Rejected"],
    ["applied", { revokes: true, decision: { ...aDecision(), verdict: "reject" } }, "✕ Revoked"],
    ["applying", {}, "Approved — Azure is working on it"],
    ["refused", {}, "Azure refused the change"],
    ["failed", {}, "The decision could not be carried out"],
    ["indeterminate", {}, "Somebody else changed the connection meanwhile"],
    ["superseded", { decision: undefined }, "This request no longer stands"],
    ["expired", { decision: undefined }, "Nobody decided in time"],
  ])("that is %s says so in words, aloud and in the notification", (state, change, said) => {
    const card = aCard({ state, ...change });
    const drawn = drawCard(card);
    const headings = everyObject(drawn).filter(({ style }) => style === "heading");
    expect(headings.map(({ text }) => text)).toEqual([said]);
    expect(drawn["speak"]).toContain(said);
    expect(summaryOf(card)).toBe(said);
    expect(drawn["actions"]).toBeUndefined();
  });

  it("tells who approved, and their comment", () => {
    const drawn = drawCard(aCard({ state: "applied" }));
    const lines = everyObject(drawn).filter(({ type }) => type === "RichTextBlock");
    expect(lines.map((line) => textsOf(line).join(""))).toContain("Approved by Olga Owens: Our order importer");
  });

  it("tells that an owner approved when no name is known", () => {
    const decision = { ...aDecision(), by: "" };
    expect(wordsOn(drawCard(aCard({ state: "applied", decision })))).toContain("Approved by an owner");
  });

  it("that Azure refused says what can still be done", () => {
    const text = wordsOn(drawCard(aCard({ state: "refused" })));
    expect(text).toContain(
      "Once its cause (a lock, a policy) is removed, the connection can be decided in the Azure portal.",
    );
    expect(text).not.toContain("Trying again");
  });

  it.each(allStates)("has no message of a requester when a revoke is %s", (state) => {
    const text = wordsOn(drawCard(aCard({ state, revokes: true, message: "" })));
    expect(text).not.toMatch(/message|stated by/i);
  });

  it("tells which rule decided", () => {
    const decision = { ...aDecision(), by: "logistics-may", byKind: "rule" as const };
    expect(textsOf(drawCard(aCard({ state: "applied", decision }))).join("")).toContain(
      "Approved by the rule logistics-may",
    );
  });
});

function aDecision() {
  return {
    verdict: "approve" as const,
    comment: "Our order importer",
    by: "Olga Owens",
    byKind: "person" as const,
    at: "2026-11-25T03:30:00Z",
  };
}

const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 3000 }),
  fc.string({ unit: "grapheme", maxLength: 3000 }),
  fc.constantFrom(
    "[Approve here](https://evil.example)",
    "{{DATE(2026-01-01T00:00:00Z)}} {{{TIME(2026-01-01T00:00:00Z)}}",
    "<at>Olga Owens</at> <AT id='1'>",
    "![](https://evil.example/x.png) www.evil.example",
    "\u202Etxet\u2066 \u200B\u{E0041}\uD800",
    '"'.repeat(4000),
    "\u0000".repeat(4000),
    "😀".repeat(4000),
    "e\u0301".repeat(4000),
  ),
);
/** Found only in what came from outside: our own words hold no such letter. */
const marked = hostile.map((text) => `\u16A0${text}`);

const anyCard: fc.Arbitrary<Card> = fc.record({
  requestId: fc.stringMatching(/^r-[a-z2-7]{26}$/),
  state: fc.constantFrom(...allStates),
  namespace: marked,
  resourceGroup: marked,
  region: fc.option(marked, { nil: undefined }),
  privateEndpoint: marked,
  requesterSubscription: fc.option(marked, { nil: undefined }),
  requesterTenant: fc.constantFrom("own", "other", "unknown"),
  message: marked,
  endpointsUsed: fc.nat(64),
  endpointsMost: fc.constant(64),
  askedAt: marked,
  deadlineAt: fc.option(marked, { nil: undefined }),
  askedGroup: fc.option(marked, { nil: undefined }),
  rejectNeedsComment: fc.boolean(),
  decision: fc.option(
    fc.record({
      verdict: fc.constantFrom("approve", "reject"),
      comment: marked,
      by: marked,
      byKind: fc.constantFrom("person", "rule"),
      at: marked,
    }),
    { nil: undefined },
  ),
  outcome: fc.option(
    fc.record({
      kind: fc.constantFrom("applied", "refused", "failed", "indeterminate", "superseded", "expired"),
      by: fc.constantFrom("service", "azure"),
      at: marked,
      reason: marked,
      after: fc.constantFrom("Approved", "gone"),
    }),
    { nil: undefined },
  ),
  revokes: fc.boolean(),
});

function outsideTexts(drawn: unknown) {
  return everyObject(drawn).flatMap((object) =>
    Object.entries(object).flatMap(([name, value]) =>
      typeof value === "string" && value.includes("\u16A0") ? [{ type: object["type"], name, value }] : [],
    ),
  );
}

describe("whatever the world writes, a card", () => {
  it("holds it in TextRuns only, as dead text", () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        for (const { type, name, value } of outsideTexts(drawCard(card))) {
          expect([type, name]).toEqual(["TextRun", "text"]);
          expect(value).not.toMatch(/[\p{C}\u2028\u2029\u200B-\u200F]|:\/\/|www\.|\{\{|<\/?at\b/iu);
        }
      }),
    );
  });

  it("stays below 20 KB, in UTF-8 and in UTF-16", () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const json = JSON.stringify(drawCard(card));
        expect(Buffer.byteLength(json)).toBeLessThan(20_000);
        expect(json.length * 2).toBeLessThan(20_000);
      }),
    );
  });

  it("has exactly the two actions when it asks, and none later", () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const ref = card.requestId;
        const button = (verb: string, title: string, style: string) => ({
          type: "Action.Execute",
          id: verb,
          verb,
          title,
          style,
          data: { ref },
          fallback: { type: "Action.Submit", id: verb, title, style, data: { verb, ref } },
        });
        const drawn = drawCard(card);
        const both = [button("approve", "Approve", "positive"), button("reject", "Reject", "destructive")];
        expect(drawn["actions"]).toEqual(card.state === "asking" ? both : undefined);
        const elsewhere = everyObject(drawn["body"]).filter(({ type }) => String(type).startsWith("Action"));
        expect(elsewhere).toEqual([]);
        expect(
          everyObject(drawn).some((object) => "key" in object || "selectAction" in object || "url" in object),
        ).toBe(false);
      }),
    );
  });

  it("is valid for the official parser", () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        expect(officialFaults(drawCard(card))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});
