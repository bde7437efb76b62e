import { connectionIdOf, isSameId } from "./azure-id.ts";
import type { Connection } from "./connection.ts";
import { carriesMark } from "./description.ts";
import { type ConnectionRequest, type RequestKind, startingStatus } from "./request.ts";
import { mayBeginRound, type Round } from "./round.ts";

/** What a connection that Azure lists means for us. */
export type Situation =
  /**
   * `unfinished`: a request that was begun and not finished being written. `drifted`: our approval of another endpoint stands
   * on this one and must be revoked.
   */
  | { readonly kind: "new" | "unfinished" | "drifted"; readonly asks: Asked }
  | { readonly kind: "open"; readonly request: ConnectionRequest }
  | { readonly kind: "nothing" };

/** The request that a situation asks for. */
export interface Asked {
  readonly kind: RequestKind;
  readonly privateEndpoint: string;
  readonly round: number;
}

/** What is known of the connection's namespace: its open requests and the last round of each connection and endpoint. */
export interface Known {
  readonly open: readonly ConnectionRequest[];
  readonly rounds: readonly Round[];
}

export function situationOf(connection: Connection, known: Known): Situation {
  const { privateEndpoint } = connection;
  if (privateEndpoint === undefined) return { kind: "nothing" };
  const own = known.rounds.find((round) => isOf(round, connection));
  if (own && own.outcome === undefined) return underWay(own, connection, known.open);
  const round = nextRound(own);
  if (connection.status === "Pending" && mayBeginRound(own)) {
    return { kind: "new", asks: { kind: "approve-or-reject", privateEndpoint, round } };
  }
  return isDrift(connection, privateEndpoint, known.rounds) && mayRevokeAgain(own)
    ? { kind: "drifted", asks: { kind: "revoke", privateEndpoint, round } }
    : { kind: "nothing" };
}

function underWay(own: Round, { status }: Connection, open: readonly ConnectionRequest[]): Situation {
  const request = open.find((candidate) => candidate.id === own.requestId);
  if (request) return { kind: "open", request };
  const { kind, privateEndpoint, round } = own;
  return status === startingStatus(kind)
    ? { kind: "unfinished", asks: { kind, privateEndpoint, round } }
    : { kind: "nothing" };
}

/** An approval of ours, known by its mark, that stands on another endpoint than the one it was decided for. */
function isDrift({ status, description }: Connection, privateEndpoint: string, rounds: readonly Round[]): boolean {
  if (status !== "Approved") return false;
  return rounds.some(
    ({ mark, privateEndpoint: decidedFor }) =>
      mark !== undefined && !isSameId(decidedFor, privateEndpoint) && carriesMark(description, mark),
  );
}

/** A revocation that Azure refused, or that failed for a day, is not begun again with every sweep. */
function mayRevokeAgain(own: Round | undefined): boolean {
  return own?.kind !== "revoke" || (own.outcome !== "refused" && own.outcome !== "failed");
}

/** Whether a round's connection and endpoint are not Pending any more: an end of a life, after which a new request may begin. */
export function isSeenNotPending(round: Round, connections: readonly Connection[]): boolean {
  return !connections.some((listed) => listed.status === "Pending" && isOf(round, listed));
}

function isOf(round: Round, { id, privateEndpoint }: Connection): boolean {
  const isSameConnection = isSameId(round.connection, connectionIdOf(id));
  return isSameConnection && privateEndpoint !== undefined && isSameId(round.privateEndpoint, privateEndpoint);
}

const nextRound = (last: Round | undefined) => (last?.round ?? 0) + 1;
