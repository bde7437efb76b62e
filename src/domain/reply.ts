import type { Card } from "./card.ts";

/** What the thread below a card is told when its request has ended: one sentence or two, plain text. */
export function replyTo({ outcome, decision, revokes }: Card): string {
  const by = decision ? `${decision.byKind === "rule" ? "rule " : ""}${decision.by}` : "";
  const comment = decision?.comment ? `: ${decision.comment}` : ".";
  switch (outcome?.kind) {
    case undefined:
      return "Still open.";
    case "applied":
      return `${revokes ? "Revoked" : wordOf(decision)} by ${by}${comment}`;
    case "refused":
      return `Azure refused what ${by} decided. ${outcome.reason}`;
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

function wordOf(decision: Card["decision"]): string {
  return decision?.verdict === "approve" ? "Approved" : "Rejected";
}
