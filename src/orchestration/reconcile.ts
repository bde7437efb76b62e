import {
  type ConnectionId,
  connectionIdOf,
  isSameId,
  type NamespaceId,
  parseConnectionId,
} from "../domain/azure-id.ts";
import type { Connection } from "../domain/connection.ts";
import { groupOf } from "../domain/policy.ts";
import { isSeenNotPending, type Known, situationOf } from "../domain/situation.ts";
import type { Orchestrations } from "../ports.ts";
import { type Asked, begin } from "./begin.ts";
import { keepGoing } from "./keep-going.ts";
import type { World } from "./world.ts";

/** What a look at a namespace found. */
export interface Looked {
  readonly kind: "looked" | "not watched";
  readonly begun: number;
  readonly open: number;
}

/**
 * Makes right what a namespace shows: begins missing requests, sees to the open ones. The rows are read before Azure is.
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
  if (!group) return { kind: "not watched", begun: 0, open: 0 };
  const { requests, rounds } = world.store;
  const [open, lastRounds] = await Promise.all([requests.openIn(namespace), rounds.in(namespace)]);
  const known = { open, rounds: lastRounds };
  const found = listed ?? (await world.connections.list(namespace));
  const connections = found === "gone" ? [] : found;
  const readNow = listed
    ? async (id: ConnectionId) => world.connections.get(id)
    : async (id: ConnectionId) => connectionWith(id, connections);
  for (const request of open)
    await keepGoing(world, orchestrations, request, connectionWith(request.connection, connections));
  const beginnings = await beginningsOf(connections, known, readNow);
  for (const beginning of beginnings) {
    await begin(world, orchestrations, { ...beginning, group, policy, endpointsUsed: connections.length });
  }
  await noteEndedLives(world, known, connections, readNow);
  return { kind: "looked", begun: beginnings.length, open: open.length };
}

type ReadNow = (id: ConnectionId) => Promise<Connection | "gone">;

async function beginningsOf(connections: readonly Connection[], known: Known, readNow: ReadNow) {
  const beginnings: (Asked & { readonly connection: Connection })[] = [];
  for (const { id } of connections.filter((candidate) => askedBy(candidate, known))) {
    const connection = await readNow(id);
    const asked = connection === "gone" ? undefined : askedBy(connection, known);
    if (connection !== "gone" && asked) beginnings.push({ connection, ...asked });
  }
  return beginnings;
}

function connectionWith(id: ConnectionId, connections: readonly Connection[]): Connection | "gone" {
  return connections.find((connection) => isSameId(connectionIdOf(connection.id), connectionIdOf(id))) ?? "gone";
}

function askedBy(connection: Connection, known: Known): Asked | undefined {
  const situation = situationOf(connection, known);
  switch (situation.kind) {
    case "new":
      return { kind: "approve-or-reject", round: situation.round };
    case "unfinished":
      return { kind: situation.kindOfRequest, round: situation.round };
    case "drifted":
      return { kind: "revoke", round: situation.round };
    case "open":
    case "nothing":
      return undefined;
  }
}

/** A connection that is not Pending any more has ended a life: when it is Pending again, that is a new request. */
async function noteEndedLives(
  { store }: World,
  { rounds }: Known,
  connections: readonly Connection[],
  readNow: ReadNow,
): Promise<void> {
  for (const round of rounds.filter((last) => !last.seenNotPending && isSeenNotPending(last, connections))) {
    const id = parseConnectionId(round.connection);
    if (id && isSeenNotPending(round, listOf(await readNow(id))))
      await store.rounds.note(id, round, { seenNotPending: true });
  }
}

const listOf = (connection: Connection | "gone") => (connection === "gone" ? [] : [connection]);
