import { readConnection, readNamespace, readSubscription } from "../adapters/arm/wire.ts";
import { type NamespaceId, namespaceIdOf } from "../domain/azure-id.ts";
import type { Connection } from "../domain/connection.ts";
import { inParallel } from "../in-parallel.ts";
import { type Arm, ArmRefused } from "./arm.ts";
import { textIn, valueIn } from "./json-in.ts";
import { SIDE_BY_SIDE, SUBSCRIPTIONS_API, tenantsOf } from "./posture-tenants.ts";

/** What Azure shows to whoever is signed in; nothing is changed. */

const RELAY_API = "2024-01-01";

export interface SeenSubscription {
  readonly id: string;
  readonly name: string;
  readonly tenant: string | undefined;
}

export interface SeenNamespace {
  readonly id: NamespaceId;
  readonly region: string;
  readonly publicAccess: "open" | "some" | "closed" | "perimeter" | "unknown";
  readonly trustedServices: boolean | undefined;
  readonly connections: readonly Connection[];
}

export interface Seen {
  readonly subscriptions: readonly SeenSubscription[];
  readonly namespaces: readonly SeenNamespace[];
  /** Of a requester's subscription; those that nobody tells are absent. */
  readonly tenants: ReadonlyMap<string, string>;
  /** What could not be read, and why. */
  readonly hidden: readonly string[];
}

export async function readPosture(arm: Arm, only: string | undefined, told: (words?: string) => void): Promise<Seen> {
  const all = await subscriptionsIn(arm, only);
  const hidden: string[] = [];
  const namespaces: SeenNamespace[] = [];
  for (const { id, name } of all) {
    told(`Reading ${name}: ${namespaces.length} namespaces so far`);
    namespaces.push(...(await orHidden(hidden, `/subscriptions/${id}`, [], () => namespacesIn(arm, id, hidden))));
  }
  const tenants = await tenantsOf(arm, all, namespaces);
  told();
  return { subscriptions: all, namespaces, tenants, hidden };
}

async function subscriptionsIn(arm: Arm, only: string | undefined): Promise<readonly SeenSubscription[]> {
  const bodies = only
    ? [await arm.get(`/subscriptions/${encodeURIComponent(only)}`, SUBSCRIPTIONS_API)]
    : await arm.list("/subscriptions", SUBSCRIPTIONS_API);
  return bodies.map((body) => {
    const id = textIn(body, "subscriptionId").toLowerCase();
    return { id, name: textIn(body, "displayName") || id, tenant: readSubscription(body)?.tenant };
  });
}

async function orHidden<Value>(
  hidden: string[],
  where: string,
  otherwise: Value,
  read: () => Promise<Value>,
): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ArmRefused)) throw error;
    hidden.push(`${where}: ${error.message}`);
    return otherwise;
  }
}

async function namespacesIn(arm: Arm, subscription: string, hidden: string[]): Promise<readonly SeenNamespace[]> {
  const bodies = await arm.list(`/subscriptions/${subscription}/providers/Microsoft.Relay/namespaces`, RELAY_API);
  const read = bodies.map((body) => ({ body, namespace: readNamespace(body) }));
  // Azure leaves the property out where there are none: one that has it tells that the listing carries them.
  const isInline = read.some(({ namespace }) => namespace?.connections !== undefined);
  const seen = await inParallel(read, SIDE_BY_SIDE, async ({ body, namespace }) => {
    if (!namespace) return [];
    const { id, connections = isInline ? [] : undefined } = namespace;
    const rules = await orHidden(hidden, `${namespaceIdOf(id)}/networkRuleSets/default`, undefined, () =>
      arm.get(`${namespaceIdOf(id)}/networkRuleSets/default`, RELAY_API),
    );
    return [
      {
        id,
        region: textIn(body, "location"),
        publicAccess: publicAccess(body, rules),
        trustedServices: trusted(rules),
        connections: connections ?? (await connectionsOf(arm, id, hidden)),
      },
    ];
  });
  return seen.flat();
}

async function connectionsOf(arm: Arm, id: NamespaceId, hidden: string[]): Promise<readonly Connection[]> {
  const path = `${namespaceIdOf(id)}/privateEndpointConnections`;
  const bodies = await orHidden<readonly unknown[]>(hidden, path, [], () => arm.list(path, RELAY_API));
  return bodies.map((body) => readConnection(body, id)).filter((one) => one !== undefined);
}

function trusted(rules: unknown): boolean | undefined {
  const value = valueIn(rules, "properties", "trustedServiceAccessEnabled");
  return typeof value === "boolean" ? value : undefined;
}

function publicAccess(namespace: unknown, rules: unknown): SeenNamespace["publicAccess"] {
  const access =
    textIn(rules, "properties", "publicNetworkAccess") || textIn(namespace, "properties", "publicNetworkAccess");
  switch (access.toLowerCase()) {
    case "disabled":
      return "closed";
    case "securedbyperimeter":
      return "perimeter";
    case "enabled":
      return textIn(rules, "properties", "defaultAction").toLowerCase() === "deny" ? "some" : "open";
    default:
      return "unknown";
  }
}
