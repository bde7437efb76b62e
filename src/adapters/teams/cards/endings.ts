import type { Card } from "../../../domain/card.ts";
import { doneWord } from "../../../domain/reply.ts";
import type { CardState } from "../../../domain/request.ts";
import type { Tone } from "./elements.ts";

/** What a card says when nobody is asked any more, in our own words. */
export interface Ending {
  readonly tone: Tone;
  readonly label: string;
  readonly heading: string;
  /** What it means for the one who reads it. */
  readonly meaning: string | undefined;
}

export function endingOf(card: Card, state: Exclude<CardState, "asking" | "held">): Ending {
  switch (state) {
    case "applying":
      return {
        tone: "accent",
        label: "Decided, not yet done",
        heading: `${undoneWord(card)} — Azure is working on it`,
        meaning: "This card changes when Azure shows the connection so.",
      };
    case "applied":
      return appliedEnding(card);
    case "kept":
      return { tone: "good", label: "Done", heading: "✓ Kept", meaning: "The connection stays as it is." };
    case "refused":
      return notDone("The change was refused", `Once its cause is removed, ${wayOn(card)}.`);
    case "failed":
      return notDone("The change could not be carried out", `It was tried for long. Now ${wayOn(card)}.`);
    case "indeterminate":
      return {
        tone: "warning",
        label: "Not certain",
        heading: "It is not certain what became of it",
        meaning: "Our change may have reached Azure or not. Look at the connection in the Azure portal.",
      };
    case "superseded":
      return over("This request no longer stands", undefined);
    case "expired":
      return over("Nobody decided in time", card.verbs.includes("ask-again") ? `Now ${wayOn(card)}.` : undefined);
  }
}

function notDone(heading: string, meaning: string): Ending {
  return { tone: "warning", label: "Not done", heading, meaning };
}

function over(heading: string, more: string | undefined): Ending {
  const unchanged = "This service changed nothing in Azure.";
  return { tone: "emphasis", label: "Over", heading, meaning: more ? `${unchanged} ${more}` : unchanged };
}

function wayOn({ verbs }: Card): string {
  return verbs.includes("ask-again")
    ? "an owner can have it asked again, or decide in the Azure portal"
    : "it can be done in the Azure portal";
}

/** `Decided` while a card does not say what. */
function decidedWord({ decision }: Card): string {
  return decision ? doneWord(decision.verdict) : "Decided";
}

/** Nothing is called *Approved* before Azure shows it. */
function undoneWord({ decision }: Card): string {
  return decision ? `Decided to ${decision.verdict}` : "Decided";
}

const ONLY_THE_REQUESTER = "Only the requester can ask again.";

/** What a rule decided is told quietly: nobody has to do anything. */
function appliedEnding(card: Card): Ending {
  if (card.decision?.byKind === "rule") {
    const heading = `Auto-${decidedWord(card).toLowerCase()}`;
    return { tone: "emphasis", label: "Done by a rule", heading, meaning: undefined };
  }
  const done = { label: "Done", tone: "attention" } as const;
  switch (card.decision?.verdict) {
    case "approve":
      return { ...done, tone: "good", heading: "✓ Approved", meaning: undefined };
    case "reject":
      return { ...done, heading: "✕ Rejected", meaning: ONLY_THE_REQUESTER };
    case "revoke":
      return { ...done, heading: "✕ Revoked", meaning: ONLY_THE_REQUESTER };
    case "remove":
      return { ...done, heading: "✕ Removed", meaning: "To join again, the requester needs a new private endpoint." };
    case "keep":
    case undefined:
      return { ...done, tone: "good", heading: `✓ ${decidedWord(card)}`, meaning: undefined };
  }
}
