import type { ConnectionId } from "./azure-id.ts";
import type { ConnectionStatus } from "./connection.ts";

export type RequestKind = "approve-or-reject" | "revoke";
export type Verdict = "approve" | "reject";

/** One thing that somebody wants done to a connection. Bound to the connection and to the private endpoint that was seen behind it. */
export interface ConnectionRequest {
  readonly id: string;
  readonly kind: RequestKind;
  readonly connection: ConnectionId;
  readonly privateEndpoint: string;
  /** Which life of this connection and endpoint, from 1. */
  readonly round: number;
  /** The rule that decides, when no owner has to be asked. */
  readonly rule: Rule | undefined;
  readonly requester: Requester;
  /** What the requester wrote: hostile text. Our own change overwrites it in Azure, so it is kept here. */
  readonly message: string;
  readonly region: string | undefined;
  readonly endpointsUsed: number;
  readonly seenAt: string;
  readonly deadlineAt: string | undefined;
  readonly policyVersion: string;
  readonly progress: Progress;
}

export interface Requester {
  /** `undefined` when the endpoint's id cannot be read. */
  readonly subscription: string | undefined;
  readonly tenant: "own" | "other" | "unknown";
}

export interface Rule {
  readonly name: string;
  readonly verdict: Verdict;
  readonly comment: string;
}

/** What has been done for a request so far, apart from what has a row of its own. */
export interface Progress {
  readonly card: CardAddress | undefined;
  /** How often a card was posted, or may have been: an answer can get lost. */
  readonly asks: number;
  readonly askedAt: string | undefined;
  /** What the card shows since its last edit. */
  readonly shown: CardState | undefined;
  readonly putAt: string | undefined;
  /** ARM's correlation id of our last change. */
  readonly correlation: string | undefined;
  readonly repliedAt: string | undefined;
  /** Do nothing before: a service said when to come back. */
  readonly notBefore: string | undefined;
  /** Steps that have their audit entry. */
  readonly recorded: readonly string[];
  readonly watch: WatchNote | undefined;
  readonly closed: boolean;
}

/** What the watchdog saw: the same generation for too long means that its completion was lost. */
export interface WatchNote {
  readonly generation: string;
  readonly since: string;
}

export interface CardAddress {
  /** Of the channel that was asked. */
  readonly channel: string;
  readonly conversation: string;
  readonly activity: string;
  readonly postedAt: string;
}

export type CardState = "asking" | "applying" | OutcomeKind;

export interface Vote {
  /** Pseudonym of the owner. */
  readonly by: string;
  readonly commitment: string;
  readonly verdict: Verdict;
  readonly comment: string;
  readonly at: string;
  /** Under which policy whoever voted was an owner. */
  readonly policyVersion: string;
}

export type DecidedBy =
  | { readonly kind: "person"; readonly ref: string; readonly commitment: string }
  | { readonly kind: "rule"; readonly ref: string };

export interface Decision {
  readonly verdict: Verdict;
  readonly comment: string;
  readonly by: DecidedBy;
  readonly at: string;
  readonly policyVersion: string;
}

/** Written before we change anything in Azure. */
export interface Intent {
  /** A random token in the description of our change, by which we know it again. */
  readonly mark: string;
  readonly from: ConnectionStatus;
  readonly to: "Approved" | "Rejected";
  readonly description: string;
  readonly at: string;
}

/** One row holds the intent, or the outcome of a request that ended without one: so it cannot be both. */
export type IntentOrEnd = Intent | Outcome;

export function isIntent(row: IntentOrEnd | undefined): row is Intent {
  return row !== undefined && "mark" in row;
}

/**
 * How a request ended. `applied`: Azure shows our change. `refused`: Azure said no for good. `failed`: a day of trying.
 * `indeterminate`: our change may have landed, and it is not certain. `superseded` and `expired`: without any intent of ours.
 */
export type OutcomeKind = "applied" | "refused" | "failed" | "indeterminate" | "superseded" | "expired";

export interface Outcome {
  readonly kind: OutcomeKind;
  /** `azure` when it was seen there that somebody else was faster. */
  readonly by: "service" | "azure";
  readonly at: string;
  /** What was seen or what Azure said, in words. */
  readonly reason: string;
  /** The connection's status that was seen, or `gone`. */
  readonly after: ConnectionStatus | "gone";
}

export const NO_PROGRESS: Progress = {
  card: undefined,
  asks: 0,
  askedAt: undefined,
  shown: undefined,
  putAt: undefined,
  correlation: undefined,
  repliedAt: undefined,
  notBefore: undefined,
  recorded: [],
  watch: undefined,
  closed: false,
};

/** What the connection must be for a request of this kind to make sense. */
export function startingStatus(kind: RequestKind): ConnectionStatus {
  return kind === "revoke" ? "Approved" : "Pending";
}

export function wantedStatus(verdict: Verdict): "Approved" | "Rejected" {
  return verdict === "approve" ? "Approved" : "Rejected";
}
