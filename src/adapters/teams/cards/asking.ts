import type { Card } from "../../../domain/card.ts";
import { box, type Element, heading, label, note } from "./elements.ts";
import { circumstances, message, place, reference, requester } from "./facts.ts";

/** What an owner may say at most: it is kept whole in the audit log. */
export const LONGEST_COMMENT = 1000;

export const COMMENT_INPUT = "comment";

export function askingBody(card: Card): readonly Element[] {
  return [
    box("accent", [label("Waiting for an owner"), heading("A private endpoint asks to join"), ...place(card)], {
      bleed: true,
    }),
    ...requester(card),
    ...message(card),
    ...circumstances(card),
    reference(card),
    commentInput(card),
    note("⚠ A rejection is final in Azure: only the requester can ask again."),
  ];
}

function commentInput({ rejectNeedsComment }: Card): Element {
  return {
    type: "Input.Text",
    id: COMMENT_INPUT,
    label: rejectNeedsComment ? "Your comment (needed to reject)" : "Your comment",
    placeholder: "The requester can read it in Azure, shortened",
    isMultiline: true,
    maxLength: LONGEST_COMMENT,
    errorMessage: `Please write at most ${LONGEST_COMMENT} characters.`,
    spacing: "large",
    separator: true,
  };
}

export function askingActions(requestId: string): readonly Element[] {
  return [action("approve", "Approve", "positive", requestId), action("reject", "Reject", "destructive", requestId)];
}

/** The data is believed in nothing: it names a request and what the button says. */
function action(verb: string, title: string, style: string, ref: string): Element {
  return {
    type: "Action.Execute",
    id: verb,
    verb,
    title,
    style,
    data: { ref },
    fallback: { type: "Action.Submit", id: verb, title, style, data: { verb, ref } },
  };
}
