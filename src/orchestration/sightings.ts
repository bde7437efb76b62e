import { connectionIdOf, isSameId } from "../domain/azure-id.ts";
import type { Connection } from "../domain/connection.ts";
import type { WatchedGroup } from "../domain/policy.ts";
import { requestIdOf } from "../domain/request-id.ts";
import { newRound, type Round, type RoundNotes } from "../domain/round.ts";
import { externalEntry, plannedEntry, type Sighting, settledEntry } from "../domain/sighting.ts";
import type { Asked } from "../domain/situation.ts";
import { requesterOf } from "./begin.ts";
import type { World } from "./world.ts";

export interface Sighted {
  readonly privateEndpoint: string;
  readonly round: Round | undefined;
}

/** `overtaken`: another look has counted another change meanwhile, and this one's view of Azure is out of date. */
export type Recorded = Asked | "noted" | "overtaken";

/**
 * Records once what somebody else did; answers the request that asks the owners whether to keep it, where the policy wants that.
 * The note comes last: cut off before it, the next look records the same entry again.
 */
export async function recordExternal(
  world: World,
  connection: Connection,
  sighted: Sighted,
  group: WatchedGroup,
): Promise<Recorded> {
  const { privateEndpoint } = sighted;
  const { id, status, description } = connection;
  const round = await roundFor(world, connection, sighted);
  if (!round) return "noted";
  await recordChange(world, id, round, { after: status, comment: description });
  if (group.external === "challenge" && status === "Approved") {
    const begun = { rule: undefined, mark: undefined, wish: undefined };
    return { kind: "revoke", privateEndpoint, round: round.round + 1, ...begun };
  }
  return noteChange(world, id, round, { onRecord: status, ...(status === "Disconnected" ? {} : RECONNECTED) });
}

/**
 * Counts a change that is on record. Two looks at once may have seen two states and recorded both; what Azure shows after that is
 * what stands last.
 */
async function noteChange(
  world: World,
  id: Connection["id"],
  round: Round,
  notes: RoundNotes,
): Promise<"noted" | "overtaken"> {
  const { rounds } = world.store;
  if ((await rounds.note(id, round, { ...notes, changes: round.changes + 1 })) === "noted") return "noted";
  const { connection, privateEndpoint } = round;
  if ((await statusNow(world, id, privateEndpoint)) !== notes.onRecord) return "overtaken";
  const row = await rounds.find(id, connection, privateEndpoint);
  if (row?.round === round.round) await rounds.note(id, row, { ...notes, changes: row.changes + 1 });
  return "overtaken";
}

async function statusNow({ connections }: World, id: Connection["id"], privateEndpoint: string) {
  const connection = await connections.get(id);
  const isOwn = connection !== "gone" && isSameId(connection.privateEndpoint ?? "", privateEndpoint);
  return isOwn ? connection.status : "gone";
}

async function recordChange(
  world: World,
  id: Connection["id"],
  round: Round,
  seen: Pick<Sighting, "after" | "comment">,
): Promise<void> {
  const { store, log, serviceVersion, clock, hash } = world;
  const sighting = { ...seen, number: round.changes + 1, before: round.onRecord, at: clock().toISOString() };
  await store.audit.record(externalEntry(await aboutOf(world, id, round), sighting, serviceVersion, hash));
  log.warn("Somebody else changed a connection", { connection: connectionIdOf(id), state: seen.after });
}

/** What was Disconnected and is not any more: another grace period begins when it is so again. */
const RECONNECTED = { disconnectedSince: undefined, cleanUpPlanned: false };

export async function noteDisconnected(world: World, connection: Connection, sighted: Sighted): Promise<void> {
  const round = await roundFor(world, connection, sighted);
  if (round) await world.store.rounds.note(connection.id, round, { disconnectedSince: world.clock().toISOString() });
}

export async function noteReconnected({ store }: World, round: Round, id: Connection["id"]): Promise<void> {
  await store.rounds.note(id, round, RECONNECTED);
}

/** Somebody took it away. One that comes back under the same name is another one, also when it is as it was. */
export async function recordGone(world: World, round: Round, id: Connection["id"]): Promise<void> {
  await recordChange(world, id, round, { after: "gone", comment: "" });
  await noteChange(world, id, round, { onRecord: "gone", ...RECONNECTED });
}

/** What became of a change of which it was not certain that it was ours. */
export async function noteSettled(
  world: World,
  round: Round,
  id: Connection["id"],
  after: Connection["status"] | "gone",
): Promise<void> {
  const { store, clock, serviceVersion } = world;
  const request = await store.requests.find(round.requestId);
  if (request) await store.audit.record(settledEntry(request, { after, at: clock().toISOString() }, serviceVersion));
  await store.rounds.note(id, round, { settled: true, onRecord: after });
}

/** Says once what a run that deletes would delete. */
export async function planCleanUp(world: World, connection: Connection, asks: Asked): Promise<void> {
  const { store, clock, serviceVersion, log, hash } = world;
  const round = await store.rounds.find(connection.id, connectionIdOf(connection.id), asks.privateEndpoint);
  if (!round || round.cleanUpPlanned) return;
  const about = await aboutOf(world, connection.id, round);
  const planned = { since: round.disconnectedSince ?? "", at: clock().toISOString() };
  await store.audit.record(plannedEntry(about, planned, serviceVersion, hash));
  log.info("Would be cleaned up", { connection: connectionIdOf(connection.id) });
  await store.rounds.note(connection.id, round, { cleanUpPlanned: true });
}

/** A row to note things in also where there never was a request; `undefined` when another look was faster and has gone on with it. */
async function roundFor(
  world: World,
  { id }: Connection,
  { privateEndpoint, round }: Sighted,
): Promise<Round | undefined> {
  if (round) return round;
  const requestId = requestIdOf(world.hash, { kind: "none", connection: id, privateEndpoint, round: 0 });
  const begun = { connection: connectionIdOf(id), privateEndpoint, kind: "none", round: 0, requestId } as const;
  const nothing = { rule: undefined, fromMark: undefined, wish: undefined };
  const row = await world.store.rounds.begin(id, newRound({ ...begun, ...nothing }));
  return row.round === 0 && row.onRecord === undefined ? row : undefined;
}

async function aboutOf(world: World, connection: Connection["id"], { requestId: id, privateEndpoint }: Round) {
  const { version: policyVersion } = await world.policies.current();
  return { id, connection, privateEndpoint, policyVersion, requester: await requesterOf(world, privateEndpoint) };
}
