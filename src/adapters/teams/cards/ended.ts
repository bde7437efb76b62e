import type { Card, ShownDecision } from "../../../domain/card.ts";
import { doneWord } from "../../../domain/reply.ts";
import type { CardState } from "../../../domain/request.ts";
import { commentInput } from "./comment-input.ts";
import { box, type Element, heading, label, line, outside, QUIET, type Run, STRONG, words } from "./elements.ts";
import type { Ending } from "./endings.ts";
import { endpoint, message, moment, place, reference, requester } from "./facts.ts";
import { beginner, personRun, votesSoFar } from "./said.ts";

const LIMITS = { comment: 1000, reason: 500 };

export function endedBody(card: Card, ending: Ending): readonly Element[] {
  return [
    box(ending.tone, [label(ending.label), heading(ending.heading), ...place(card)], { bleed: true }),
    ...(card.decision ? decided(card.state, card.decision) : votesOf(card)),
    ...(card.outcome && card.state !== "applied" ? reasonOf(card.outcome.reason) : []),
    ...(ending.meaning === undefined ? [] : [line([words(ending.meaning)], { spacing: "medium" })]),
    ...beginner(card),
    ...requester(card),
    ...message(card),
    ...endpoint(card),
    reference(card),
    ...commentInput(card),
  ];
}

/** Those who had voted when it ended otherwise. */
function votesOf(card: Card): readonly Element[] {
  return card.votes.length === 0 ? [] : votesSoFar(card);
}

/** "Approved by Olga Owens: our orders pipeline", and what is not done is not called so. */
function decided(state: CardState, { verdict, by, byKind, comment, at }: ShownDecision): readonly Element[] {
  const what = state === "applied" || state === "kept" ? doneWord(verdict) : `Decision to ${verdict},`;
  const runs: Run[] = [words(`${what} by ${byKind === "rule" ? "the rule " : ""}`, STRONG), personRun(by, STRONG)];
  if (comment.trim() !== "") runs.push(words(": "), outside(comment, LIMITS.comment));
  const when = line([words("Decided ", QUIET), outside(moment(at), 40, QUIET)], { spacing: "none" });
  return [line(runs, { spacing: "medium" }), when];
}

function reasonOf(reason: string): readonly Element[] {
  if (reason.trim() === "") return [];
  return [label("What happened"), line([outside(reason, LIMITS.reason)], { spacing: "none" })];
}
