import type { Element } from "../../../src/adapters/teams/cards/elements.ts";
import type { Card, Said, ShownDecision } from "../../../src/domain/card.ts";
import type { Outcome } from "../../../src/domain/request.ts";
import type { Verdict } from "../../../src/domain/request-kind.ts";
import { aCard } from "./a-card.ts";

/** A card as people meet it, for the manual and for the tests in a browser. */
export interface CardCase {
  /** Of its picture. */
  readonly name: string;
  readonly drawn: Element;
  /** The small line, if there is one, and the heading by which its state is known, without any colour. */
  readonly says: readonly [label: string | undefined, heading: string];
}

export const FABRIKAM = "7c0c6a3e-2b7d-4a57-9a0e-5f1d0a6c2b41";
export const endpointOf = (name: string) =>
  `/subscriptions/${FABRIKAM}/resourceGroups/rg-integration/providers/Microsoft.Network/privateEndpoints/${name}`;

const OLGA = "Olga Owens";
const ASKED = "2026-11-25T08:12:00.000Z";
const DECIDED = "2026-11-25T08:40:00.000Z";
const ENDED = "2026-11-25T08:41:00.000Z";

const BACKGROUND: Card["background"] = {
  subscriptionName: "Fabrikam Integration",
  network: { publicly: "some", trustedServices: true },
  earlier: [
    { how: "approved", count: 2 },
    { how: "rejected", count: 1 },
  ],
};

/** Fabrikam's order import asks to join, and whatever came of it. */
export function story(overrides: Partial<Card>): Card {
  return aCard({
    requestId: "r-k7w3ncx5f2qzj4dtm6vabyrhle",
    privateEndpoint: endpointOf("pe-order-import"),
    requesterSubscription: FABRIKAM,
    message: "Nightly order import for Contoso, change CHG-20417",
    endpointsUsed: 11,
    background: BACKGROUND,
    askedAt: ASKED,
    deadlineAt: "2026-12-02T08:12:00.000Z",
    askedGroup: "Orders",
    why: "No rule fits",
    outcome: undefined,
    ...overrides,
  });
}

export const said = (text: string, at = DECIDED): Said => ({ by: OLGA, text, at });

export function decided(verdict: Verdict, comment: string): ShownDecision {
  return { verdict, comment, by: OLGA, byKind: "person", at: DECIDED };
}

export function ended(kind: Outcome["kind"], reason: string, after: Outcome["after"]): Outcome {
  return { kind, by: "service", at: ENDED, reason, after };
}

export function applied(decision: ShownDecision, after: Outcome["after"], more: Partial<Card> = {}): Card {
  return story({
    state: "applied",
    decision,
    outcome: ended("applied", "Azure shows it and Succeeded.", after),
    ...more,
  });
}

export const approval = decided("approve", "Known partner, agreed in CHG-20417");

export function byRule(verdict: Verdict, by: string, comment: string): ShownDecision {
  return { verdict, comment, by, byKind: "rule", at: ASKED };
}
