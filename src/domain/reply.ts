import type { Card } from "./card.ts";
import type { Verdict } from "./request-kind.ts";

/** What the thread below a card is told when its request has ended: one sentence or two, plain text. */
export function replyTo({ outcome, decision }: Card): string {
  const by = decision ? `${decision.byKind === "rule" ? "rule " : ""}${decision.by}` : "";
  const comment = decision?.comment ? `: ${decision.comment}` : ".";
  switch (outcome?.kind) {
    case undefined:
      return "Still open.";
    case "applied":
      return decision ? `${doneWord(decision.verdict)} by ${by}${comment}` : "Done.";
    case "kept":
      return `Kept by ${by}${comment}`;
    case "refused":
      return `What ${by} decided was refused. ${outcome.reason}`;
    case "failed":
      return `What ${by} decided could not be carried out. ${outcome.reason}`;
    case "indeterminate":
      return `It is not certain that what ${by} decided was carried out. ${outcome.reason}`;
    case "superseded":
      return `Over without a change of ours. ${outcome.reason}`;
    case "expired":
      return outcome.reason;
  }
}

export function doneWord(verdict: Verdict): string {
  switch (verdict) {
    case "approve":
      return "Approved";
    case "reject":
      return "Rejected";
    case "revoke":
      return "Revoked";
    case "remove":
      return "Removed";
    case "keep":
      return "Kept";
  }
}

/** The reminder in the thread of a card that still waits. */
export function reminderOf({ namespace, askedAt, askedGroup, deadlineAt }: Card, number: number): string {
  const until = deadlineAt === undefined ? "" : ` It expires at ${minuteOf(deadlineAt)}.`;
  return `Reminder ${number}: a request for ${namespace} waits for ${askedGroup ?? "an owner"} since ${minuteOf(askedAt)}.${until}`;
}

/** To those who may decide from now on too; who they are is said by mentioning them. */
export function escalationOf({ namespace, askedAt }: Card): string {
  return `Escalated: nobody has decided about ${namespace} since ${minuteOf(askedAt)}. You may decide now too.`;
}

/** `2026-11-25 19:04 UTC`. */
export function minuteOf(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}
