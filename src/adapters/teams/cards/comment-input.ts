import type { Card, Verb } from "../../../domain/card.ts";
import { LONGEST_COMMENT } from "../../../domain/comment.ts";
import { isFinalVerb } from "../wire-verb.ts";
import type { Element } from "./elements.ts";

export const COMMENT_INPUT = "comment";

/** One box for all buttons: on a phone nobody has to find out which box belongs to which. */
export function commentInput(card: Asked): readonly Element[] {
  if (card.verbs.length === 0) return [];
  return [inputOf(labelOf(card), placeholderOf(card.verbs), { spacing: "large", separator: true, ...required(card) })];
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

type Asked = Pick<Card, "verbs" | "commentRule">;

function labelOf({ verbs, commentRule }: Asked): string {
  const needed = neededFor({ verbs, commentRule });
  if (verbs.includes("ask-again")) return "Why the owners should be asked again";
  if (verbs.includes("hold")) return `Your comment${needed}, or your question to the requester`;
  return isWish(verbs) ? "Why you revoke or remove it" : `Your comment${needed}`;
}

/** The policy wants words for what is final, or for all. */
function neededFor({ verbs, commentRule }: Asked): string {
  const final = verbs.find(isFinalVerb);
  switch (commentRule) {
    case "never":
      return "";
    case "on-reject":
      return final === undefined ? "" : ` (needed to ${final})`;
    case "always":
      return " (needed)";
  }
}

/** What an owner may want of a connection that was let in: always with the reason. */
function isWish(verbs: readonly Verb[]): boolean {
  return verbs.includes("revoke") && verbs.includes("remove");
}

/** Where no button does anything without words, the client says so before anything is sent. */
function required({ verbs, commentRule }: Asked): Element {
  const isNeeded = isWish(verbs) || (commentRule === "always" && !verbs.includes("ask-again"));
  return isNeeded ? { isRequired: true, errorMessage: "Please write a comment first: it is needed." } : {};
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
