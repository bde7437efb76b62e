import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { drawConfirmation } from "../../../src/adapters/teams/cards/confirmation.ts";
import { drawCard, drawRefusal } from "../../../src/adapters/teams/cards/draw-card.ts";
import { drawDigest } from "../../../src/adapters/teams/cards/draw-digest.ts";
import type { Element } from "../../../src/adapters/teams/cards/elements.ts";
import { WAYS_TO_END } from "../../../src/domain/background.ts";
import type { Card } from "../../../src/domain/card.ts";
import type { Digest } from "../../../src/domain/digest.ts";
import type { Verdict } from "../../../src/domain/request-kind.ts";
import { aCard, allKinds, allStates, allVerbs, everyObject, officialFaults } from "./a-card.ts";

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
    "注".repeat(4000),
    "e\u0301".repeat(4000),
  ),
);
/** Found only in what came from outside: our own words hold no such letter. */
const marked = hostile.map((text) => `\u16A0${text}`);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const verdict = fc.constantFrom<Verdict>("approve", "reject", "revoke", "remove", "keep");
const said = { by: marked, text: marked, at: marked };

const decision = fc.record({
  verdict,
  comment: marked,
  by: marked,
  byKind: fc.constantFrom("person", "rule"),
  at: marked,
});

const outcome = fc.record({
  kind: fc.constantFrom("applied", "refused", "failed", "indeterminate", "superseded", "expired", "kept"),
  by: fc.constantFrom("service", "azure"),
  at: marked,
  reason: marked,
  after: fc.constantFrom("Approved", "gone"),
});

const anyCard: fc.Arbitrary<Card> = fc.record({
  requestId: fc.stringMatching(/^r-[a-z2-7]{26}$/),
  kind: fc.constantFrom(...allKinds),
  state: fc.constantFrom(...allStates),
  namespace: marked,
  resourceGroup: marked,
  region: maybe(marked),
  privateEndpoint: marked,
  requesterSubscription: maybe(marked),
  requesterTenant: fc.constantFrom("own", "other", "unknown"),
  message: marked,
  endpointsUsed: fc.nat(70),
  endpointsMost: fc.constant(64),
  background: maybe(
    fc.record({
      subscriptionName: maybe(marked),
      network: fc.record({
        publicly: maybe(fc.constantFrom("open", "on", "some", "closed", "perimeter")),
        trustedServices: maybe(fc.boolean()),
      }),
      earlier: fc.constantFrom(
        [],
        WAYS_TO_END.map((how) => ({ how, count: 1_000_000 })),
      ),
    }),
  ),
  askedAt: marked,
  deadlineAt: maybe(marked),
  askedGroup: maybe(marked),
  commentRule: fc.constantFrom("never", "on-reject", "always"),
  why: marked,
  askedBy: maybe(fc.record(said)),
  votes: fc.array(fc.record({ ...said, verdict }), { maxLength: 10 }),
  votesNeeded: fc.integer({ min: 1, max: 12 }),
  held: maybe(fc.record({ ...said, until: marked })),
  decision: maybe(decision),
  outcome: maybe(outcome),
  /** More than five buttons no client shows. */
  verbs: fc.subarray([...allVerbs], { maxLength: 5 }),
});

const anyDigest: fc.Arbitrary<Digest> = fc.record({
  group: marked,
  expired: fc.array(
    fc.record({
      namespace: fc.record({ subscription: marked, resourceGroup: marked, namespace: marked }),
      privateEndpoint: marked,
      requestId: marked,
    }),
    { maxLength: 30 },
  ),
});

const drawnCard = anyCard.map(drawCard);
const drawnConfirmation = fc
  .tuple(anyCard, fc.constantFrom("reject" as const, "revoke" as const, "remove" as const), marked)
  .map(([card, verb, comment]) => drawConfirmation(card, verb, comment));
const drawnRefusal = fc.tuple(anyCard, marked).map(([card, reason]) => drawRefusal(card, reason));
const drawnDigest = anyDigest.map(drawDigest);
const anyDrawn: fc.Arbitrary<Element> = fc.oneof(drawnCard, drawnConfirmation, drawnRefusal, drawnDigest);

function outsideTexts(drawn: unknown) {
  return everyObject(drawn).flatMap((object) =>
    Object.entries(object).flatMap(([name, value]) =>
      typeof value === "string" && value.includes("\u16A0") ? [{ type: object["type"], name, value }] : [],
    ),
  );
}

function expectDead(texts: ReturnType<typeof outsideTexts>): void {
  for (const { type, name, value } of texts) {
    expect([type, name]).toEqual(["TextRun", "text"]);
    expect(value).not.toMatch(/[\p{C}\u2028\u2029\u200B-\u200F]|:\/\/|www\.|\{\{|<\/?at\b/iu);
  }
}

describe("whatever the world writes, a card", () => {
  it("holds it in TextRuns only, as dead text", () => {
    fc.assert(
      fc.property(fc.oneof(drawnCard, drawnRefusal, drawnDigest), (drawn) => {
        expectDead(outsideTexts(drawn));
      }),
    );
  });

  it("gives an owner's own comment back in the text box and nowhere else", () => {
    fc.assert(
      fc.property(drawnConfirmation, (drawn) => {
        const inBox = outsideTexts(drawn).filter(({ type }) => type !== "TextRun");
        expect(inBox.map(({ type, name }) => [type, name])).toEqual([["Input.Text", "value"]]);
        expect(inBox[0]?.value).not.toMatch(/[^\P{Cc}\n]|\p{Cs}/u);
        expect(inBox[0]?.value.length).toBeLessThanOrEqual(1000);
        expectDead(outsideTexts(drawn).filter(({ type }) => type === "TextRun"));
      }),
    );
  });

  it("stays below 20 KB, in UTF-8 and in UTF-16", () => {
    fc.assert(
      fc.property(anyDrawn, (drawn) => {
        const json = JSON.stringify(drawn);
        expect(Buffer.byteLength(json)).toBeLessThan(20_000);
        expect(json.length * 2).toBeLessThan(20_000);
      }),
    );
  });

  it("has exactly the buttons of its verbs, each as it always is", () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const expected = card.verbs.map((verb) => buttonOf(verb, card.requestId));
        expect(drawCard(card)["actions"]).toEqual(expected.length === 0 ? undefined : expected);
        expect(drawRefusal(card, "No")["actions"]).toEqual(expected.length === 0 ? undefined : expected);
      }),
    );
  });

  it("to confirm has the one that says it again, and nothing else that is final", () => {
    fc.assert(
      fc.property(anyCard, fc.constantFrom("reject" as const, "revoke" as const, "remove" as const), (card, verb) => {
        const others = card.verbs.filter((other) => !["reject", "revoke", "remove"].includes(other));
        const expected = [`confirm-${verb}`, ...others].map((wire) => buttonOf(wire, card.requestId));
        expect(drawConfirmation(card, verb, "")["actions"]).toEqual(expected);
      }),
    );
  });

  it("has no action but its buttons, and nothing that leads elsewhere", () => {
    fc.assert(
      fc.property(anyDrawn, (drawn) => {
        const elsewhere = everyObject(drawn["body"]).filter(({ type }) => String(type).startsWith("Action"));
        expect(elsewhere).toEqual([]);
        const leading = ["key", "selectAction", "url", "refresh", "entities", "backgroundImage"];
        expect(everyObject(drawn).some((object) => leading.some((name) => name in object))).toBe(false);
      }),
    );
  });

  it("is valid for the official parser", () => {
    fc.assert(
      fc.property(anyDrawn, (drawn) => {
        expect(officialFaults(drawn)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

/** A control, a zero-width, a bidirectional and a tag character; each seen as what it is. */
const UNSEEN = "a\u0007b\u200Bc\u202Ed\u{E0041}e";
const SEEN = "a⟨U+0007⟩b⟨U+200B⟩c⟨U+202E⟩d⟨U+E0041⟩e";

const unseenBy = { by: UNSEEN, text: "", at: "" };
const unseenText = { by: "", text: UNSEEN, at: "" };
const quiet = { publicly: undefined, trustedServices: undefined };
const decidedBy = { verdict: "approve", comment: "", by: "", byKind: "person", at: "" } as const;
const ending = { kind: "refused", by: "azure", at: "", reason: "", after: "gone" } as const;

describe("what cannot be seen is seen on a card", () => {
  it.each<[string, Partial<Card>]>([
    ["the namespace", { namespace: UNSEEN }],
    ["the resource group", { resourceGroup: UNSEEN }],
    ["the region", { region: UNSEEN }],
    ["the private endpoint", { privateEndpoint: UNSEEN }],
    ["the subscription", { requesterSubscription: UNSEEN }],
    ["the subscription's name", { background: { subscriptionName: UNSEEN, network: quiet, earlier: [] } }],
    ["the message", { message: UNSEEN }],
    ["the time of asking", { askedAt: UNSEEN }],
    ["the deadline", { deadlineAt: UNSEEN }],
    ["the group", { askedGroup: UNSEEN }],
    ["the reason", { why: UNSEEN }],
    ["who began it", { askedBy: unseenBy }],
    ["why it was begun", { askedBy: unseenText }],
    ["who voted", { votesNeeded: 2, votes: [{ ...unseenBy, verdict: "approve" }] }],
    ["what a voter said", { votesNeeded: 2, votes: [{ ...unseenText, verdict: "approve" }] }],
    ["who holds it", { held: { ...unseenBy, until: "" } }],
    ["the question", { held: { ...unseenText, until: "" } }],
    ["the end of the hold", { held: { ...unseenBy, by: "", until: UNSEEN } }],
    ["who decided", { state: "refused", decision: { ...decidedBy, by: UNSEEN } }],
    ["the comment", { state: "refused", decision: { ...decidedBy, comment: UNSEEN } }],
    ["the time of the decision", { state: "refused", decision: { ...decidedBy, at: UNSEEN } }],
    ["what happened", { state: "refused", outcome: { ...ending, reason: UNSEEN } }],
    ["the time of the end", { state: "refused", outcome: { ...ending, at: UNSEEN } }],
  ])("in %s", (_, change) => {
    const runs = everyObject(drawCard(aCard(change))).filter(({ type }) => type === "TextRun");
    expect(runs.map(({ text }) => text)).toContain(SEEN);
  });

  it("in a digest", () => {
    const namespace = { subscription: UNSEEN, resourceGroup: UNSEEN, namespace: UNSEEN };
    const drawn = drawDigest({
      group: UNSEEN,
      expired: [{ namespace, privateEndpoint: UNSEEN, requestId: UNSEEN }],
    });
    const runs = everyObject(drawn).filter(({ type }) => type === "TextRun");
    expect(runs.filter(({ text }) => text === SEEN)).toHaveLength(3);
  });
});

describe("whatever a card asks or says, without colour", () => {
  const inWords = (drawn: Element) => {
    const headings = everyObject(drawn).filter(({ style }) => style === "heading");
    const [first] = everyObject(drawn).filter(({ type }) => type === "TextBlock");
    return { headings, label: first?.["text"], speak: drawn["speak"] };
  };

  it("it has one heading, a label above it, and says both aloud or what they ask", () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const { headings, label, speak } = inWords(drawCard(card));
        expect(headings).toHaveLength(1);
        expect(label).toMatch(/\w/);
        expect(speak).toContain(headings[0]?.["text"]);
        expect(speak).toContain(label);
      }),
    );
  });

  it("a box for words has a label and says what is wrong with them", () => {
    fc.assert(
      fc.property(anyDrawn, (drawn) => {
        for (const box of everyObject(drawn).filter(({ type }) => String(type).startsWith("Input."))) {
          expect(box["label"]).toMatch(/\w/);
          expect(box["errorMessage"]).toMatch(/\w/);
        }
      }),
    );
  });

  it("no two states say the same", () => {
    const cards = [...allStates.map((state) => aCard({ state })), aCard({ state: "applied", decision: byRule })];
    const said = cards.map((card) => inWords(drawCard(card))).map(({ label, speak }) => `${label} ${speak}`);
    expect(new Set(said).size).toBe(11);
  });
});

const byRule = { ...decidedBy, by: "logistics", byKind: "rule" } as const;

const LOOKS: Readonly<Record<string, readonly [title: string, style: string]>> = {
  approve: ["Approve", "positive"],
  reject: ["Reject", "destructive"],
  revoke: ["Revoke", "destructive"],
  remove: ["Remove", "destructive"],
  keep: ["Keep", "positive"],
  hold: ["Ask the requester", "default"],
  "ask-again": ["Ask again", "default"],
  "confirm-reject": ["Yes, reject", "destructive"],
  "confirm-revoke": ["Yes, revoke", "destructive"],
  "confirm-remove": ["Yes, remove", "destructive"],
};

function buttonOf(verb: string, ref: string) {
  const [title, style] = LOOKS[verb] ?? [];
  const fallback = { type: "Action.Submit", id: verb, title, style, data: { verb, ref } };
  return { type: "Action.Execute", id: verb, verb, title, style, data: { ref }, fallback };
}
