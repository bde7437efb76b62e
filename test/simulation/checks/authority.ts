import type { Decision, Vote } from "../../../src/domain/request.ts";
import { choiceOf } from "../../../src/domain/request-kind.ts";
import { OUR_TENANT } from "../app-under-test.ts";
import { MINUTE } from "../engine/schedule.ts";
import type { Evidence } from "./invariants.ts";
import type { RequestRows } from "./rows.ts";

/** Machines keep a policy and a right for a minute, their clocks differ, and a click or a step takes its time. */
const UNSURE_MS = 4 * MINUTE;

interface Asked {
  readonly ref: string;
  /** When, in the time of the run. */
  readonly at: number;
  /** `perhaps`: at some moment around that time; `surely`: at each of them. */
  readonly how: "perhaps" | "surely";
}

/** Who may decide, told by what truly was in force and not by what the service read. */
export function mayDecide(evidence: Evidence, { request }: RequestRows, { ref, at, how }: Asked): boolean {
  const { record, policies, rights, sim } = evidence;
  const person = record.people.get(ref);
  if (person?.tenant !== OUR_TENANT) return false;
  const [from, until] = [at - UNSURE_MS, at + UNSURE_MS];
  const { escalatedAt } = request.progress;
  const isEscalated =
    escalatedAt !== undefined && sim.msOf(escalatedAt) <= (how === "surely" ? at - UNSURE_MS : at + UNSURE_MS);
  const isNamed = policies.within(from, until).map(({ groups: [group] }) => {
    const people = [...(group?.owners ?? []), ...(isEscalated ? (group?.escalation?.to ?? []) : [])];
    return people.some(({ id }) => id === person.objectId);
  });
  const isCounted = policies.at(at).groups[0]?.ownersByAzureRole ?? false;
  if (how === "surely") return isNamed.every(Boolean);
  return isNamed.some(Boolean) || (isCounted && rights.isHeldWithin(person.objectId, from, until));
}

/** How many owners must agree to this. */
export function neededFor({ policies }: Evidence, { request }: RequestRows, verdict: Decision["verdict"]): number {
  const [group] = policies.at(0).groups;
  if (!group || verdict === choiceOf(request.kind).against) return 1;
  const isOurs = request.kind !== "approve-or-reject" || request.requester.tenant === "own";
  return isOurs ? group.quorum : group.quorumForOtherTenants;
}

/** With the time until there was a card, and the time for which it stood still; `undefined`: never, or nobody was asked yet. */
export function deadlineOf({ sim }: Evidence, { request, holds }: RequestRows): number | undefined {
  const { deadlineAt, seenAt, progress } = request;
  if (deadlineAt === undefined || progress.firstCardAt === undefined) return undefined;
  const lateMs = sim.msOf(progress.firstCardAt) - sim.msOf(seenAt);
  const spans = holds
    .map(({ at, until }) => [sim.msOf(at), sim.msOf(until)] as const)
    .sort(([one], [other]) => one - other);
  let [heldMs, counted] = [0, Number.NEGATIVE_INFINITY];
  for (const [from, until] of spans) {
    heldMs += Math.max(0, until - Math.max(from, counted));
    counted = Math.max(counted, until);
  }
  return sim.msOf(deadlineAt) + lateMs + heldMs;
}

export function isInTime(evidence: Evidence, rows: RequestRows, { at }: Vote): boolean {
  const deadline = deadlineOf(evidence, rows);
  return deadline === undefined || evidence.sim.msOf(at) < deadline;
}

/** Whether the votes that were cast in time, of those who surely might decide at a time, make a decision. */
export function isVotedOn(evidence: Evidence, rows: RequestRows, at: number): boolean {
  const counting = rows.votes.filter(
    (vote) => isInTime(evidence, rows, vote) && mayDecide(evidence, rows, { ref: vote.by, at, how: "surely" }),
  );
  const verdicts = Object.values(choiceOf(rows.request.kind));
  return verdicts.some((verdict) => {
    return counting.filter((vote) => vote.verdict === verdict).length >= neededFor(evidence, rows, verdict);
  });
}
