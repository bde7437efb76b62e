import { viewOf, votesNeeded } from "./card.ts";
import { type Hold, heldUntil } from "./hold.ts";
import type { NextStep } from "./next-step.ts";
import { minuteOf } from "./reply.ts";
import type { Decision, Vote } from "./request.ts";
import { choiceOf } from "./request-kind.ts";
import type { Story } from "./story.ts";

/** Something that happened to a request on its way, told once in the thread of its card. */
export type Remark =
  | { readonly kind: "held"; readonly id: string; readonly hold: Hold }
  | { readonly kind: "voted"; readonly id: string; readonly vote: Vote; readonly nth: number; readonly of: number }
  | { readonly kind: "decided"; readonly id: "decided"; readonly decision: Decision };

/** What those who see the card of a request that waits, for owners or for Azure, don't know yet. */
export function newsOf(story: Story, now: Date): NextStep | undefined {
  const { card: address, shown } = story.request.progress;
  if (!address) return undefined;
  if (shown !== viewOf(story, now)) return { kind: "show", address };
  const remark = nextRemark(story, now);
  return remark && { kind: "remark", address, remark };
}

/** The first that is not told yet. A question whose time is over is told no more. */
function nextRemark(story: Story, now: Date): Remark | undefined {
  const isTold = ({ id }: Remark) => story.request.progress.remarked.includes(id);
  return remarksOn(story, now).find((remark) => !isTold(remark));
}

function remarksOn(story: Story, now: Date): readonly Remark[] {
  const { decision } = story;
  return decision ? [{ kind: "decided", id: "decided", decision }] : [...questions(story, now), ...agreements(story)];
}

function questions({ holds }: Story, now: Date): readonly Remark[] {
  const numbered = holds.map((hold, index) => ({ kind: "held", id: `hold-${index + 1}`, hold }) as const);
  return numbered.filter(({ hold }) => heldUntil([hold], now));
}

/** Where one owner is enough, the first vote is the decision, and never stands here. */
function agreements(story: Story): readonly Remark[] {
  const of = votesNeeded(story);
  const wanted = choiceOf(story.request.kind).for;
  return story.votes
    .filter(({ counts, verdict }) => counts && verdict === wanted)
    .toSorted((one, other) => one.at.localeCompare(other.at))
    .map((vote, index) => ({ kind: "voted", id: `vote-${vote.by}`, vote, nth: index + 1, of }));
}

/** In plain text; our own words come first. `nameOf` gives the name for a pseudonym. */
export function wordsOf(remark: Remark, nameOf: (ref: string) => string): string {
  switch (remark.kind) {
    case "held": {
      const { by, question, until } = remark.hold;
      return `Held until ${minuteOf(until)}. ${nameOf(by)} asks the requester: ${question}`;
    }
    case "voted": {
      const { by, verdict, comment } = remark.vote;
      return `${remark.nth} of ${remark.of}: ${nameOf(by)} votes to ${verdict}${ending(comment)}`;
    }
    case "decided": {
      const { by, verdict, voters } = remark.decision;
      const who = by.kind === "rule" ? `rule ${by.ref}` : voters.map(nameOf).join(" and ");
      return `Decided to ${verdict}, by ${who}. Azure is working on it.`;
    }
  }
}

function ending(comment: string): string {
  return comment === "" ? "." : `: ${comment}`;
}

/** Whose names are needed to say it. */
export function peopleIn(remark: Remark): readonly string[] {
  switch (remark.kind) {
    case "held":
      return [remark.hold.by];
    case "voted":
      return [remark.vote.by];
    case "decided":
      return remark.decision.voters;
  }
}
