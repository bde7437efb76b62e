import { connectionIdOf, parsePrivateEndpointId } from "../domain/azure-id.ts";
import type { Connection } from "../domain/connection.ts";
import type { Policy, WatchedGroup } from "../domain/policy.ts";
import { type ConnectionRequest, NO_PROGRESS, type Requester, type Rule } from "../domain/request.ts";
import { requestIdOf } from "../domain/request-id.ts";
import type { Asked } from "../domain/situation.ts";
import { later } from "../domain/waits.ts";
import type { Orchestrations } from "../ports.ts";
import type { World } from "./world.ts";

export interface Beginning {
  readonly asks: Asked;
  readonly connection: Connection;
  readonly group: WatchedGroup;
  readonly policy: Policy;
  readonly endpointsUsed: number;
}

/** The round first, then the request, then its approval: wherever this is cut off, the next look goes on from there. */
export async function begin(world: World, orchestrations: Orchestrations, beginning: Beginning): Promise<void> {
  const { store, log } = world;
  const { id: connection } = beginning.connection;
  const { kind, round, privateEndpoint } = beginning.asks;
  const id = requestIdOf(world.hash, { kind, connection, privateEndpoint, round });
  await store.rounds.begin(connection, {
    connection: connectionIdOf(connection),
    privateEndpoint,
    kind,
    round,
    requestId: id,
    outcome: undefined,
    seenNotPending: false,
    mark: undefined,
  });
  await store.requests.insert(await requestFor(world, id, beginning));
  await orchestrations.startApproval(id);
  log.info("A request has begun", { requestId: id, kind, round, connection: connectionIdOf(connection) });
}

const DRIFT: Rule = {
  name: "approval-of-another-endpoint",
  verdict: "reject",
  comment: "Revoked: this approval was decided for another private endpoint",
};

async function requestFor(world: World, id: string, beginning: Beginning): Promise<ConnectionRequest> {
  const { connection, group, policy, endpointsUsed } = beginning;
  const { kind, round, privateEndpoint } = beginning.asks;
  const now = world.clock();
  const { description, region } = connection;
  const { expireAfterHours } = group;
  return {
    id,
    kind,
    connection: connection.id,
    privateEndpoint,
    round,
    rule: kind === "revoke" ? DRIFT : undefined,
    requester: await requesterOf(world, privateEndpoint),
    // What stands in an approval is our own text, or that of somebody in the portal.
    message: kind === "revoke" ? "" : description,
    region,
    endpointsUsed,
    seenAt: now.toISOString(),
    deadlineAt: expireAfterHours === undefined ? undefined : later(now, { hours: expireAfterHours }).toISOString(),
    policyVersion: policy.version,
    progress: NO_PROGRESS,
  };
}

/** That the tenant cannot be found out holds up no request: the card says that it is unknown. */
async function requesterOf({ tenants, log }: World, privateEndpoint: string): Promise<Requester> {
  const subscription = parsePrivateEndpointId(privateEndpoint)?.subscription;
  if (subscription === undefined) return { subscription, tenant: "unknown" };
  try {
    return { subscription, tenant: await tenants.tenantOf(subscription) };
  } catch (error) {
    log.warn("The tenant of a requester could not be found out", { subscription, why: String(error) });
    return { subscription, tenant: "unknown" };
  }
}
