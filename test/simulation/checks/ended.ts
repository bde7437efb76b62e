import { MINUTE } from "../engine/schedule.ts";
import { deadlineOf, isVotedOn } from "./authority.ts";
import type { Evidence } from "./invariants.ts";
import { isAbout, type RequestRows } from "./rows.ts";

/** A deadline is settled some minutes late on purpose, and clocks differ. */
const SETTLED_AFTER_MS = 15 * MINUTE;

/** Invariant 6: after three quiet hours whatever could end has ended, and no vote that was taken is lost. */
export function ended(evidence: Evidence): readonly string[] {
  return evidence.record.requests.flatMap((rows) => [
    ...over(evidence, rows),
    ...settledInTime(evidence, rows),
    ...expiredRightly(evidence, rows),
  ]);
}

function over(evidence: Evidence, rows: RequestRows): readonly string[] {
  const { request, outcome } = rows;
  if (request.progress.closed) return outcome ? [] : [`6: ${request.id} is over without an outcome`];
  if (isOverButForItsMark(evidence, rows) || isNotBegun(rows)) return [];
  const why = whyItShouldHaveEnded(evidence, rows);
  return why ? [`6: ${request.id} is not over, though ${why}`] : [];
}

/** Cut off while it was written, and the connection went away: nobody was asked, nothing was done, and the next life goes on with it. */
function isNotBegun({ entries, votes, decision, intent, outcome }: RequestRows): boolean {
  return entries.length === 0 && votes.length === 0 && !decision && !intent && !outcome;
}

/** Off the list of the open ones, with its outcome on record: an activity died right before it could say `closed` too. */
function isOverButForItsMark({ account }: Evidence, { request, outcome, entries }: RequestRows): boolean {
  const isListed = account
    .table("Requests")
    .rows()
    .some(({ rowKey }) => rowKey === request.id);
  return !isListed && outcome !== undefined && entries.some(({ kind }) => kind.endsWith(`.${outcome.kind}`));
}

function whyItShouldHaveEnded(evidence: Evidence, rows: RequestRows): string | undefined {
  const { decision, outcome, request } = rows;
  if (outcome) return isFresh(evidence, outcome.at) ? undefined : `it ended as ${outcome.kind}`;
  if (decision) return isFresh(evidence, decision.at) ? undefined : "it is decided";
  return request.rule ? "a rule decides it" : whyNobodyIsAskedAnyMore(evidence, rows);
}

function whyNobodyIsAskedAnyMore(evidence: Evidence, rows: RequestRows): string | undefined {
  const { state, sim } = evidence;
  const { request } = rows;
  if (isVotedOn(evidence, rows, sim.schedule.now)) return "enough owners have voted";
  const deadline = deadlineOf(evidence, rows);
  if (deadline !== undefined && deadline + SETTLED_AFTER_MS < sim.schedule.now) return "its deadline is over";
  const life = state.at(request.connection);
  return life && isAbout(request, life) && life.status === request.from ? undefined : "Azure shows something else";
}

/** What was decided right before the end of the run is under way. */
function isFresh({ sim }: Evidence, at: string): boolean {
  return sim.msOf(at) + SETTLED_AFTER_MS > sim.schedule.now;
}

/** From the vote that completed the decision on. */
function settledInTime({ sim }: Evidence, { request, votes, decision }: RequestRows): readonly string[] {
  const { voteSettledSeconds } = sim.config;
  if (voteSettledSeconds === undefined || decision?.by.kind !== "person") return [];
  const last = Math.max(...votes.filter(({ by }) => decision.voters.includes(by)).map(({ at }) => Date.parse(at)));
  const seconds = (Date.parse(decision.at) - Math.max(last, Date.parse(request.seenAt))) / 1_000;
  return seconds <= voteSettledSeconds
    ? []
    : [`6: ${request.id}: a vote was settled only after ${Math.round(seconds)} s`];
}

function expiredRightly(evidence: Evidence, rows: RequestRows): readonly string[] {
  const { outcome, decision, request } = rows;
  const expiredAt = outcome?.kind === "expired" ? outcome.at : decision?.by.ref === "expiry" ? decision.at : undefined;
  if (expiredAt === undefined || !isVotedOn(evidence, rows, evidence.sim.msOf(expiredAt))) return [];
  return [`6: ${request.id} expired though enough votes were cast in time`];
}
