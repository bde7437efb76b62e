import type { AcceptedClick } from "../models/owners.ts";
import type { Evidence } from "./invariants.ts";
import type { RequestRows } from "./rows.ts";

/** Invariants 2 and 6: no click that was taken is lost, be it a vote, a question or a wish, and each is on record. */
export function clicksKept(evidence: Evidence): readonly string[] {
  const { people, record } = evidence;
  const lost = people.accepted.filter((click) => !isKept(evidence, click));
  return [
    ...lost.map(({ requestId, verb, kind }) => `6: ${requestId}: ${verb} that was ${kind} is lost`),
    ...record.requests.flatMap(({ request, votes, holds, entries }) => {
      if (!request.progress.closed) return [];
      const count = (kind: string) => entries.filter((entry) => entry.kind === kind).length;
      const isWhole = count("vote.cast") >= votes.length && count("request.held") >= holds.length;
      return isWhole ? [] : [`2: ${request.id}: a vote or a question is not on record`];
    }),
  ];
}

function isKept({ record }: Evidence, { requestId, person, verb, kind }: AcceptedClick): boolean {
  const isBy = (ref: string | undefined) =>
    ref !== undefined &&
    record.people.get(ref)?.objectId === person.objectId &&
    record.people.get(ref)?.tenant === person.tenant;
  const own = record.requests.find(({ request }) => request.id === requestId);
  if (!own) return false;
  if (kind === "begun")
    return record.requests.some((rows) => isWished(own, rows, verb) && isBy(rows.request.askedBy?.ref));
  if (verb === "hold") return own.holds.some(({ by }) => isBy(by));
  return own.votes.some((vote) => vote.verdict === verb && isBy(vote.by));
}

/** What somebody wants has a request of its own, after the one on whose card it was clicked, and is a vote for it. */
function isWished({ request: on }: RequestRows, { request, votes }: RequestRows, verb: AcceptedClick["verb"]): boolean {
  const isSame =
    on.connection.connection === request.connection.connection && on.privateEndpoint === request.privateEndpoint;
  if (!isSame || request.round <= on.round) return false;
  if (verb === "ask-again") return request.kind === on.kind && request.askedBy?.again === true;
  return request.kind === verb && votes.some(({ by }) => by === request.askedBy?.ref);
}
