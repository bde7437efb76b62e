import type { Card, Verb } from "../../../domain/card.ts";
import type { Element } from "./elements.ts";

/** What an owner may say at most: it is kept whole in the audit log. */
export const LONGEST_COMMENT = 1000;

export const COMMENT_INPUT = "comment";

/** One box for all buttons: on a phone nobody has to find out which box belongs to which. */
export function commentInput(card: Pick<Card, "verbs" | "commentRule">): readonly Element[] {
  if (card.verbs.length === 0) return [];
  return [inputOf(labelOf(card), placeholderOf(card.verbs), { spacing: "large", separator: true })];
}

export function filledInput(label: string, comment: string): Element {
  return inputOf(label, READABLE, { value: writable(comment) });
}

function inputOf(label: string, placeholder: string, looks: Element): Element {
  return {
    type: "Input.Text",
    id: COMMENT_INPUT,
    label,
    placeholder,
    isMultiline: true,
    maxLength: LONGEST_COMMENT,
    errorMessage: `Please write at most ${LONGEST_COMMENT} characters.`,
    ...looks,
  };
}

const NEEDED: Readonly<Record<Card["commentRule"], string>> = {
  never: "",
  "on-reject": " (needed to reject)",
  always: " (needed)",
};

function labelOf({ verbs, commentRule }: Pick<Card, "verbs" | "commentRule">): string {
  if (verbs.includes("ask-again")) return "Why the owners should be asked again";
  if (verbs.includes("hold")) return `Your comment${NEEDED[commentRule]}, or your question to the requester`;
  if (verbs.includes("revoke") && verbs.includes("remove")) return "Why you revoke or remove it";
  return `Your comment${commentRule === "always" ? NEEDED.always : ""}`;
}

const READABLE = "The requester can read it in Azure, shortened";
const QUESTION = "A comment can be read in Azure. A question stands on this card: pass it on";

/** No verb but these leads to words in Azure. */
const WRITTEN: readonly Verb[] = ["approve", "reject", "revoke"];

function placeholderOf(verbs: readonly Verb[]): string {
  if (verbs.includes("hold")) return QUESTION;
  return verbs.some((verb) => WRITTEN.includes(verb)) ? READABLE : "It stays on this card and in the audit log";
}

/** As it was written, without what a text box does not write. */
function writable(comment: string): string {
  return comment
    .toWellFormed()
    .replace(/[^\P{Cc}\n]/gu, "")
    .slice(0, LONGEST_COMMENT)
    .toWellFormed();
}
