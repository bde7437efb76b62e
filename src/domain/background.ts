import { parsePrivateEndpointId } from "./azure-id.ts";
import type { Round } from "./round.ts";

/** What Azure and our own record told when a request began: it helps owners to decide, and decides nothing. */
export interface Background {
  /** As its owners call it, so text from outside; `undefined` when this service may not read it. */
  readonly subscriptionName: string | undefined;
  readonly network: NetworkAccess;
  /** How the last requests of the same subscription for other endpoints, or for the same one before, ended in the namespace. */
  readonly earlier: readonly Ended[];
}

/** What of a namespace can be reached without a private endpoint. */
export interface NetworkAccess {
  /** `on`: by what rules is not readable. `some`: from the addresses of its rules only. `perimeter`: what a network security perimeter allows. */
  readonly publicly: "open" | "on" | "some" | "closed" | "perimeter" | undefined;
  /** Whether trusted Microsoft services may pass the rules; `undefined`: not readable. */
  readonly trustedServices: boolean | undefined;
}

export const UNREADABLE_NETWORK: NetworkAccess = { publicly: undefined, trustedServices: undefined };

/** In the order in which they are told. */
export const WAYS_TO_END = [
  "approved",
  "rejected",
  "revoked",
  "removed",
  "kept",
  "carried out",
  "expired",
  "refused by Azure",
  "failed",
  "uncertain",
  "superseded",
] as const;

export type WayToEnd = (typeof WAYS_TO_END)[number];

export interface Ended {
  readonly how: WayToEnd;
  readonly count: number;
}

/** From the rounds of a namespace; each holds the last request for a connection and endpoint. Clean-up is nobody's request. */
export function earlierOf(privateEndpoint: string, rounds: readonly Round[]): readonly Ended[] {
  const subscription = subscriptionOf(privateEndpoint);
  if (subscription === undefined) return [];
  const ends = rounds.filter((round) => subscriptionOf(round.privateEndpoint) === subscription).map(endOf);
  return WAYS_TO_END.map((how) => ({ how, count: ends.filter((end) => end === how).length })).filter(
    ({ count }) => count > 0,
  );
}

function subscriptionOf(privateEndpoint: string): string | undefined {
  return parsePrivateEndpointId(privateEndpoint)?.subscription.toLowerCase();
}

function endOf({ kind, outcome, onRecord }: Round): WayToEnd | undefined {
  if (kind === "none" || kind === "clean-up" || kind === "clean-up-endpoint") return undefined;
  switch (outcome) {
    case undefined:
    case "none":
      return undefined;
    case "applied":
      return appliedAs(kind, onRecord);
    case "refused":
      return "refused by Azure";
    case "indeterminate":
      return "uncertain";
    case "kept":
    case "expired":
    case "failed":
    case "superseded":
      return outcome;
  }
}

/** The record moves on with the connection: of what was let in once and is Disconnected now, no more is known than that it was carried out. */
function appliedAs(kind: "approve-or-reject" | "revoke" | "remove", onRecord: Round["onRecord"]): WayToEnd {
  if (kind !== "approve-or-reject") return kind === "revoke" ? "revoked" : "removed";
  if (onRecord === "Approved") return "approved";
  return onRecord === "Rejected" ? "rejected" : "carried out";
}
