import { type AuditEntry, type AuditKind, entryOf, type Told } from "../src/domain/audit.ts";
import { base32 } from "../src/domain/request-id.ts";
import { aRequest } from "../test/support/builders.ts";
import { sha256 } from "../test/support/sha256.ts";

export const NOW = new Date("2026-11-01T00:00:00.000Z");
const DAYS = 365;
const NAMESPACES = 200;
const SUBSCRIPTIONS = 300;
const PEOPLE = 60;
const ENTRIES_A_REQUEST = 10;
/** One connection in so many requests is asked about again. */
const REQUESTS_A_CONNECTION = 3;

const padded = (number: number) => String(number).padStart(12, "0");
const subscriptionOf = (number: number) => `22222222-2222-4222-8222-${padded(number % SUBSCRIPTIONS)}`;
const personOf = (number: number) => `p-${base32(sha256(`person ${number % PEOPLE}`), 26)}`;
const requestOf = (number: number) => `r-${base32(sha256(`request ${number}`), 26)}`;

/** What one approval leaves, with seconds after its beginning. */
const STORY: readonly (readonly [AuditKind, string, number, "person" | "service" | "azure"])[] = [
  ["request.seen", "seen", 0, "azure"],
  ["policy.ruled", "ruled", 1, "service"],
  ["card.posted", "asked-1", 2, "service"],
  ["vote.refused", "refused", 1_800, "person"],
  ["vote.cast", "vote", 3_600, "person"],
  ["decision.made", "decision", 3_601, "person"],
  ["change.intended", "intent", 3_602, "service"],
  ["change.applied", "outcome", 3_635, "service"],
  ["request.told", "told", 3_640, "service"],
  ["reminder.sent", "reminder-1", 1_000, "service"],
];

/** So many entries of a year: the same namespaces, subscriptions and people whatever their number, and more for each. */
export function* believableEntries(size: number): Generator<AuditEntry> {
  const requests = Math.ceil(size / ENTRIES_A_REQUEST);
  const apart = (DAYS * 86_400_000) / requests;
  let made = 0;
  for (let number = 0; number < requests; number += 1) {
    const begun = NOW.getTime() - DAYS * 86_400_000 + number * apart;
    for (const step of STORY) {
      if (made === size) return;
      made += 1;
      yield entryFor(number, begun, step);
    }
  }
}

function entryFor(number: number, begun: number, [kind, step, after, by]: (typeof STORY)[number]): AuditEntry {
  const subscription = subscriptionOf(number);
  const request = aRequest({
    id: requestOf(number),
    connection: {
      ...aRequest().connection,
      namespace: `contoso-${padded(number % NAMESPACES)}`,
      connection: `pec-${Math.floor(number / REQUESTS_A_CONNECTION)}`,
    },
    requester: { subscription, tenant: "other" },
  });
  const actor: Told["actor"] =
    by === "person" ? { kind: "person", ref: personOf(number), commitment: "c" } : { kind: by, ref: ACTORS[by] };
  const comment = kind === "vote.cast" ? `Known partner, ticket ${number}` : undefined;
  const at = new Date(Math.floor(begun + after * 1_000)).toISOString();
  return entryOf(request, step, "0.1.0", {
    at,
    kind,
    actor,
    comment,
    verdict: by === "person" ? "approve" : undefined,
  });
}

const ACTORS = { service: "relay-approvals", azure: "Microsoft.Relay" } as const;

const namespace = `contoso-${padded(7)}`;
const lateRequest = 700;

/** Each filter with something that both sizes hold. `isIndexed`: an index finds it, nothing is left to narrow. */
export const QUERIES: readonly { readonly name: string; readonly q: string; readonly isIndexed: boolean }[] = [
  { name: "request", q: `request:${requestOf(lateRequest)}`, isIndexed: true },
  { name: "connection", q: `connection:${connectionOf(lateRequest)}`, isIndexed: true },
  { name: "namespace, 400 days", q: `namespace:${namespaceId()}`, isIndexed: true },
  { name: "subscription, 400 days", q: `subscription:${subscriptionOf(11)}`, isIndexed: true },
  { name: "actor, 400 days", q: `actor:${personOf(5)}`, isIndexed: true },
  { name: "time, one day", q: "created:2026-06-15", isIndexed: true },
  { name: "* namespace and kind", q: `namespace:${namespaceId()} kind:decision.made`, isIndexed: false },
  { name: "* actor and verdict", q: `actor:${personOf(5)} verdict:approve`, isIndexed: false },
  { name: "* text, 30 days", q: '"ticket 9"', isIndexed: false },
];

function namespaceId(): string {
  const { subscription, resourceGroup } = aRequest().connection;
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.Relay/namespaces/${namespace}`;
}

function connectionOf(number: number): string {
  const name = `contoso-${padded(number % NAMESPACES)}`;
  return `${namespaceId().replace(namespace, name)}/privateEndpointConnections/pec-${Math.floor(number / REQUESTS_A_CONNECTION)}`;
}
