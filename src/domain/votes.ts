import type { Decision, Vote } from "./request.ts";

/** A vote, and whether whoever cast it is an owner now. */
export interface CountedVote extends Vote {
  readonly counts: boolean;
}

/** The decision that the votes of owners make: the earliest one; of two at the same moment the rejection. */
export function decisionOf(votes: readonly CountedVote[], policyVersion: string, now: Date): Decision | undefined {
  const [first] = votes.filter((vote) => vote.counts).sort(byTimeRejectionFirst);
  if (!first) return undefined;
  const by = { kind: "person", ref: first.by, commitment: first.commitment } as const;
  return { verdict: first.verdict, comment: first.comment, by, at: now.toISOString(), policyVersion };
}

function byTimeRejectionFirst(one: Vote, other: Vote): number {
  return one.at.localeCompare(other.at) || other.verdict.localeCompare(one.verdict) || one.by.localeCompare(other.by);
}

/** Whether a vote cast now still counts: the deadline itself is too late. */
export function isInTime(deadlineAt: string | undefined, now: Date): boolean {
  return deadlineAt === undefined || now < new Date(deadlineAt);
}
