import type { Card, Said } from "../../../domain/card.ts";
import { choiceOf, type RequestKind } from "../../../domain/request-kind.ts";
import { box, type Element, label, line, outside, QUIET, type Run, STRONG, words } from "./elements.ts";
import { moment } from "./facts.ts";

/** Names and words of owners are text from outside too: a directory takes any name. */
const LIMITS = { name: 100, question: 1000, comment: 500, why: 300 };

/** More owners than these agree, if ever, without a line of their own. */
const MOST_VOTES = 4;

export function personRun(name: string, looks: Element = {}): Run {
  return name.trim() === "" ? words("an owner", looks) : outside(name, LIMITS.name, looks);
}

/** The question that stops the deadline, by whom and until when. */
export function heldBox({ held }: Card): readonly Element[] {
  if (!held) return [];
  const until = [words("The deadline stands still until ", QUIET), outside(moment(held.until), 40, QUIET)];
  const nobodyWrites =
    "This service can't write to the requester: please pass the question on. An owner may still decide.";
  return [
    box(
      "warning",
      [
        line([personRun(held.by, STRONG), words(" asks the requester: ", STRONG), outside(held.text, LIMITS.question)]),
        line(until, { spacing: "small" }),
        line([words(nobodyWrites, QUIET)], { spacing: "none" }),
      ],
      { spacing: "medium" },
    ),
  ];
}

/** The owner who began it, and why. */
export function beginner({ askedBy, kind }: Card): readonly Element[] {
  if (!askedBy) return [];
  const what = kind === "approve-or-reject" ? "Asked again by " : "Asked for by ";
  return [saying([words(what, STRONG), personRun(askedBy.by, STRONG)], askedBy, { spacing: "medium" })];
}

const AGREEMENTS: Readonly<Record<RequestKind, readonly [one: string, several: string]>> = {
  "approve-or-reject": ["approval", "approvals"],
  revoke: ["vote to revoke", "votes to revoke"],
  remove: ["vote to remove", "votes to remove"],
  "clean-up": ["vote to remove", "votes to remove"],
  "clean-up-endpoint": ["vote to remove", "votes to remove"],
};

/** "1 of 2 approvals: Olga Owens", and what they said. Nothing when one owner is enough and nobody has voted. */
export function votesSoFar({ votes, votesNeeded, kind }: Card): readonly Element[] {
  const agreeing = votes.filter(({ verdict }) => verdict === choiceOf(kind).for);
  if (agreeing.length === 0 && votesNeeded < 2) return [];
  const [one, several] = AGREEMENTS[kind];
  const counted = `${agreeing.length} of ${votesNeeded} ${votesNeeded === 1 ? one : several}`;
  const shown = agreeing.slice(0, MOST_VOTES);
  const names = shown.flatMap(({ by }, index) => [words(index === 0 ? ": " : ", "), personRun(by)]);
  const more = agreeing.length > MOST_VOTES ? [words(` and ${agreeing.length - MOST_VOTES} more`)] : [];
  return [
    line([words(counted, STRONG), ...names, ...more], { spacing: "medium" }),
    ...shown
      .filter(({ text }) => text.trim() !== "")
      .map((vote) => saying([personRun(vote.by)], vote, { spacing: "none" })),
  ];
}

function saying(who: readonly Run[], { text }: Said, looks: Element): Element {
  return line(text.trim() === "" ? who : [...who, words(": "), outside(text, LIMITS.comment)], looks);
}

/** Why this is a question and not decided by a rule. */
export function reasonAsked({ why }: Card): readonly Element[] {
  return why.trim() === "" ? [] : [label("Why you are asked"), line([outside(why, LIMITS.why)], { spacing: "none" })];
}
