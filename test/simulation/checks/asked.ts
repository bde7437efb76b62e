import { HOUR } from "../engine/schedule.ts";
import { type Life, nameOf } from "../models/arm-state.ts";
import type { Evidence } from "./invariants.ts";
import { lineIn } from "./line.ts";
import { isAbout, type RequestRows } from "./rows.ts";

/** Long enough for some sweep to have seen that it was not Pending, whatever went wrong meanwhile. */
const SEEN_AFTER_MS = 2 * HOUR;

/**
 * Invariant 3: whatever is Pending at the end has a card, a place in its channel's line or a decision, or had one in this life; and
 * whatever waits for an owner has a card or such a place.
 */
export function askedInTime(evidence: Evidence): readonly string[] {
  const pending = evidence.state
    .all()
    .filter(({ status, provisioning }) => status === "Pending" && provisioning !== "busy");
  const unasked = pending.flatMap((life) => {
    const own = evidence.record.requests.filter(({ request }) => isAbout(request, life));
    const last = own.reduce<RequestRows | undefined>(later, undefined);
    const fault = last ? faultOf(evidence, life, last) : "was never asked about";
    return fault ? [`3: ${nameOf(life)} is Pending and ${fault}`] : [];
  });
  const waiting = evidence.record.requests.filter(({ request, outcome }) => !request.progress.closed && !outcome);
  const silent = waiting.filter((rows) => !hasCard(evidence, rows));
  return [
    ...unasked,
    ...silent.map(({ request }) => `3: ${request.id} waits for an owner, has no card and stands in no line`),
  ];
}

function later(one: RequestRows | undefined, other: RequestRows): RequestRows {
  return one && one.request.round > other.request.round ? one : other;
}

/** One of which the service has heard that somebody deleted it is none, nor is one that points to a newer one. */
function hasCard(evidence: Evidence, { request }: RequestRows): boolean {
  const isInLine = lineIn(evidence).some(({ requestId }) => requestId === request.id);
  const cards = evidence.teams.posted.filter(({ card }) => card.requestId === request.id);
  return isInLine || cards.some(({ gone, isRetired }) => gone !== "told" && !isRetired);
}

function faultOf(evidence: Evidence, life: Life, rows: RequestRows): string | undefined {
  const { request, outcome } = rows;
  if (!outcome) return hasCard(evidence, rows) ? undefined : "has no card";
  const isGivenUp = ["expired", "refused", "failed"].includes(outcome.kind);
  if (!isGivenUp || request.kind !== "approve-or-reject")
    return `nobody asks again after ${request.kind} ${outcome.kind}`;
  const { state, sim } = evidence;
  const notPending = state.happenings.filter(
    ({ status, at, life: of }) => isAbout(request, of) && status !== "Pending" && at > sim.msOf(outcome.at),
  );
  const goneMs = life.visibleAt - Math.min(...notPending.map(({ at }) => at));
  return goneMs > SEEN_AFTER_MS
    ? `nobody asks again, though it was gone for ${Math.round(goneMs / HOUR)} h`
    : undefined;
}
