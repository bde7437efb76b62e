import type { Card } from "../../../src/domain/card.ts";
import type { CardState } from "../../../src/domain/request.ts";

export const allStates: readonly CardState[] = [
  "asking",
  "applying",
  "applied",
  "refused",
  "failed",
  "indeterminate",
  "superseded",
  "expired",
];

export function aCard(overrides: Partial<Card> = {}): Card {
  return {
    requestId: "r-abcdefghijklmnopqrstuvwxyz",
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
    askedAt: "2026-11-25T03:22:28.000Z",
    deadlineAt: "2026-12-02T03:22:28.000Z",
    askedGroup: "Orders",
    rejectNeedsComment: true,
    ...(overrides.state === undefined || overrides.state === "asking" ? undecided : decided(overrides.state)),
    revokes: false,
    ...overrides,
  };
}

const undecided = { decision: undefined, outcome: undefined };

function decided(state: CardState): Pick<Card, "decision" | "outcome"> {
  return {
    decision: {
      verdict: "approve",
      comment: "Our order importer",
      by: "Olga Owens",
      byKind: "person",
      at: "2026-11-25T03:30:00.000Z",
    },
    outcome:
      state === "applying" || state === "asking"
        ? undefined
        : {
            kind: state,
            by: "service",
            at: "2026-11-25T03:31:00.000Z",
            reason: "Azure shows it so",
            after: "Approved",
          },
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
