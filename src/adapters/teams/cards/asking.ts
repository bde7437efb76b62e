import type { Card } from "../../../domain/card.ts";
import { commentInput } from "./comment-input.ts";
import { box, type Element, heading, label, note } from "./elements.ts";
import { circumstances, endpoint, message, place, reference, requester } from "./facts.ts";
import { beginner, heldBox, reasonAsked, votesSoFar } from "./said.ts";

/** Of a request that waits for owners, held or not. */
export function askingBody(card: Card): readonly Element[] {
  return [
    box("accent", [label(waitingFor(card)), heading(questionOf(card)), ...place(card)], { bleed: true }),
    ...heldBox(card),
    ...beginner(card),
    ...votesSoFar(card),
    ...requester(card),
    ...message(card),
    ...endpoint(card),
    ...circumstances(card),
    ...reasonAsked(card),
    reference(card),
    ...commentInput(card),
    ...whatIsFinal(card),
  ];
}

/** Our own words for what is asked. */
export function questionOf({ kind, askedBy }: Card): string {
  switch (kind) {
    case "approve-or-reject":
      return "A private endpoint asks to join";
    case "revoke":
      return askedBy ? "An owner wants to revoke a connection" : "Somebody else approved a connection: keep or revoke?";
    case "remove":
      return "An owner wants to remove a connection";
    case "clean-up":
    case "clean-up-endpoint":
      return "A connection leads nowhere any more";
  }
}

export function waitingFor({ state, votes, votesNeeded, askedGroup }: Card): string {
  if (askedGroup === undefined) return "Nobody may decide";
  if (state === "held") return "Held: waiting for the requester's answer";
  const missing = votesNeeded - votes.length;
  return missing > 1 ? `Waiting for ${missing} owners` : "Waiting for an owner";
}

function whatIsFinal({ verbs }: Card): readonly Element[] {
  if (verbs.includes("reject")) return [note("⚠ A rejection is final in Azure: only the requester can ask again.")];
  if (verbs.includes("revoke"))
    return [note("⚠ Revoking cuts the endpoint off. Azure cannot undo it: only the requester can ask again.")];
  if (verbs.includes("remove")) return [note("⚠ Removing is final: the requester would need a new private endpoint.")];
  return [];
}
