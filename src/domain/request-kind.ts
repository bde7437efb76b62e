import type { ConnectionStatus } from "./connection.ts";

/** What is to be done to a connection: `clean-up-endpoint` is about the requester's endpoint that leads to one. */
export type RequestKind = "approve-or-reject" | "revoke" | "remove" | "clean-up" | "clean-up-endpoint";
export type Verdict = "approve" | "reject" | "revoke" | "remove" | "keep";

/** What a change makes of a connection. */
export type Wanted = "Approved" | "Rejected" | "gone";

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
