import type { Card } from "../../../domain/card.ts";
import { type FinalVerb, isFinalVerb, type WireVerb } from "../wire-verb.ts";
import { buttons } from "./buttons.ts";
import { filledInput } from "./comment-input.ts";
import { box, type Element, heading, label, line, note, words } from "./elements.ts";
import { endpoint, place, reference, requester } from "./facts.ts";
import { frame } from "./frame.ts";

interface Warning {
  readonly question: string;
  readonly meaning: string;
}

const WARNINGS: Readonly<Record<FinalVerb, Warning>> = {
  reject: {
    question: "Reject it for good?",
    meaning: "Azure cannot undo a rejection: only the requester can ask again.",
  },
  revoke: {
    question: "Revoke it for good?",
    meaning: "The private endpoint is cut off. Azure cannot undo it: only the requester can ask again.",
  },
  remove: {
    question: "Remove it for good?",
    meaning:
      "The connection is deleted in Azure, and cut off. To join again, the requester needs a new private endpoint.",
  },
};

/** What is shown to the one who clicked, and to nobody else: what it means, and the comment as it was written. */
export function drawConfirmation(card: Card, verb: FinalVerb, comment: string): Element {
  const { speak, body } = confirmationBody(card, verb, comment);
  return frame(speak, body, buttons(verbsOf(card, verb), card.requestId));
}

/** `about`: by which words it is found again. */
export function confirmationBody(
  card: Card,
  verb: FinalVerb,
  comment: string,
  about: readonly Element[] = [reference(card)],
) {
  const { question, meaning } = WARNINGS[verb];
  const body: readonly Element[] = [
    box("attention", [label("Not done yet: please confirm"), heading(question), ...place(card)], { bleed: true }),
    line([words(meaning)], { spacing: "medium" }),
    ...requester(card),
    ...endpoint(card),
    ...about,
    filledInput("Your comment", comment),
    note("Or leave it: nothing is done until you confirm."),
  ];
  return { speak: `Not done yet: ${question} ${meaning}`, body };
}

/** Whoever thought better of it can press what else the card offers; nothing final stands beside the confirmation. */
function verbsOf({ verbs }: Card, verb: FinalVerb): readonly WireVerb[] {
  return [`confirm-${verb}`, ...verbs.filter((other) => !isFinalVerb(other))];
}
