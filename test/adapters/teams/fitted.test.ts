import { describe, expect, it } from "@jest/globals";
import { drawConfirmation } from "../../../src/adapters/teams/cards/confirmation.ts";
import { drawCard } from "../../../src/adapters/teams/cards/draw-card.ts";
import { drawDigest } from "../../../src/adapters/teams/cards/draw-digest.ts";
import type { Element } from "../../../src/adapters/teams/cards/elements.ts";
import type { Card } from "../../../src/domain/card.ts";
import { aCard, allStates, olgaApproved, textsOf } from "./a-card.ts";

const bytesOf = (drawn: Element) => {
  const json = JSON.stringify(drawn);
  return Math.max(Buffer.byteLength(json), json.length * 2);
};

/** All that comes from outside is the same long text. */
function fullOf(text: string, state: Card["state"]): Card {
  const said = { by: text, text, at: text };
  const places = { namespace: text, resourceGroup: text, region: text, privateEndpoint: text };
  return aCard({
    ...{ state, ...places, requesterSubscription: text, message: text, askedAt: text, deadlineAt: text },
    ...{ askedGroup: text, why: text, askedBy: said, votesNeeded: 12, held: { ...said, until: text } },
    votes: Array.from({ length: 12 }, () => ({ ...said, verdict: "approve" as const })),
    decision: state === "applied" ? { ...olgaApproved, comment: text, by: text } : undefined,
    outcome: { kind: "refused", by: "azure", at: text, reason: text, after: "gone" },
    verbs: ["approve", "reject", "hold", "revoke", "remove"],
  });
}

describe("a card", () => {
  it.each(allStates.flatMap((state) => ['"'.repeat(4000), "注".repeat(4000)].map((text) => [state, text] as const)))(
    "that is %s and full of outside text is still small: %.1s",
    (state, text) => {
      expect(bytesOf(drawCard(fullOf(text, state)))).toBeLessThan(20_000);
      expect(bytesOf(drawConfirmation(fullOf(text, state), "reject", text))).toBeLessThan(20_000);
    },
  );

  it.each(['"', "注"])("of a digest full of %s is still small", (letter) => {
    const text = letter.repeat(4000);
    const namespace = { subscription: text, resourceGroup: text, namespace: text };
    const expired = Array.from({ length: 30 }, () => ({ namespace, privateEndpoint: text, requestId: text }));
    expect(bytesOf(drawDigest({ group: text, expired }))).toBeLessThan(20_000);
  });

  it("keeps whole what is genuine", () => {
    const id = `/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/${"g".repeat(90)}/providers/Microsoft.Network/privateEndpoints/${"p".repeat(80)}`;
    const comment = "c".repeat(1000);
    const card = aCard({ state: "applied", privateEndpoint: id, decision: { ...olgaApproved, comment } });
    const text = textsOf(drawCard({ ...card, message: "m".repeat(140) })).join("");
    for (const whole of [id, comment, "m".repeat(140)]) expect(text).toContain(whole);
  });
});
