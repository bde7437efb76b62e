import { connectionIdOf } from "../domain/azure-id.ts";
import { approvedAmong, type Connection } from "../domain/connection.ts";
import type { Policy, WatchedGroup } from "../domain/policy.ts";
import type { ConnectionRequest } from "../domain/request.ts";
import type { Round } from "../domain/round.ts";
import { type Asked, type Known, roundOf, type Situation, situationOf } from "../domain/situation.ts";
import type { Orchestrations } from "../ports.ts";
import { begin, letIn } from "./begin.ts";
import {
  noteDisconnected,
  noteReconnected,
  noteSettled,
  planCleanUp,
  recordExternal,
  type Sighted,
} from "./sightings.ts";
import type { World } from "./world.ts";

/** How many clean-ups one run may begin; counted down. */
export interface CleanUps {
  left: number;
}

/** One look at a namespace: what was read, and what has been begun so far. */
export interface Look {
  readonly world: World;
  readonly orchestrations: Orchestrations;
  readonly policy: Policy;
  readonly group: WatchedGroup;
  readonly known: Known;
  readonly connections: readonly Connection[];
  readonly readNow: (id: Connection["id"]) => Promise<Connection | "gone">;
  readonly cleanUps: CleanUps;
  readonly begun: ConnectionRequest[];
}

/** A state that is new is recorded, and may be something to see to as well. */
const MOST_TURNS = 3;

/**
 * Sees to a connection that seems to need something: Azure and then its round are read again before anything is done. What others
 * did is counted only on top of what was known before Azure was read.
 */
export async function seeTo(look: Look, id: Connection["id"]): Promise<void> {
  const connection = await look.readNow(id);
  if (connection === "gone" || connection.privateEndpoint === undefined) return;
  let counted = changesOf(roundOf(connection, look.known.rounds));
  for (let turns = MOST_TURNS; turns > 0; turns -= 1) {
    const { situation, changes } = await situationNow(look, connection, connection.privateEndpoint);
    if (situation.kind === "external" && changes !== counted) return;
    const went = await actOn(look, connection, situation);
    if (went.kind === "done") return;
    counted += went.counted;
  }
}

async function situationNow({ known, policy, world }: Look, connection: Connection, privateEndpoint: string) {
  const { id } = connection;
  const round = await world.store.rounds.find(id, connectionIdOf(id), privateEndpoint);
  const rounds = round ? [round, ...known.rounds] : known.rounds;
  const situation = situationOf(connection, { ...known, rounds }, policy.cleanUp, world.clock());
  return { situation, changes: changesOf(round) };
}

function changesOf(round: Round | undefined): number {
  return round?.changes ?? 0;
}

/** `noted`: what was seen is on record now, so many changes of others in it, and what it means is to be asked again. */
type Went = { readonly kind: "done" } | { readonly kind: "noted"; readonly counted: number };

const DONE: Went = { kind: "done" };
const NOTED: Went = { kind: "noted", counted: 0 };

async function actOn(look: Look, connection: Connection, situation: Situation): Promise<Went> {
  const { world } = look;
  switch (situation.kind) {
    case "new":
    case "unfinished":
    case "drifted":
    case "clean-up":
      await beginOrCleanUp(look, connection, situation.asks);
      return DONE;
    case "external":
      return seeToExternal(look, connection, situation);
    case "disconnected":
      await noteDisconnected(world, connection, situation);
      return DONE;
    case "settled":
      await noteSettled(world, situation.round, connection.id, connection.status);
      return NOTED;
    case "reconnected":
      await noteReconnected(world, situation.round, connection.id);
      return NOTED;
    case "open":
    case "nothing":
      return DONE;
  }
}

async function seeToExternal(look: Look, connection: Connection, sighted: Sighted): Promise<Went> {
  const recorded = await recordExternal(look.world, connection, sighted, look.group);
  if (recorded === "counted") return { kind: "noted", counted: 1 };
  if (recorded !== "overtaken") await beginAsked(look, connection, recorded);
  return DONE;
}

/** A clean-up that was cut off before it was written is held back like any other. */
function beginOrCleanUp(look: Look, connection: Connection, asks: Asked): Promise<void> {
  return (asks.kind === "clean-up" ? cleanUp : beginAsked)(look, connection, asks);
}

async function beginAsked(look: Look, connection: Connection, asks: Asked): Promise<void> {
  const { world, orchestrations, group, policy, connections, known, begun } = look;
  const ofSubscription = letIn(connection, connections, [...known.open, ...begun]);
  const { rounds } = known;
  const counted = { endpointsUsed: approvedAmong(connections), ofSubscription, rounds };
  const beginning = { connection, asks, group, policy, ...counted };
  const request = await begin(world, orchestrations, beginning);
  if (request) begun.push(request);
}

async function cleanUp(look: Look, connection: Connection, asks: Asked): Promise<void> {
  const { world, cleanUps } = look;
  if (world.cleanUp === "dry-run") return planCleanUp(world, connection, asks);
  if (cleanUps.left <= 0) return;
  cleanUps.left -= 1;
  await beginAsked(look, connection, asks);
}
