import { connectionIdOf, isSameId, type NamespaceId, parseConnectionId } from "../domain/azure-id.ts";
import type { Connection } from "../domain/connection.ts";
import { groupOf } from "../domain/policy.ts";
import type { Round } from "../domain/round.ts";
import { isAbandoned, isSeenNotPending, isSettledByAbsence, type Known, situationOf } from "../domain/situation.ts";
import type { Orchestrations } from "../ports.ts";
import { keepGoing } from "./keep-going.ts";
import { oneByOne } from "./one-by-one.ts";
import { type CleanUps, type Look, seeTo } from "./see-to.ts";
import { noteSettled, recordGone, tell } from "./sightings.ts";
import { tendIfCrowded } from "./tend-channels.ts";
import type { World } from "./world.ts";

/** What a look at a namespace found. */
export interface Looked {
  readonly kind: "looked" | "not watched";
  readonly begun: number;
  readonly open: number;
}

export interface LookOptions {
  /** May be older than the rows: then each connection that seems to need something is read again before anything is done. */
  readonly listed?: readonly Connection[] | undefined;
  readonly cleanUps?: CleanUps;
  /** Takes up the requests that are open, by their ids, and when each was seen first. */
  readonly openSince?: Map<string, string>;
}

/**
 * Makes right what a namespace shows: begins missing requests, sees to the open ones, also when no group watches it any more, and
 * records what others did. The rows are read before Azure is.
 */
export async function reconcile(
  world: World,
  orchestrations: Orchestrations,
  namespace: NamespaceId,
  { listed, cleanUps = { left: 0 }, openSince }: LookOptions = {},
): Promise<Looked> {
  const policy = await world.policies.current();
  const group = groupOf(policy, namespace);
  const known = await knownIn(world, namespace);
  for (const { id, seenAt } of known.open) openSince?.set(id, seenAt);
  if (!group && known.open.length === 0) return { kind: "not watched", begun: 0, open: 0 };
  const connections = listed ?? (await connectionsIn(world, namespace));
  const readNow: Look["readNow"] = async (id) => (listed ? world.connections.get(id) : connectionWith(id, connections));
  const looking = { world, orchestrations, policy, known, connections, readNow, cleanUps, begun: [] };
  warnOfUnreadable(world, connections);
  await oneByOne([
    ...known.rounds.flatMap((round) => leftToTell(world, round)),
    ...(group ? toSeeTo({ ...looking, group }) : []),
    ...known.open.map(
      (request) => () => keepGoing(world, orchestrations, request, connectionWith(request.connection, connections)),
    ),
    ...endedLives(known, connections).map((round) => () => noteEndOfLife(looking, round)),
    ...known.rounds
      .filter((round) => isAbandoned(round, known, connections))
      .map((round) => () => finishAbandoned(world, orchestrations, round)),
  ]);
  // Soon after an event, since it may mean that there is room; the sweep sees to every channel at its end.
  if (group && !listed) await tendIfCrowded(world, orchestrations, group.channel);
  return { kind: "looked", begun: looking.begun.length, open: known.open.length };
}

/** Cut off before it was on record: on record before anything else begins. */
function leftToTell(world: World, round: Round): readonly (() => Promise<void>)[] {
  const id = parseConnectionId(round.connection);
  const { telling } = round;
  return id && telling ? [() => tell(world, id, round, telling)] : [];
}

/** What is only to be recorded holds up nobody who waits. */
function pendingFirst(connections: readonly Connection[]): readonly Connection[] {
  return connections.toSorted((one, other) => Number(other.status === "Pending") - Number(one.status === "Pending"));
}

function toSeeTo(look: Look) {
  const { world, known, policy, connections } = look;
  const concerns = (seen: Connection) => {
    const { kind } = situationOf(seen, known, policy.cleanUp, world.clock());
    return kind !== "nothing" && kind !== "open";
  };
  return pendingFirst(connections.filter(concerns)).map((seen) => () => seeTo(look, seen.id));
}

/** A request binds to an endpoint: without one there is nothing that could be asked. */
function warnOfUnreadable({ log }: World, connections: readonly Connection[]): void {
  for (const { id } of connections.filter(({ status, privateEndpoint }) => status === "Pending" && !privateEndpoint)) {
    log.warn("A Pending connection names no private endpoint and cannot be asked about", {
      connection: connectionIdOf(id),
    });
  }
}

async function knownIn({ store }: World, namespace: NamespaceId): Promise<Known> {
  const [open, rounds] = await Promise.all([store.requests.openIn(namespace), store.rounds.in(namespace)]);
  return { open, rounds };
}

async function connectionsIn({ connections }: World, namespace: NamespaceId): Promise<readonly Connection[]> {
  const found = await connections.list(namespace);
  return found === "gone" ? [] : found;
}

function connectionWith(id: Connection["id"], connections: readonly Connection[]): Connection | "gone" {
  return connections.find((connection) => isSameId(connectionIdOf(connection.id), connectionIdOf(id))) ?? "gone";
}

/** The rounds that have ended and whose connection seems not Pending any more, or gone: what that ends is noted. */
function endedLives({ rounds }: Known, connections: readonly Connection[]): readonly Round[] {
  return rounds.filter(
    (round) =>
      isEndOfLife(round, connections) || isSettledByAbsence(round, connections) || isGoneSince(round, connections),
  );
}

/** What is known of a connection only: an endpoint is no connection of the namespace, and is seen to elsewhere. */
function isGoneSince({ outcome, onRecord, kind, ...about }: Round, connections: readonly Connection[]): boolean {
  const wasThere = outcome !== undefined && onRecord !== undefined && onRecord !== "gone";
  const isThere = ({ id, privateEndpoint }: Connection) =>
    isSameId(connectionIdOf(id), about.connection) && isSameId(privateEndpoint ?? "", about.privateEndpoint);
  return wasThere && kind !== "clean-up-endpoint" && !connections.some(isThere);
}

/** Its beginning was cut off: what is written is gone on with, and of what was never written only the round must end. */
async function finishAbandoned({ store }: World, orchestrations: Orchestrations, round: Round): Promise<void> {
  const id = parseConnectionId(round.connection);
  const request = await store.requests.find(round.requestId);
  if (!request && id) await store.rounds.note(id, round, { outcome: "superseded", onRecord: "gone" });
  if (!request || request.progress.closed) return;
  await store.requests.insert(request);
  await orchestrations.startApproval(request.id);
}

/** When it is Pending again, that is a new request. */
function isEndOfLife(round: Round, connections: readonly Connection[]): boolean {
  return round.outcome !== undefined && !round.seenNotPending && isSeenNotPending(round, connections);
}

async function noteEndOfLife({ world, readNow }: Pick<Look, "world" | "readNow">, round: Round): Promise<void> {
  const id = parseConnectionId(round.connection);
  const now = id && (await readNow(id));
  if (!id || !now) return;
  const seen = now === "gone" ? [] : [now];
  if (isSettledByAbsence(round, seen)) await noteSettled(world, round, id, "gone");
  else if (isGoneSince(round, seen)) await recordGone(world, round, id);
  if (isEndOfLife(round, seen)) await world.store.rounds.note(id, round, { seenNotPending: true });
}
