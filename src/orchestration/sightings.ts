import { connectionIdOf } from "../domain/azure-id.ts";
import type { Connection } from "../domain/connection.ts";
import type { WatchedGroup } from "../domain/policy.ts";
import { requestIdOf } from "../domain/request-id.ts";
import { newRound, type Round, type Sighting } from "../domain/round.ts";
import { externalEntry, plannedEntry, settledEntry } from "../domain/sighting.ts";
import type { Asked } from "../domain/situation.ts";
import { requesterOf } from "./begin.ts";
import type { World } from "./world.ts";

export interface Sighted {
  readonly privateEndpoint: string;
  readonly round: Round | undefined;
}

/** `overtaken`: another look has counted a change meanwhile, and this one's view of Azure may be older. */
export type Recorded = Asked | "counted" | "overtaken";

/** Counts and records once what somebody else did; answers the request that asks the owners whether to keep it, where the policy wants that. */
export async function recordExternal(
  world: World,
  connection: Connection,
  sighted: Sighted,
  group: WatchedGroup,
): Promise<Recorded> {
  const { privateEndpoint } = sighted;
  const { id, status, description } = connection;
  const round = await roundFor(world, connection, sighted);
  if (!round) return "overtaken";
  const sighting = sightingOf(world, round, { after: status, comment: description });
  if (group.external === "challenge" && status === "Approved") {
    await record(world, id, round, sighting);
    const begun = { rule: undefined, mark: undefined, wish: undefined };
    return { kind: "revoke", privateEndpoint, round: round.round + 1, ...begun };
  }
  return count(world, id, round, sighting);
}

function sightingOf({ clock }: World, round: Round, seen: Pick<Sighting, "after" | "comment">): Sighting {
  return { ...seen, number: round.changes + 1, before: round.onRecord, at: clock().toISOString() };
}

/**
 * Counted first, and recorded by whoever counts it: two looks at once would each record what they see. Cut off in between, the next
 * look records what is left to tell.
 */
async function count(
  world: World,
  id: Connection["id"],
  round: Round,
  telling: Sighting,
): Promise<"counted" | "overtaken"> {
  const { after: onRecord, number: changes } = telling;
  const since = onRecord === "Disconnected" ? {} : RECONNECTED;
  const noted = await world.store.rounds.note(id, round, { onRecord, changes, telling, ...since });
  if (noted === "passed over") return "overtaken";
  await tell(world, id, { ...round, changes }, telling);
  return "counted";
}

/** Records the change that was counted last. */
export async function tell(world: World, id: Connection["id"], round: Round, telling: Sighting): Promise<void> {
  const { changes } = round;
  await record(world, id, round, telling);
  await world.store.rounds.note(id, round, { telling: undefined, changes });
}

async function record(world: World, id: Connection["id"], round: Round, sighting: Sighting): Promise<void> {
  const { store, log, serviceVersion, hash } = world;
  await store.audit.record(externalEntry(await aboutOf(world, id, round), sighting, serviceVersion, hash));
  log.warn("Somebody else changed a connection", { connection: connectionIdOf(id), state: sighting.after });
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
  await count(world, id, round, sightingOf(world, round, { after: "gone", comment: "" }));
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
