import { readSubscription } from "../adapters/arm/wire.ts";
import { parsePrivateEndpointId } from "../domain/azure-id.ts";
import type { Connection } from "../domain/connection.ts";
import { inParallel } from "../in-parallel.ts";
import { SUBSCRIPTIONS_API } from "./api-versions.ts";
import { type Arm, ArmRefused } from "./arm.ts";
import { type Hidden, isOfOne } from "./posture-hidden.ts";
import type { Seen, SeenNamespace, SeenSubscription } from "./posture-read.ts";
import { EXIT } from "./terminal.ts";

export const SIDE_BY_SIDE = 8;

export function tenancyOf(
  connection: Connection,
  subscription: string,
  { tenants }: Pick<Seen, "tenants">,
): "own" | "other" | "unknown" {
  const theirs = tenants.get(requesterOf(connection) ?? "");
  const ours = tenants.get(subscription);
  if (theirs === undefined || ours === undefined) return "unknown";
  return theirs === ours ? "own" : "other";
}

interface Asked {
  readonly known: readonly SeenSubscription[];
  readonly namespaces: readonly SeenNamespace[];
  readonly hidden: Hidden[];
}

export async function tenantsOf(arm: Arm, { known, namespaces, hidden }: Asked): Promise<ReadonlyMap<string, string>> {
  const tenants = new Map(known.flatMap(({ id, tenant }) => (tenant ? [[id, tenant] as const] : [])));
  const asking = namespaces.flatMap(({ connections = [] }) => connections).map(requesterOf);
  const unknown = [...new Set(asking.filter((id) => id !== undefined).filter((id) => !tenants.has(id)))];
  const untold = await inParallel(unknown, SIDE_BY_SIDE, async (id) => {
    const tenant = await tenantOf(arm, id);
    if (tenant === undefined) return [id];
    tenants.set(id, tenant);
    return [];
  });
  const ids = untold.flat().join(", ");
  if (ids)
    hidden.push({
      what: `Azure does not tell the tenants of these subscriptions that ask: ${ids}`,
      exit: EXIT.notAllowed,
    });
  return tenants;
}

/** Subscription of the private endpoint behind a connection. */
function requesterOf({ privateEndpoint }: Connection): string | undefined {
  return parsePrivateEndpointId(privateEndpoint ?? "")?.subscription;
}

/** Azure names the tenant that a token should be of; `other` where it does not. */
async function tenantOf(arm: Arm, subscription: string): Promise<string | undefined> {
  try {
    return readSubscription(await arm.get(`/subscriptions/${subscription}`, SUBSCRIPTIONS_API))?.tenant;
  } catch (error) {
    if (!isOfOne(error)) throw error;
    return error instanceof ArmRefused && error.isOtherTenant ? "other" : undefined;
  }
}
