import type { ChannelCards, Waiting } from "../../../src/domain/line.ts";
import type { Evidence } from "./invariants.ts";

/** Invariant 3, for those who wait for room: whoever has no card stands in the channel's line, and its card tells of all of them. */
export function lineTold(evidence: Evidence): readonly string[] {
  const waiting = lineIn(evidence);
  const shown = evidence.teams.lines.filter(({ gone, isRetired }) => gone !== "told" && !isRetired);
  const isTold = shown.some(({ line }) => line.total === waiting.length);
  return [
    ...(waiting.length === 0 || isTold ? [] : [`3: ${waiting.length} wait in a line that no card tells of`]),
    ...(waiting.length > 0 && asking(evidence) < evidence.sim.config.mostCards
      ? [`3: ${waiting.length} wait in a line though there is room`]
      : []),
    ...ended(evidence, waiting),
    ...crowd(evidence),
    ...retired(evidence),
  ];
}

export function lineIn({ account }: Pick<Evidence, "account">): readonly Waiting[] {
  const rows = account.table("Channels").rows();
  return rows.filter(({ rowKey }) => rowKey.startsWith("r-")).map(({ content }) => JSON.parse(String(content)));
}

function ended({ record }: Evidence, waiting: readonly Waiting[]): readonly string[] {
  const closed = record.requests.filter(({ request }) => request.progress.closed).map(({ request }) => request.id);
  return waiting
    .filter(({ requestId }) => closed.includes(requestId))
    .map(({ requestId }) => `3: ${requestId} has ended and stands in a line`);
}

/** Invariant 7: no more cards ask than there is room for; by hand some more. */
function crowd({ account, sim, lineReaders, record }: Evidence): readonly string[] {
  const { mostCards } = sim.config;
  const rows = account.table("Channels").rows();
  const cards = rows.filter(({ rowKey }) => rowKey === "cards").map(({ content }) => JSON.parse(String(content)));
  const most = mostCards + Math.min(mostCards, lineReaders.pressed);
  const places = cards.map((row: ChannelCards) => row.places.length);
  return [
    ...(asking({ record }) > most ? [`7: ${asking({ record })} cards ask where there is room for ${mostCards}`] : []),
    ...places.filter((count) => count > most).map((count) => `7: ${count} places in a channel with ${mostCards}`),
  ];
}

function asking({ record }: Pick<Evidence, "record">): number {
  return record.requests.filter(({ request, decision, outcome }) => {
    const { card, closed } = request.progress;
    return card !== undefined && !closed && !decision && !outcome;
  }).length;
}

/** The card that the service knows as the newest is never one that asks nothing. */
function retired({ record, teams }: Evidence): readonly string[] {
  return record.requests.flatMap(({ request }) => {
    const known = teams.posted.find(({ activity }) => activity === request.progress.card?.activity);
    return known?.isRetired ? [`3: the card of ${request.id} says that there is a newer one`] : [];
  });
}
