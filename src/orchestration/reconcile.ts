import {
  type ConnectionId,
  connectionIdOf,
  isSameId,
  type NamespaceId,
  parseConnectionId,
} from "../domain/azure-id.ts";
import type { Connection } from "../domain/connection.ts";
import { groupOf } from "../domain/policy.ts";
import type { Round } from "../domain/round.ts";
import { type Asked, isSeenNotPending, type Known, situationOf } from "../domain/situation.ts";
import type { Orchestrations } from "../ports.ts";
import { begin } from "./begin.ts";
import { keepGoing } from "./keep-going.ts";
import { oneByOne } from "./one-by-one.ts";
import type { World } from "./world.ts";

/** What a look at a namespace found. */
export interface Looked {
  readonly kind: "looked" | "not watched";
  readonly begun: number;
  readonly open: number;
}

/**
 * Makes right what a namespace shows: begins missing requests, sees to the open ones, also when no group watches it any more. The
 * rows are read before Azure is.
 * `listed` may be older than the rows: then each connection that seems to need something is read again before anything is done.
 */
export async function reconcile(
  world: World,
  orchestrations: Orchestrations,
  namespace: NamespaceId,
  listed?: readonly Connection[],
): Promise<Looked> {
  const policy = await world.policies.current();
  const group = groupOf(policy, namespace);
  const known = await knownIn(world, namespace);
  if (!group && known.open.length === 0) return { kind: "not watched", begun: 0, open: 0 };
  const connections = listed ?? (await connectionsIn(world, namespace));
  const readNow: ReadNow = async (id) => (listed ? world.connections.get(id) : connectionWith(id, connections));
  let begun = 0;
  const beginIfAsked = async ({ id }: Connection) => {
    const connection = await readNow(id);
    const asks = connection === "gone" ? undefined : askedBy(connection, known);
    if (connection === "gone" || !asks || !group) return;
    await begin(world, orchestrations, { connection, asks, group, policy, endpointsUsed: connections.length });
    begun += 1;
  };
  warnOfUnreadable(world, connections);
  await oneByOne([
    ...connections.filter((connection) => askedBy(connection, known)).map((seen) => () => beginIfAsked(seen)),
    ...known.open.map(
      (request) => () => keepGoing(world, orchestrations, request, connectionWith(request.connection, connections)),
    ),
    ...endedLives(known, connections).map((round) => () => noteEndOfLife(world, round, readNow)),
  ]);
  return { kind: "looked", begun, open: known.open.length };
}

/** A request binds to an endpoint: without one there is nothing that could be asked. */
function warnOfUnreadable({ log }: World, connections: readonly Connection[]): void {
  for (const { id } of connections.filter(({ status, privateEndpoint }) => status === "Pending" && !privateEndpoint)) {
    log.warn("A Pending connection names no private endpoint and cannot be asked about", {
      connection: connectionIdOf(id),
    });
  }
}

type ReadNow = (id: ConnectionId) => Promise<Connection | "gone">;

async function knownIn({ store }: World, namespace: NamespaceId): Promise<Known> {
  const [open, rounds] = await Promise.all([store.requests.openIn(namespace), store.rounds.in(namespace)]);
  return { open, rounds };
}

async function connectionsIn({ connections }: World, namespace: NamespaceId): Promise<readonly Connection[]> {
  const found = await connections.list(namespace);
  return found === "gone" ? [] : found;
}

function connectionWith(id: ConnectionId, connections: readonly Connection[]): Connection | "gone" {
  return connections.find((connection) => isSameId(connectionIdOf(connection.id), connectionIdOf(id))) ?? "gone";
}

function askedBy(connection: Connection, known: Known): Asked | undefined {
  const situation = situationOf(connection, known);
  return "asks" in situation ? situation.asks : undefined;
}

/** The rounds that have ended and whose connection seems not Pending any more: when it is again, that is a new request. */
function endedLives({ rounds }: Known, connections: readonly Connection[]): readonly Round[] {
  return rounds.filter(
    (round) => round.outcome !== undefined && !round.seenNotPending && isSeenNotPending(round, connections),
  );
}

async function noteEndOfLife({ store }: World, round: Round, readNow: ReadNow): Promise<void> {
  const id = parseConnectionId(round.connection);
  if (id && isSeenNotPending(round, listOf(await readNow(id)))) {
    await store.rounds.note(id, round, { seenNotPending: true });
  }
}

const listOf = (connection: Connection | "gone") => (connection === "gone" ? [] : [connection]);
