import type { Decision } from "../../../src/domain/request.ts";
import { deadlineOf, isInTime, mayDecide, neededFor } from "./authority.ts";
import type { Evidence } from "./invariants.ts";
import type { RequestRows } from "./rows.ts";

/** Invariant 5: whoever voted might decide, and each decision is made by enough votes of owners, cast in time, or by a rule. */
export function onlyOwnersCount(evidence: Evidence): readonly string[] {
  return evidence.record.requests.flatMap((rows) => [
    ...strangersIn(evidence, rows),
    ...faultsOfDecision(evidence, rows),
  ]);
}

function strangersIn(evidence: Evidence, rows: RequestRows): readonly string[] {
  const { request, votes, holds } = rows;
  const isStranger = ({ by, at }: { readonly by: string; readonly at: string }) =>
    !mayDecide(evidence, rows, { ref: by, at: evidence.sim.msOf(at), how: "perhaps" });
  return [
    ...votes.filter(isStranger).map(({ by }) => `5: ${request.id}: a vote of ${by}, who is no owner`),
    ...holds.filter(isStranger).map(({ by }) => `5: ${request.id}: a question of ${by}, who is no owner`),
  ];
}

function faultsOfDecision(evidence: Evidence, rows: RequestRows): readonly string[] {
  const { decision, request } = rows;
  if (!decision) return [];
  const fault =
    decision.by.kind === "rule" ? faultOfRule(evidence, rows, decision) : faultOfVotes(evidence, rows, decision);
  return fault ? [`5: ${request.id}: ${fault}`] : [];
}

function faultOfRule(evidence: Evidence, rows: RequestRows, { by, verdict, at }: Decision): string | undefined {
  const { request } = rows;
  if (by.ref !== "expiry") {
    return request.rule?.name === by.ref && request.rule.verdict === verdict
      ? undefined
      : "a decision of a rule that is not its own";
  }
  const deadline = deadlineOf(evidence, rows);
  const isLate = deadline !== undefined && deadline <= evidence.sim.msOf(at);
  const rejects = evidence.policies.at(0).groups[0]?.expiry?.action === "reject";
  return isLate && rejects && request.kind === "approve-or-reject" ? undefined : "rejected as expired, and it is not";
}

function faultOfVotes(evidence: Evidence, rows: RequestRows, decision: Decision): string | undefined {
  const { verdict, voters } = decision;
  const cast = rows.votes.filter((vote) => voters.includes(vote.by) && vote.verdict === verdict);
  const inTime = cast.filter((vote) => isInTime(evidence, rows, vote));
  const needed = neededFor(evidence, rows, verdict);
  if (inTime.length < needed || new Set(voters).size !== voters.length) {
    return `decided by ${inTime.length} votes in time, and ${needed} are needed`;
  }
  const at = evidence.sim.msOf(decision.at);
  const may = inTime.filter(({ by }) => mayDecide(evidence, rows, { ref: by, at, how: "perhaps" }));
  return may.length < needed ? `decided by ${may.length} who might, and ${needed} are needed` : undefined;
}
