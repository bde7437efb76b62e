import type { WatchedGroup } from "./policy.ts";
import type { ConnectionRequest, Decision, Vote } from "./request.ts";
import { choiceOf } from "./request-kind.ts";

/** A vote, and whether whoever cast it is an owner now. */
export interface CountedVote extends Vote {
  readonly counts: boolean;
}

/** How many owners must agree. That a requester's tenant is not known counts as another one. */
export function quorumFor({ kind, requester }: ConnectionRequest, group: WatchedGroup): number {
  const isOurs = kind !== "approve-or-reject" || requester.tenant === "own";
  return isOurs ? group.quorum : group.quorumForOtherTenants;
}

/**
 * The decision that the votes of owners make, in the order of their times: the first one against decides at once, those for when
 * there are enough. Of two at the same moment the one against comes first.
 */
export function decisionOf(
  votes: readonly CountedVote[],
  { request, quorum, policyVersion }: { request: ConnectionRequest; quorum: number; policyVersion: string },
  now: Date,
): Decision | undefined {
  const { for: wanted, against } = choiceOf(request.kind);
  const agreeing: Vote[] = [];
  for (const vote of votes.filter(({ counts }) => counts).toSorted((one, other) => inOrder(one, other, against))) {
    if (vote.verdict === against) return madeBy(vote, [vote], policyVersion, now);
    if (vote.verdict !== wanted) continue;
    agreeing.push(vote);
    if (agreeing.length >= quorum) return madeBy(vote, agreeing, policyVersion, now);
  }
  return undefined;
}

function inOrder(one: Vote, other: Vote, against: Vote["verdict"]): number {
  const isAgainst = ({ verdict }: Vote) => (verdict === against ? 0 : 1);
  return one.at.localeCompare(other.at) || isAgainst(one) - isAgainst(other) || one.by.localeCompare(other.by);
}

function madeBy(last: Vote, votes: readonly Vote[], policyVersion: string, now: Date): Decision {
  const comments = [...new Set(votes.map(({ comment }) => comment).filter((comment) => comment !== ""))];
  return {
    verdict: last.verdict,
    comment: comments.join("; "),
    by: { kind: "person", ref: last.by, commitment: last.commitment },
    voters: votes.map(({ by }) => by),
    at: now.toISOString(),
    policyVersion,
  };
}

/** Whether those who decided may decide now: enough of the votes that made a decision still count. */
export function isStillMade(decision: Decision, votes: readonly CountedVote[], needed: number): boolean {
  const counting = votes.filter(
    ({ by, counts, verdict }) => counts && verdict === decision.verdict && decision.voters.includes(by),
  );
  return counting.length >= needed;
}

/** Whether a vote cast now still counts: the deadline itself is too late. */
export function isInTime(deadlineAt: string | undefined, now: Date): boolean {
  return deadlineAt === undefined || now < new Date(deadlineAt);
}
