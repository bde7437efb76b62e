import type { AuditEntry, ServiceEntry } from "./audit.ts";
import type { Card, ShownDecision, Verb } from "./card.ts";
import type { CardState, Outcome, Requester } from "./request.ts";
import type { RequestKind } from "./request-kind.ts";

/** What the HTTP API answers with: what the command line and the page read. Times are ISO 8601 in UTC, ids are Azure's. */

/** An entry as it is shown: with the names of persons, for those who may see them, and the place in the sealed log, once it has one. */
export type ShownEntry = (AuditEntry | (ServiceEntry & Partial<AuditEntry>)) & {
  readonly actorName?: string;
  /** From 0; `undefined` while the entry is not sealed yet. */
  readonly index?: number;
};

export interface AuditAnswer {
  readonly entries: readonly ShownEntry[];
  /** Asks for what follows; only with the same query. */
  readonly next?: string;
  readonly looked: Looked;
  readonly facets?: Readonly<Record<string, readonly FacetValue[]>>;
  readonly explain?: Explanation;
}

/** How far the answer looked. `complete`: nothing older (or newer) in the range is left. */
export interface Looked {
  readonly from: string;
  readonly to: string;
  readonly by: "request" | "connection" | "namespace" | "subscription" | "actor" | "time";
  readonly rows: number;
  readonly complete: boolean;
}

export interface FacetValue {
  readonly value: string;
  /** Of a person. */
  readonly name?: string;
  readonly count: number;
}

export interface Explanation {
  readonly ranges: readonly { readonly partition: string; readonly from: string; readonly to: string }[];
  /** Filters that narrow what these ranges give, in the service. */
  readonly narrowedBy: readonly string[];
}

export interface RequestSummary {
  readonly id: string;
  readonly kind: RequestKind;
  readonly state: CardState;
  readonly namespace: string;
  readonly connection: string;
  readonly privateEndpoint: string;
  readonly requester: Requester;
  /** Free text of the requester. */
  readonly message: string;
  readonly round: number;
  readonly seenAt: string;
  readonly deadlineAt?: string;
  readonly votes: number;
  readonly votesNeeded: number;
  readonly decision?: ShownDecision;
  readonly outcome?: Outcome;
}

export interface RequestsAnswer {
  readonly requests: readonly RequestSummary[];
  readonly next?: string;
}

/** One request with everything that is on record about it, oldest first, and its card as it is shown now. */
export interface RequestStory extends RequestSummary {
  readonly card: Card;
  readonly verbs: readonly Verb[];
  readonly history: readonly ShownEntry[];
}

export interface NamespaceSummary {
  readonly id: string;
  readonly name: string;
  readonly subscription: string;
  readonly resourceGroup: string;
  /** Of the policy; who is asked. */
  readonly group: string;
  /** Places that are taken, of `most`. */
  readonly used: number;
  readonly most: number;
  readonly connections: Readonly<Record<"Pending" | "Approved" | "Rejected" | "Disconnected" | "Other", number>>;
  readonly open: number;
  /** When the oldest open request about a Pending connection was seen. */
  readonly oldestPendingAt?: string;
}

export interface NamespacesAnswer {
  readonly namespaces: readonly NamespaceSummary[];
}

/** From when a request was seen to its decision, in seconds, and how requests ended, in a range of time. */
export interface Figures {
  readonly decided: number;
  readonly p50Seconds?: number;
  readonly p95Seconds?: number;
  readonly approved: number;
  readonly rejected: number;
  readonly autoApproved: number;
  readonly expired: number;
  readonly open: number;
}

export interface MetricsAnswer {
  readonly from: string;
  readonly to: string;
  readonly all: Figures;
  readonly namespaces: readonly (Figures & { readonly namespace: string })[];
  /** A point a day, oldest first; `used`: approved endpoints at its end, in all namespaces that the caller may see. */
  readonly days: readonly {
    readonly day: string;
    readonly decided: number;
    readonly p50Seconds?: number;
    readonly p95Seconds?: number;
    readonly used: number;
  }[];
}

export interface MeAnswer {
  readonly name: string;
  readonly roles: readonly string[];
  /** Names of the namespaces that the caller may read about; `undefined`: all. */
  readonly namespaces?: readonly string[];
}

/** What became of a vote, a question or a wish that was said over the API. */
export type DecideAnswer =
  | { readonly kind: "accepted"; readonly card: Card }
  /** Nothing is done yet: Azure cannot undo it, so it has to be said again with `confirmed`. */
  | { readonly kind: "confirm"; readonly card: Card; readonly confirmedFor?: string }
  | { readonly kind: "begun"; readonly message: string }
  | { readonly kind: "refused"; readonly reason: string; readonly card?: Card };

/** One batch of a repair of the rows by which entries are found. */
export interface RepairAnswer {
  readonly looked: number;
  readonly restored: number;
  readonly enqueued: number;
  /** Ids of entries of which the record says something else than the sealed log. */
  readonly differing: readonly string[];
  /** Where the next call goes on; absent when all is done. */
  readonly next?: { readonly bundle: number } | { readonly after: string };
}

/** What is wrong with a deployment, as far as the service itself can see. */
export interface DoctorAnswer {
  readonly at: string;
  readonly setup: Setup;
  readonly findings: readonly Finding[];
}

/** `error`: something does not work; `warning`: it soon will not, or is not safe; `info`: nothing has to be done. */
export type Severity = "error" | "warning" | "info";

export interface Finding {
  /** Names the kind of fault: the same from version to version. */
  readonly id: string;
  readonly severity: Severity;
  readonly what: string;
  readonly where: string;
  /** What to do, in words. */
  readonly cure: string;
  /** What does it: a line for a POSIX shell each, to be pasted as it stands but for a word like `'<group>'`, which only the reader can know. */
  readonly commands: readonly string[];
}

/** How the service is set up, as far as doctor compares it with what stands around it. */
export interface Setup {
  readonly serviceVersion: string;
  readonly tenant: string;
  /** Client id of the managed identity. */
  readonly identity: string;
  readonly botAppId: string;
  /** Where the keys of Teams' tokens are found. */
  readonly botKeysUrl: string;
  readonly apiClientId: string;
  readonly cleanUp: "delete" | "dry-run";
  /** Absent while the policy cannot be read. */
  readonly policyVersion?: string;
  /** Those that the policy watches. */
  readonly subscriptions: readonly string[];
}

/** RFC 9457. `faults` names each wrong parameter. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly correlation: string;
  readonly faults?: readonly { readonly parameter: string; readonly message: string }[];
}
