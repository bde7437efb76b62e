import type { Card, ShownDecision, Verb } from "../../../src/domain/card.ts";
import type { CardState, Outcome } from "../../../src/domain/request.ts";
import type { RequestKind } from "../../../src/domain/request-kind.ts";

export const allStates: readonly CardState[] = [
  "asking",
  "held",
  "applying",
  "applied",
  "kept",
  "refused",
  "failed",
  "indeterminate",
  "superseded",
  "expired",
];

export const allKinds: readonly RequestKind[] = [
  "approve-or-reject",
  "revoke",
  "remove",
  "clean-up",
  "clean-up-endpoint",
];

export const allVerbs: readonly Verb[] = ["approve", "reject", "revoke", "remove", "keep", "hold", "ask-again"];

/** A card that asks whether to approve, or of another state with what belongs to it. */
export function aCard(overrides: Partial<Card> = {}): Card {
  return {
    requestId: "r-abcdefghijklmnopqrstuvwxyz",
    kind: "approve-or-reject",
    state: "asking",
    namespace: "contoso-orders",
    resourceGroup: "rg-relay",
    region: "westeurope",
    privateEndpoint:
      "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg-app/providers/Microsoft.Network/privateEndpoints/pe-orders",
    requesterSubscription: "22222222-2222-4222-8222-222222222222",
    requesterTenant: "other",
    message: "Please let our order importer in",
    endpointsUsed: 3,
    endpointsMost: 64,
    background: undefined,
    askedAt: "2026-11-25T03:22:28.000Z",
    deadlineAt: "2026-12-02T03:22:28.000Z",
    askedGroup: "Orders",
    commentRule: "on-reject",
    why: "No rule fits.",
    askedBy: undefined,
    votes: [],
    votesNeeded: 1,
    ...inState(overrides.state ?? "asking"),
    ...(overrides.decision && overrides.decision.verdict !== "approve" ? { verbs: [] } : {}),
    ...overrides,
  };
}

export const olgaApproved: ShownDecision = {
  verdict: "approve",
  comment: "Our order importer",
  by: "Olga Owens",
  byKind: "person",
  at: "2026-11-25T03:30:00.000Z",
};

const aQuestion: NonNullable<Card["held"]> = {
  by: "Olga Owens",
  text: "Which orders do you import?",
  at: "2026-11-25T03:30:00.000Z",
  until: "2026-11-28T03:30:00.000Z",
};

function inState(state: CardState): Pick<Card, "held" | "decision" | "outcome" | "verbs"> {
  if (state === "asking" || state === "held") {
    const held = state === "held" ? aQuestion : undefined;
    return { held, decision: undefined, outcome: undefined, verbs: ["approve", "reject", "hold"] };
  }
  const decision = state === "superseded" || state === "expired" ? undefined : olgaApproved;
  return { held: undefined, decision, outcome: ended(state), verbs: VERBS_AFTER[state] ?? [] };
}

const VERBS_AFTER: Partial<Record<CardState, readonly Verb[]>> = {
  applied: ["revoke", "remove"],
  refused: ["ask-again"],
  failed: ["ask-again"],
  expired: ["ask-again"],
};

function ended(state: Exclude<CardState, "asking" | "held">): Outcome | undefined {
  if (state === "applying") return undefined;
  return {
    kind: state,
    by: "service",
    at: "2026-11-25T03:31:00.000Z",
    reason: "Azure shows it so",
    after: "Approved",
  };
}

type Json = Readonly<Record<string, unknown>>;

/** All objects within, the outer one first. */
export function everyObject(json: unknown): readonly Json[] {
  if (Array.isArray(json)) return json.flatMap(everyObject);
  if (typeof json !== "object" || json === null) return [];
  return [json as Json, ...Object.values(json).flatMap(everyObject)];
}

export function textsOf(json: unknown): readonly string[] {
  return everyObject(json).flatMap(({ text }) => (typeof text === "string" ? [text] : []));
}

interface Parser {
  SerializationContext: new () => { eventCount: number; getEventAt(index: number): { message: string } };
  AdaptiveCard: new () => {
    parse(json: unknown, context: unknown): void;
    validateProperties(): { validationEvents: { message: string }[] };
  };
}

/** What the adaptivecards package finds wrong. It knows no `msteams`, which is Teams' own. */
export function officialFaults(card: Json): readonly string[] {
  const { SerializationContext, AdaptiveCard } = require("adaptivecards/dist/adaptivecards.js") as Parser;
  const { msteams: _teamsOnly, ...official } = card;
  const context = new SerializationContext();
  const parsed = new AdaptiveCard();
  parsed.parse(official, context);
  const whileParsing = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message);
  return [...whileParsing, ...parsed.validateProperties().validationEvents.map(({ message }) => message)];
}
