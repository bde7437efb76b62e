import type { Card, ShownDecision } from "../../../domain/card.ts";
import {
  box,
  type Element,
  heading,
  label,
  line,
  outside,
  QUIET,
  type Run,
  STRONG,
  type Tone,
  words,
} from "./elements.ts";
import { message, moment, place, reference, requester } from "./facts.ts";

/** What a card says when nobody is asked any more, in our own words. */
export interface Ending {
  readonly tone: Tone;
  readonly label: string;
  readonly heading: string;
  /** What it means for the one who reads it. */
  readonly meaning: string | undefined;
}

const LIMITS = { name: 100, comment: 1000, reason: 500 };

export function endedBody(card: Card, ending: Ending): readonly Element[] {
  return [
    box(ending.tone, [label(ending.label), heading(ending.heading), ...place(card)], { bleed: true }),
    ...(card.decision ? decided(card, card.decision) : []),
    ...(card.outcome && card.state !== "applied" ? reasonOf(card.outcome.reason) : []),
    ...(ending.meaning === undefined ? [] : [line([words(ending.meaning)], { spacing: "medium" })]),
    ...requester(card),
    ...message(card),
    line([words("Asked ", QUIET), outside(moment(card.askedAt), 40, QUIET), ...endOf(card)], { spacing: "medium" }),
    reference(card),
  ];
}

/** "Approved by Olga Owens: our orders pipeline". */
function decided(card: Card, decision: ShownDecision): readonly Element[] {
  const runs: Run[] = [
    words(`${verdictWord(card)} by ${decision.byKind === "rule" ? "the rule " : ""}`, STRONG),
    decision.by.trim() === "" ? words("an owner", STRONG) : outside(decision.by, LIMITS.name, STRONG),
  ];
  if (decision.comment.trim() !== "") runs.push(words(": "), outside(decision.comment, LIMITS.comment));
  const when = line([words("Decided ", QUIET), outside(moment(decision.at), 40, QUIET)], { spacing: "none" });
  return [line(runs, { spacing: "medium" }), when];
}

export function verdictWord({ decision, revokes }: Card): "Approved" | "Rejected" | "Revoked" {
  if (decision?.verdict === "approve") return "Approved";
  return revokes ? "Revoked" : "Rejected";
}

function reasonOf(reason: string): readonly Element[] {
  if (reason.trim() === "") return [];
  return [label("What happened"), line([outside(reason, LIMITS.reason)], { spacing: "none" })];
}

function endOf({ outcome }: Card): readonly Run[] {
  return outcome ? [words(" · Ended ", QUIET), outside(moment(outcome.at), 40, QUIET)] : [];
}
