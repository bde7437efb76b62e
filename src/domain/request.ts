import type { ConnectionId } from "./azure-id.ts";
import type { Background } from "./background.ts";
import type { ConnectionStatus } from "./connection.ts";
import type { Progress } from "./progress.ts";
import type { RequestKind, Verdict, Wanted } from "./request-kind.ts";

/** One thing that somebody wants done to a connection. Bound to the connection and to the private endpoint that was seen behind it. */
export interface ConnectionRequest {
  readonly id: string;
  readonly kind: RequestKind;
  readonly connection: ConnectionId;
  readonly privateEndpoint: string;
  /** Which life of this connection and endpoint, from 1. */
  readonly round: number;
  /** What the connection was when the request began: in another state it is another matter. */
  readonly from: ConnectionStatus;
  /** Our own mark that the connection carried when the request began, if that is why it began. */
  readonly fromMark: string | undefined;
  /** The rule that decides, when no owner has to be asked. */
  readonly rule: Rule | undefined;
  /** The owner who wants it; `undefined` when Azure or a rule began it. */
  readonly askedBy: AskedBy | undefined;
  /** Why owners are asked, in words of the policy. */
  readonly why: string;
  readonly requester: Requester;
  /** What the requester wrote: hostile text. Our own change overwrites it in Azure, so it is kept here. */
  readonly message: string;
  readonly region: string | undefined;
  readonly endpointsUsed: number;
  /** `undefined` in rows that an earlier version wrote. */
  readonly background: Background | undefined;
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

export interface AskedBy {
  /** Pseudonym of the owner. */
  readonly ref: string;
  readonly commitment: string;
  readonly comment: string;
  readonly again: boolean;
}

export interface Rule {
  /** Rules of the policy are looked up again before a change; the others are the service's own. */
  readonly of: "policy" | "service";
  readonly name: string;
  readonly verdict: Verdict;
  readonly comment: string;
}

export type CardState = "asking" | "held" | "applying" | OutcomeKind;

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

/** What an owner wants of a connection: kept until its request is written. */
export interface Wish extends Omit<Vote, "verdict"> {
  /** Asks the same once more, which is no vote. */
  readonly again: boolean;
}

export type DecidedBy =
  | { readonly kind: "person"; readonly ref: string; readonly commitment: string }
  | { readonly kind: "rule"; readonly ref: string };

export interface Decision {
  readonly verdict: Verdict;
  readonly comment: string;
  /** Of several owners the one whose vote completed it. */
  readonly by: DecidedBy;
  /** The pseudonyms of all whose votes made it; empty when a rule did. */
  readonly voters: readonly string[];
  readonly at: string;
  readonly policyVersion: string;
}

/** Written before we change anything in Azure. */
export interface Intent {
  /** A random token in the description of our change, by which we know it again. */
  readonly mark: string;
  readonly from: ConnectionStatus;
  readonly to: Wanted;
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
 * `indeterminate`: our change may have landed, and it is not certain. `superseded`, `expired` and `kept`, when owners decided to
 * leave the connection as it is: without any intent of ours.
 */
export type OutcomeKind = "applied" | "refused" | "failed" | "indeterminate" | "superseded" | "expired" | "kept";

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
