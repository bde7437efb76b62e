import type { RequestStory, RequestSummary, ShownEntry } from "../../../src/domain/answers.ts";
import type { Card } from "../../../src/domain/card.ts";
import { base32 } from "../../../src/domain/request-id.ts";
import { FABRIKAM, LOGISTICS } from "../../support/builders.ts";
import { sha256 } from "../../support/sha256.ts";

/** When it is on these pages. */
export const NOW = new Date("2026-11-25T09:30:00.000Z");

export function hoursAgo(hours: number): string {
  return new Date(NOW.getTime() - hours * 3_600_000).toISOString();
}

export function requestIdFor(name: string): string {
  return `r-${base32(sha256(name), 26)}`;
}

export interface Asks {
  readonly endpoint: string;
  readonly namespace?: string;
  readonly message?: string;
  readonly hours: number;
  readonly own?: boolean;
  readonly more?: Partial<RequestSummary>;
}

const RELAY = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-relay/providers/Microsoft.Relay";

export function namespaceId(name: string): string {
  return `${RELAY}/namespaces/${name}`;
}

export function aSummary({
  endpoint,
  namespace = "contoso-orders",
  message = "",
  hours,
  own,
  more,
}: Asks): RequestSummary {
  const subscription = own ? LOGISTICS : FABRIKAM;
  return {
    id: requestIdFor(`${endpoint} ${namespace}`),
    kind: "approve-or-reject",
    state: "asking",
    namespace: namespaceId(namespace),
    connection: `${namespaceId(namespace)}/privateEndpointConnections/97086447-89ef-4090-a1da-e4bb33a72509`,
    privateEndpoint: `/subscriptions/${subscription}/resourceGroups/rg-app/providers/Microsoft.Network/privateEndpoints/${endpoint}`,
    requester: { subscription, tenant: own ? "own" : "other" },
    message,
    round: 1,
    seenAt: hoursAgo(hours),
    votes: 0,
    votesNeeded: 1,
    ...more,
  };
}

export function anEntry(
  request: RequestSummary,
  step: string,
  told: Partial<ShownEntry> & Pick<ShownEntry, "at" | "kind">,
) {
  const { id, namespace, connection, privateEndpoint, requester } = request;
  const entry: ShownEntry = {
    ...{ v: 1, id: `${id}/${step}`, request: id, namespace, connection, privateEndpoint, requester },
    ...{ before: undefined, after: undefined, verdict: undefined, comment: undefined, correlation: undefined },
    actor: { kind: "service", ref: "relay-approvals" },
    policyVersion: "sha256:5f1c9c40a8f2",
    serviceVersion: "0.1.0",
    ...told,
  };
  return entry;
}

function aCard(request: RequestSummary, more: Partial<Card> = {}): Card {
  const { id, kind, state, requester, message, privateEndpoint, deadlineAt, seenAt, votesNeeded } = request;
  return {
    ...{ requestId: id, kind, state, privateEndpoint, message, deadlineAt, votesNeeded, askedAt: seenAt },
    namespace: request.namespace.slice(request.namespace.lastIndexOf("/") + 1),
    resourceGroup: "rg-relay",
    region: "westeurope",
    requesterSubscription: requester.subscription,
    requesterTenant: requester.tenant,
    endpointsUsed: 51,
    endpointsMost: 64,
    background: {
      subscriptionName: "Fabrikam Production",
      network: { publicly: "some", trustedServices: true },
      earlier: [
        { how: "approved", count: 2 },
        { how: "rejected", count: 1 },
      ],
    },
    askedGroup: "Relay team",
    commentRule: "on-reject",
    why: "No rule allows it: the owners decide",
    ...{ askedBy: undefined, votes: [], held: undefined, decision: request.decision, outcome: request.outcome },
    verbs: request.outcome ? [] : ["approve", "reject", "hold"],
    ...more,
  };
}

export function aStory(
  request: RequestSummary,
  history: readonly ShownEntry[],
  card: Partial<Card> = {},
): RequestStory {
  const drawn = aCard(request, card);
  return { ...request, card: drawn, verbs: drawn.verbs, history };
}
