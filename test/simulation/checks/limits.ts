import { MINUTE } from "../engine/schedule.ts";
import type { Evidence } from "./invariants.ts";
import { isAbout } from "./rows.ts";

const MOST_CARDS = 5;
const MOST_GENERATIONS_A_MINUTE = 15;
/** Rounds that begin without a new life of the connection: after a change that nobody can be sure of. */
const MORE_ROUNDS_THAN_LIVES = 2;

/** Invariant 7: nothing spins and nothing floods the channel. The length of a history is checked at each commit. */
export function withinBounds(evidence: Evidence): readonly string[] {
  return [...cards(evidence), ...generations(evidence), ...rounds(evidence), ...roundsOfNothing(evidence)];
}

/** For one that somebody deleted another is posted. */
function cards({ record, teams }: Evidence): readonly string[] {
  return record.requests.flatMap(({ request }) => {
    const own = teams.posted.filter(({ card }) => card.requestId === request.id);
    const most = MOST_CARDS + own.filter(({ gone }) => gone === "told").length;
    return own.length > most ? [`7: ${request.id} has ${own.length} cards`] : [];
  });
}

function generations({ hub }: Evidence): readonly string[] {
  return [...hub.began].flatMap(([id, began]) => {
    const most = Math.max(0, ...began.map((at, index) => began.slice(index).filter((one) => one < at + MINUTE).length));
    return most > MOST_GENERATIONS_A_MINUTE ? [`7: ${id} had ${most} generations in a minute`] : [];
  });
}

/** Of requests that begin by themselves; whenever the policy changes, who decided may be none who may any more. */
function rounds({ state, record, policies }: Evidence): readonly string[] {
  return record.requests.flatMap(({ request }) => {
    if (request.kind !== "approve-or-reject" || request.askedBy) return [];
    const pending = state.happenings.filter(({ life, status, kind }) => {
      return status === "Pending" && kind !== "begun" && isAbout(request, life);
    });
    const earlier = record.requests.filter(({ request: other }) => isEarlier(other, request)).length;
    const most = pending.length + MORE_ROUNDS_THAN_LIVES + policies.versions.length - 1;
    return earlier >= most ? [`7: round ${earlier + 1} of a connection that was Pending ${pending.length} times`] : [];
  });
}

/** What ended with nothing done is asked about again only when the connection was something else meanwhile, or an owner wants it. */
function roundsOfNothing({ state, record, sim }: Evidence): readonly string[] {
  return record.requests.flatMap(({ request, outcome }) => {
    if (!outcome || !WITHOUT_ANOTHER.includes(outcome.kind)) return [];
    const next = record.requests.find(
      ({ request: other }) => isEarlier(request, other) && other.round === request.round + 1,
    );
    if (!next || next.request.askedBy) return [];
    const [from, until] = [sim.msOf(request.seenAt) - STALE_MS, sim.msOf(next.request.seenAt) + STALE_MS];
    const isChanged = state.happenings.some(
      ({ life, status, at }) => status !== "Pending" && isAbout(request, life) && at >= from && at <= until,
    );
    return isChanged
      ? []
      : [`7: round ${next.request.round} though nothing changed since the last ended as ${outcome.kind}`];
  });
}

const WITHOUT_ANOTHER: readonly string[] = ["refused", "failed", "expired"];
/** Listings are that old, and clocks differ. */
const STALE_MS = 3 * MINUTE;

type Request = Evidence["record"]["requests"][number]["request"];

function isEarlier(other: Request, request: Request): boolean {
  const isSame =
    other.connection.connection === request.connection.connection && other.privateEndpoint === request.privateEndpoint;
  return isSame && other.kind === request.kind && !other.askedBy && other.round < request.round;
}
