import type { ConnectionId } from "./azure-id.ts";
import type { Background } from "./background.ts";
import type { ConnectionStatus } from "./connection.ts";

/** What is to be done to a connection: `clean-up-endpoint` is about the requester's endpoint that leads to one. */
export type RequestKind = "approve-or-reject" | "revoke" | "remove" | "clean-up" | "clean-up-endpoint";
export type Verdict = "approve" | "reject" | "revoke" | "remove" | "keep";

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

/** What has been done for a request so far, apart from what has a row of its own. */
export interface Progress {
  readonly card: CardAddress | undefined;
  /** Earlier cards that may stand as well, the oldest first. */
  readonly copies: readonly CardCopy[];
  /** The channel in whose line it was put, since there was no room for its card. */
  readonly line: string | undefined;
  /** When the first card stood, in whatever channel. */
  readonly firstCardAt: string | undefined;
  /** How often a card was posted, or may have been: an answer can get lost. */
  readonly asks: number;
  readonly askedAt: string | undefined;
  /** What the card shows since its last edit, as `viewOf` words it. */
  readonly shown: string | undefined;
  /** How often in a row something was said in the card's thread, or may have been, without an answer. */
  readonly said: number;
  readonly saidAt: string | undefined;
  /** The last one: those before it are on record. */
  readonly reminder: Reminder | undefined;
  readonly escalatedAt: string | undefined;
  readonly putAt: string | undefined;
  /** ARM's correlation id of our last change. */
  readonly correlation: string | undefined;
  readonly repliedAt: string | undefined;
  /** What has been told in the thread on the way, by the ids of `Remark`. */
  readonly remarked: readonly string[];
  /** Do nothing before: a service said when to come back. */
  readonly notBefore: string | undefined;
  /** Steps that have their audit entry, of those that the rows still tell. */
  readonly recorded: readonly string[];
  readonly watch: WatchNote | undefined;
  readonly closed: boolean;
}

/** What the watchdog saw: the same generation for too long means that its completion was lost. */
export interface WatchNote {
  readonly generation: string;
  readonly since: string;
  readonly wokenAt: string;
}

export interface Reminder {
  /** The first one is 1; numbers are left out when nothing ran at their time. */
  readonly number: number;
  readonly at: string;
}

export interface CardAddress {
  /** Of the channel that was asked. */
  readonly channel: string;
  readonly conversation: string;
  readonly activity: string;
  readonly postedAt: string;
}

/** `found`: it must yet say that there is a newer card. `missed`: that was tried once. `told`: it says so, and nothing more. */
export interface CardCopy extends Omit<CardAddress, "postedAt"> {
  readonly state: "found" | "missed" | "told";
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

/** What a change makes of a connection. */
export type Wanted = "Approved" | "Rejected" | "gone";

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

export const NO_PROGRESS: Progress = {
  card: undefined,
  copies: [],
  line: undefined,
  firstCardAt: undefined,
  asks: 0,
  askedAt: undefined,
  shown: undefined,
  said: 0,
  saidAt: undefined,
  reminder: undefined,
  escalatedAt: undefined,
  putAt: undefined,
  correlation: undefined,
  repliedAt: undefined,
  remarked: [],
  notBefore: undefined,
  recorded: [],
  watch: undefined,
  closed: false,
};

interface Choice {
  readonly for: Verdict;
  readonly against: Verdict;
}

const CHOICES: Readonly<Record<RequestKind, Choice>> = {
  "approve-or-reject": { for: "approve", against: "reject" },
  revoke: { for: "revoke", against: "keep" },
  remove: { for: "remove", against: "keep" },
  "clean-up": { for: "remove", against: "keep" },
  "clean-up-endpoint": { for: "remove", against: "keep" },
};

/** What may be said to a request. */
export function choiceOf(kind: RequestKind): Choice {
  return CHOICES[kind];
}

/** What a decision makes of the connection; `undefined`: it stays as it is. */
export function wantedBy(verdict: Verdict): Wanted | undefined {
  switch (verdict) {
    case "approve":
      return "Approved";
    case "reject":
    case "revoke":
      return "Rejected";
    case "remove":
      return "gone";
    case "keep":
      return undefined;
  }
}

/** Whether Azure lets nobody undo it: only the requester can ask again. */
export function isFinal(verdict: Verdict): boolean {
  return verdict === "reject" || verdict === "revoke" || verdict === "remove";
}

const USUAL_START: Readonly<Record<RequestKind, ConnectionStatus>> = {
  "approve-or-reject": "Pending",
  revoke: "Approved",
  remove: "Approved",
  "clean-up": "Disconnected",
  "clean-up-endpoint": "Disconnected",
};

/** What a request leaves from that begins now; when the connection has changed before that: what it would have left from. */
export function startOf(kind: RequestKind, seen: ConnectionStatus): ConnectionStatus {
  return mayStartFrom(kind, seen) ? seen : USUAL_START[kind];
}

/** Whether a request of this kind makes sense for a connection in this state. */
export function mayStartFrom(kind: RequestKind, status: ConnectionStatus): boolean {
  switch (kind) {
    case "approve-or-reject":
      return status === "Pending";
    case "revoke":
      return status === "Approved";
    case "remove":
      return status !== "Pending" && status !== "Other";
    case "clean-up":
    case "clean-up-endpoint":
      return status === "Disconnected";
  }
}
