import { type ConnectionId, connectionIdOf, parseConnectionId } from "../domain/azure-id.ts";
import type { Asker } from "../domain/click.ts";
import type { ChangeCommand, CommandAnswer } from "../domain/command.ts";
import type { Connection } from "../domain/connection.ts";
import { NO_PROGRESS } from "../domain/progress.ts";
import type { ConnectionRequest } from "../domain/request.ts";
import { requestIdOf } from "../domain/request-id.ts";
import type { Orchestrations } from "../ports.ts";
import { askFor } from "./ask-for.ts";
import { requesterOf } from "./begin.ts";
import type { WatchedStory } from "./cast-vote.ts";
import { inAnswer } from "./command-ask-again.ts";
import { type Covered, NOT_FOUND, namespaceNamed, type Scope, severalNamespaces, severalOf } from "./command-scope.ts";
import { loadStory } from "./load-story.ts";
import { noteAttempt } from "./note-attempt.ts";
import type { World } from "./world.ts";

export interface Changing {
  readonly scope: Scope;
  readonly asker: Asker;
  readonly change: ChangeCommand;
}

/** Has a connection of a watched namespace revoked or removed, with the usual votes and record, also one that never had a request. */
export async function changeConnection(
  world: World,
  orchestrations: Orchestrations,
  { scope, asker, change }: Changing,
): Promise<CommandAnswer> {
  const { comment, kind } = change;
  const wish = { verb: kind, comment, person: asker.person };
  const found = await connectionNamed(world, scope, change.connection);
  if (found === NOT_FOUND) {
    await noteAttempt(world, { ...wish, requestId: change.connection, confirmed: false });
  }
  if (typeof found === "string") return { kind: "words", text: found };
  const connection = await world.connections.get(found.id);
  if (connection === "gone") return { kind: "words", text: "Azure has no such connection any more." };
  const { privateEndpoint } = connection;
  if (privateEndpoint === undefined)
    return {
      kind: "words",
      text: "Azure names no private endpoint for this connection, so nothing can be decided about it.",
    };
  const story = await storyOf(world, { ...connection, privateEndpoint }, found.covered);
  const confirmed = change.confirmedFor === story.request.id;
  const click = { ...wish, requestId: story.request.id, confirmed };
  const answer = await askFor(world, orchestrations, { story, click, wants: kind, again: false });
  return answer.kind === "confirm"
    ? { kind: "confirm", change, connection: connection.id, card: answer.card, isOnRecord: story.request.round > 0 }
    : inAnswer(answer);
}

interface Found {
  readonly id: ConnectionId;
  readonly covered: Covered;
}

/** By its id, by `namespace/connection`, or by its name among those that had a request. Words when it is none, or several. */
async function connectionNamed(world: World, scope: Scope, name: string): Promise<Found | string> {
  const id = parseConnectionId(name);
  if (id) {
    const covered = await scope.covers(id);
    return covered ? { id, covered } : NOT_FOUND;
  }
  const slash = name.indexOf("/");
  return slash < 0
    ? connectionCalled(world, scope, name)
    : connectionBelow(scope, name.slice(0, slash), name.slice(slash + 1));
}

async function connectionBelow(scope: Scope, namespace: string, connection: string): Promise<Found | string> {
  const covered = await namespaceNamed(scope, namespace);
  if (covered === "none") return NOT_FOUND;
  if (!("namespace" in covered)) return severalNamespaces(covered);
  const id = parseConnectionId(connectionIdOf({ ...covered.namespace, connection }));
  return id ? { id, covered } : NOT_FOUND;
}

async function connectionCalled(world: World, scope: Scope, name: string): Promise<Found | string> {
  const { covered } = await scope.all();
  const found = (await Promise.all(covered.map((one) => calledIn(world, one, name)))).flat();
  const [only, ...others] = found;
  if (!only) return NOT_FOUND;
  return others.length === 0
    ? only
    : severalOf(
        "connections",
        found.map(({ id }) => connectionIdOf(id)),
      );
}

async function calledIn({ store }: World, covered: Covered, name: string): Promise<readonly Found[]> {
  const rounds = await store.rounds.in(covered.namespace);
  const ids = new Set(rounds.map(({ connection }) => connection));
  return [...ids].flatMap((connection) => {
    const id = parseConnectionId(connection);
    return id && id.connection.toLowerCase() === name.toLowerCase() ? [{ id, covered }] : [];
  });
}

type Bound = Connection & { readonly privateEndpoint: string };

/** Of its last request; of one that never had any, a request that ended before it began: what a wish about it is measured by. */
async function storyOf(world: World, connection: Bound, { group }: Covered): Promise<WatchedStory> {
  const { id, privateEndpoint } = connection;
  const round = await world.store.rounds.find(id, connectionIdOf(id), privateEndpoint);
  const last = round && (await world.store.requests.find(round.requestId));
  const request = last ?? (await neverAsked(world, connection));
  return { ...(await loadStory(world, request, connection)), group };
}

async function neverAsked(
  world: World,
  { id: connection, privateEndpoint, status, region }: Bound,
): Promise<ConnectionRequest> {
  const round = 0;
  const { version: policyVersion } = await world.policies.current();
  return {
    ...{ id: requestIdOf(world.hash, { kind: "none", connection, privateEndpoint, round }), kind: "approve-or-reject" },
    ...{ connection, privateEndpoint, round, from: status, fromMark: undefined, rule: undefined, askedBy: undefined },
    ...{
      why: "Nobody was ever asked about it.",
      requester: await requesterOf(world, privateEndpoint),
      message: "",
      region,
    },
    ...{
      background: undefined,
      endpointsUsed: 0,
      seenAt: world.clock().toISOString(),
      deadlineAt: undefined,
      policyVersion,
    },
    progress: { ...NO_PROGRESS, closed: true },
  };
}
