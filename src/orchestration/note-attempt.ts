import { connectionIdOf, isSameId, type NamespaceId, parseConnectionId } from "../domain/azure-id.ts";
import type { Click } from "../domain/click.ts";
import type { ConnectionRequest } from "../domain/request.ts";
import { isRequestId } from "../domain/request-id.ts";
import { whyNotOwner } from "./cast-vote.ts";
import { loadStory } from "./load-story.ts";
import { refuse, sayingOf } from "./refuse.ts";
import type { World } from "./world.ts";

/**
 * Somebody wanted to change what is not theirs. They are told that nothing is found, whatever there is; that they tried is on record,
 * like a click of theirs, with the request that they named or the last one of the connection. What fails here changes no answer.
 */
export async function noteAttempt(world: World, attempt: Click): Promise<void> {
  try {
    const request = await requestMeant(world, attempt.requestId);
    if (request) await noteOn(world, request, { ...attempt, requestId: request.id });
  } catch (error) {
    world.log.error("A refused command is not on record", { why: String(error) });
  }
}

async function noteOn(world: World, request: ConnectionRequest, click: Click): Promise<void> {
  const story = await loadStory(world, request, "gone");
  const why = await whyNotOwner(world, story, click.person);
  if (why !== undefined) await refuse(world, story, click, await sayingOf(world, story, click), why);
}

async function requestMeant({ store }: World, name: string): Promise<ConnectionRequest | undefined> {
  const wanted = name.toLowerCase();
  if (isRequestId(wanted)) return store.requests.find(wanted);
  const connection = parseConnectionId(name) ?? (await connectionBelow(store.requests, name));
  if (!connection) return undefined;
  const id = connectionIdOf(connection);
  const rounds = (await store.rounds.in(connection)).filter((one) => isSameId(one.connection, id));
  const found = await Promise.all(rounds.map(({ requestId }) => store.requests.find(requestId)));
  const requests = found.filter((one) => one !== undefined);
  return requests.toSorted((one, other) => other.seenAt.localeCompare(one.seenAt))[0];
}

/** `namespace/connection`, of a namespace that had a request. A connection's name alone means nothing to whoever may see none. */
async function connectionBelow(
  requests: World["store"]["requests"],
  name: string,
): Promise<ReturnType<typeof parseConnectionId>> {
  const slash = name.indexOf("/");
  if (slash < 1) return undefined;
  const [called, connection] = [name.slice(0, slash).toLowerCase(), name.slice(slash + 1)];
  const isCalled = ({ namespace }: NamespaceId) => namespace.toLowerCase() === called;
  const namespace = (await requests.namespaces()).find(isCalled);
  return namespace && parseConnectionId(connectionIdOf({ ...namespace, connection }));
}
