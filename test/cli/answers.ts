import type { RequestStory, ShownEntry } from "../../src/domain/answers.ts";
import { connectionIdOf, namespaceIdOf } from "../../src/domain/azure-id.ts";
import { cardOf } from "../../src/domain/card.ts";
import type { Story } from "../../src/domain/story.ts";
import { aNamespace, anEntry, aRequest, aStory, olga } from "../support/builders.ts";

const NOW = new Date("2026-11-20T09:00:00.000Z");

/** As the API tells a request. */
export function aToldStory(overrides: Partial<RequestStory> = {}, story: Partial<Story> = {}): RequestStory {
  const request = aRequest({ seenAt: "2026-11-17T05:00:00.000Z" });
  const card = cardOf(aStory({ request, ...story }), () => olga.name, NOW);
  return {
    id: request.id,
    kind: request.kind,
    state: "asking",
    namespace: namespaceIdOf(aNamespace()),
    connection: connectionIdOf(request.connection),
    privateEndpoint: request.privateEndpoint,
    requester: request.requester,
    message: request.message,
    round: 1,
    seenAt: request.seenAt,
    deadlineAt: "2026-11-20T21:00:00.000Z",
    votes: 0,
    votesNeeded: 1,
    card,
    verbs: card.verbs,
    history: [aToldEntry()],
    ...overrides,
  };
}

export function aToldEntry(overrides: Partial<ShownEntry> = {}): ShownEntry {
  return { ...anEntry({ at: "2026-11-19T08:07:06.500Z" }), actorName: olga.name, ...overrides } as ShownEntry;
}

/** So many entries, a minute apart; the last one at the given time. */
export function entriesUpTo(at: string, count: number): ShownEntry[] {
  return Array.from({ length: count }, (_, index) => {
    const minutes = count - 1 - index;
    const step = `vote-${index + 1}`;
    const { request } = anEntry();
    return aToldEntry({ id: `${request}/${step}`, at: new Date(Date.parse(at) - minutes * 60_000).toISOString() });
  });
}
