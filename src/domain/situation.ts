import { connectionIdOf, isSameId } from "./azure-id.ts";
import type { Connection } from "./connection.ts";
import { carriesMark } from "./description.ts";
import type { ConnectionRequest, Wish } from "./request.ts";
import { mayStartFrom, type RequestKind } from "./request-kind.ts";
import { mayBeginRound, type Round, type ServiceRule } from "./round.ts";
import { later } from "./waits.ts";

/** What a connection that Azure lists means for us. */
export type Situation =
  /**
   * `unfinished`: a request that was begun and not finished being written. `drifted`: our approval of another endpoint stands
   * on this one and must be revoked. `clean-up`: Disconnected long enough to be deleted.
   */
  | { readonly kind: "new" | "unfinished" | "drifted" | "clean-up"; readonly asks: Asked }
  | { readonly kind: "open"; readonly request: ConnectionRequest }
  /** `external`: somebody else changed it, and that is on record nowhere. `disconnected`: seen so for the first time. */
  | { readonly kind: "external" | "disconnected"; readonly privateEndpoint: string; readonly round: Round | undefined }
  /** `settled`: of an uncertain outcome it is known now what Azure shows. `reconnected`: not Disconnected any more. */
  | { readonly kind: "settled" | "reconnected"; readonly round: Round }
  | { readonly kind: "nothing" };

/** The request that a situation asks for. */
export interface Asked {
  readonly kind: RequestKind;
  readonly privateEndpoint: string;
  readonly round: number;
  readonly rule: ServiceRule | undefined;
  /** Of our approval that drifted. */
  readonly mark: string | undefined;
  readonly wish: Wish | undefined;
}

/** What is known of the connection's namespace: its open requests and the last round of each connection and endpoint. */
export interface Known {
  readonly open: readonly ConnectionRequest[];
  readonly rounds: readonly Round[];
}

export interface SituationSettings {
  readonly graceHours: number;
  /** An endpoint in a requester's subscription: what others do to it is not recorded, it is only cleaned up. */
  readonly isEndpoint?: boolean;
}

const NOTHING: Situation = { kind: "nothing" };

export function situationOf(connection: Connection, known: Known, settings: SituationSettings, now: Date): Situation {
  const { privateEndpoint } = connection;
  if (privateEndpoint === undefined) return NOTHING;
  const own = roundOf(connection, known.rounds);
  if (own && own.outcome === undefined) return underWay(own, connection, known.open);
  const asks: Asks = (kind, rule, mark) => ({
    ...{ kind, privateEndpoint, round: (own?.round ?? 0) + 1, rule, mark, wish: undefined },
  });
  const seen: Seen = { connection, privateEndpoint, own, asks };
  switch (connection.status) {
    case "Pending":
      return pending(seen);
    case "Disconnected":
      return disconnected(seen, settings, now);
    default:
      return standing(seen, known.rounds);
  }
}

type Asks = (kind: RequestKind, rule?: ServiceRule, mark?: string) => Asked;

interface Seen {
  readonly connection: Connection;
  readonly privateEndpoint: string;
  /** The last round, which has ended. */
  readonly own: Round | undefined;
  readonly asks: Asks;
}

/**
 * A request that was cut off before it was written is written, also when the connection has changed since: it ends as superseded
 * at once, for as long as its round has no end nothing else is seen of the connection.
 */
function underWay(own: Round, { status }: Connection, open: readonly ConnectionRequest[]): Situation {
  const request = open.find((candidate) => candidate.id === own.requestId);
  if (request) return { kind: "open", request };
  const { kind, privateEndpoint, round, rule, fromMark: mark, wish } = own;
  const isOver = kind === "none" || (kind === "clean-up-endpoint" && !mayStartFrom(kind, status));
  return isOver ? NOTHING : { kind: "unfinished", asks: { kind, privateEndpoint, round, rule, mark, wish } };
}

function pending({ own, asks }: Seen): Situation {
  if (own && isUncertain(own)) return { kind: "settled", round: own };
  return mayBeginRound(own) ? { kind: "new", asks: asks("approve-or-reject") } : NOTHING;
}

function disconnected(seen: Seen, { graceHours, isEndpoint = false }: SituationSettings, now: Date): Situation {
  const { connection, privateEndpoint, own, asks } = seen;
  const unrecorded = isEndpoint || connection.provisioning !== "done" ? undefined : unrecordedOf(seen);
  if (unrecorded) return unrecorded;
  if (own?.disconnectedSince === undefined) return { kind: "disconnected", privateEndpoint, round: own };
  const isLongEnough = later(own.disconnectedSince, { hours: graceHours }) <= now;
  const isCleanUp = own.kind === "clean-up" || own.kind === "clean-up-endpoint";
  return isLongEnough && !(isCleanUp && isGivenUp(own))
    ? { kind: "clean-up", asks: asks("clean-up", "clean-up") }
    : NOTHING;
}

/** What Azure shows and is on record nowhere: how a change of ours ended, or somebody else's. */
function unrecordedOf({ connection, privateEndpoint, own }: Seen): Situation | undefined {
  if (own && isToSettle(own, connection)) return { kind: "settled", round: own };
  return own?.onRecord === connection.status ? undefined : { kind: "external", privateEndpoint, round: own };
}

function standing(seen: Seen, rounds: readonly Round[]): Situation {
  const { connection, privateEndpoint, own, asks } = seen;
  const mark = driftMark(connection, privateEndpoint, rounds);
  return mark === undefined || (own?.fromMark === mark && isGivenUp(own))
    ? changedByOthers(seen)
    : { kind: "drifted", asks: asks("revoke", "approval-of-another-endpoint", mark) };
}

/** Only what Azure is done with counts: a change under way may be ours. */
function changedByOthers(seen: Seen): Situation {
  const { connection, own } = seen;
  if (connection.provisioning !== "done" || connection.status === "Other") return NOTHING;
  const unrecorded = unrecordedOf(seen);
  if (unrecorded) return unrecorded;
  return own?.disconnectedSince === undefined ? NOTHING : { kind: "reconnected", round: own };
}

/** Of a connection only: what became of an endpoint is seen at the endpoint itself. */
function isUncertain({ outcome, settled, kind }: Round): boolean {
  return outcome === "indeterminate" && !settled && kind !== "clean-up-endpoint";
}

/** Of an uncertain outcome; also when our change stands there that is on record as refused or failed: a first try had landed. */
function isToSettle(own: Round, { description }: Connection): boolean {
  const hasLanded = own.mark !== undefined && carriesMark(description, own.mark);
  return isUncertain(own) || (isGivenUp(own) && !own.settled && hasLanded);
}

/**
 * The mark of an approval of ours that stands on another endpoint than the one it was decided for. A change of ours reaches one
 * connection only: on another one the mark is somebody's copy.
 */
function driftMark({ id, status, description }: Connection, privateEndpoint: string, rounds: readonly Round[]) {
  if (status !== "Approved") return undefined;
  const others = rounds.filter(
    (round) => isSameId(round.connection, connectionIdOf(id)) && !isSameId(round.privateEndpoint, privateEndpoint),
  );
  return others.find(({ mark }) => mark !== undefined && carriesMark(description, mark))?.mark;
}

/** What the service does by itself and Azure refused, or what failed for a day, is not begun again with every sweep. */
function isGivenUp({ outcome }: Round): boolean {
  return outcome === "refused" || outcome === "failed";
}

/** Whether a round's connection and endpoint are not Pending any more: an end of a life, after which a new request may begin. */
export function isSeenNotPending(round: Round, connections: readonly Connection[]): boolean {
  return !connections.some((listed) => listed.status === "Pending" && isOf(round, listed));
}

/** Whether an uncertain outcome can be settled, since the connection is there no more. */
export function isSettledByAbsence(round: Round, connections: readonly Connection[]): boolean {
  return isUncertain(round) && !connections.some((listed) => isOf(round, listed));
}

/** Whether a round was begun whose request is not among the open ones, and whose connection is there no more: nothing else ends it. */
export function isAbandoned(round: Round, { open }: Known, connections: readonly Connection[]): boolean {
  if (round.outcome !== undefined || round.kind === "clean-up-endpoint") return false;
  return !open.some(({ id }) => id === round.requestId) && !connections.some((listed) => isOf(round, listed));
}

/** Of the connection and its endpoint. */
export function roundOf(connection: Connection, rounds: readonly Round[]): Round | undefined {
  return rounds.find((round) => isOf(round, connection));
}

function isOf(round: Round, { id, privateEndpoint }: Connection): boolean {
  const isSameConnection = isSameId(round.connection, connectionIdOf(id));
  return isSameConnection && privateEndpoint !== undefined && isSameId(round.privateEndpoint, privateEndpoint);
}

/** The rounds that ended as expired and whose connection still is Pending. */
export function expiredAndPending(rounds: readonly Round[], connections: readonly Connection[]): readonly Round[] {
  return rounds.filter((round) => round.outcome === "expired" && !isSeenNotPending(round, connections));
}
