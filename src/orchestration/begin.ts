import { connectionIdOf, isSameId, parsePrivateEndpointId } from "../domain/azure-id.ts";
import type { Connection } from "../domain/connection.ts";
import { keptText } from "../domain/description.ts";
import type { Policy, WatchedGroup } from "../domain/policy.ts";
import { NO_PROGRESS } from "../domain/progress.ts";
import type { ConnectionRequest, Requester, Vote, Wish } from "../domain/request.ts";
import { requestIdOf } from "../domain/request-id.ts";
import { choiceOf, type RequestKind, startOf } from "../domain/request-kind.ts";
import { newRound, type Round } from "../domain/round.ts";
import { rulingOf } from "../domain/ruling.ts";
import type { Asked } from "../domain/situation.ts";
import { later } from "../domain/waits.ts";
import { reasonsFor } from "../domain/why.ts";
import type { Orchestrations } from "../ports.ts";
import { backgroundOf } from "./background.ts";
import type { World } from "./world.ts";

export interface Beginning {
  readonly asks: Asked;
  readonly connection: Connection;
  readonly group: WatchedGroup;
  readonly policy: Policy;
  readonly endpointsUsed: number;
  /** How many connections of the same subscription the namespace has let in. */
  readonly ofSubscription: number;
  /** Of the namespace, before this request. */
  readonly rounds: readonly Round[];
}

/**
 * The round first, then the vote of the owner who wants it, the request, its approval: wherever this is cut off, the next look
 * goes on from the round. `undefined`: another request began at the same moment, and the round is that one's.
 */
export async function begin(
  world: World,
  orchestrations: Orchestrations,
  beginning: Beginning,
): Promise<ConnectionRequest | undefined> {
  const { store, log, hash } = world;
  const { id: connection } = beginning.connection;
  const { kind, round, privateEndpoint, rule, mark: fromMark, wish } = beginning.asks;
  const requestId = requestIdOf(hash, { kind, connection, privateEndpoint, round });
  const about = connectionIdOf(connection);
  const counts = await store.rounds.begin(
    connection,
    newRound({ connection: about, privateEndpoint, kind, round, requestId, rule, fromMark, wish }),
  );
  if (counts.requestId !== requestId) return undefined;
  if (counts.wish && !counts.wish.again) await store.votes.insert(requestId, voteOf(counts.wish, kind));
  const request = await store.requests.insert(await requestFor(world, requestId, beginning, counts.wish));
  await orchestrations.startApproval(requestId);
  log.info("A request has begun", { requestId, kind, round, connection: about });
  return request;
}

/** To want it is the first vote for it. */
function voteOf({ by, commitment, comment, at, policyVersion }: Wish, kind: RequestKind): Vote {
  return { by, commitment, comment, at, policyVersion, verdict: choiceOf(kind).for };
}

async function requestFor(
  world: World,
  id: string,
  beginning: Beginning,
  wish: Wish | undefined,
): Promise<ConnectionRequest> {
  const { connection, group, policy, endpointsUsed, ofSubscription } = beginning;
  const askedBy = wish && { ref: wish.by, commitment: wish.commitment, comment: wish.comment, again: wish.again };
  const { kind, round, privateEndpoint } = beginning.asks;
  const now = world.clock();
  const ruling = rulingOf(policy, { namespace: connection.id, privateEndpoint, ofSubscription }, now);
  const reasons = reasonsFor(beginning.asks, ruling, askedBy);
  const requester = await requesterOf(world, privateEndpoint);
  return {
    ...{ id, kind, privateEndpoint, round, endpointsUsed, askedBy },
    ...reasons,
    connection: connection.id,
    from: startOf(kind, connection.status),
    fromMark: beginning.asks.mark,
    requester,
    // What stands in a connection that is not Pending is our own text, or that of somebody in the portal.
    message: kind === "approve-or-reject" ? keptText(connection.description) : "",
    region: connection.region,
    background: await backgroundOf(world, { kind, requester, rule: reasons.rule, ...beginning }),
    seenAt: now.toISOString(),
    deadlineAt: group.expiry && later(now, { hours: group.expiry.afterHours }).toISOString(),
    policyVersion: policy.version,
    progress: NO_PROGRESS,
  };
}

/** That the tenant cannot be found out holds up no request: the card says that it is unknown. */
export async function requesterOf({ tenants, log }: World, privateEndpoint: string): Promise<Requester> {
  const subscription = parsePrivateEndpointId(privateEndpoint)?.subscription;
  if (subscription === undefined) return { subscription, tenant: "unknown" };
  try {
    return { subscription, tenant: await tenants.tenantOf(subscription) };
  } catch (error) {
    log.warn("The tenant of a requester could not be found out", { subscription, why: String(error) });
    return { subscription, tenant: "unknown" };
  }
}

/** Connections that were let in, or are being let in by a rule, for the subscription of an endpoint. */
export function letIn(
  { id, privateEndpoint }: Pick<Connection, "id" | "privateEndpoint">,
  connections: readonly Connection[],
  open: readonly ConnectionRequest[],
): number {
  const subscriptionOf = (endpoint: string | undefined) => parsePrivateEndpointId(endpoint ?? "")?.subscription;
  const isOther = (other: Connection["id"]) => !isSameId(connectionIdOf(other), connectionIdOf(id));
  const isOfIt = (endpoint: string | undefined) => subscriptionOf(endpoint) === subscriptionOf(privateEndpoint);
  const underWay = open.filter((request) => request.rule?.verdict === "approve" && isOfIt(request.privateEndpoint));
  const standing = connections.filter((other) => other.status === "Approved" && isOfIt(other.privateEndpoint));
  const ids = [...underWay.map(({ connection }) => connection), ...standing.map((other) => other.id)].filter(isOther);
  return new Set(ids.map((other) => connectionIdOf(other).toLowerCase())).size;
}
