import { readConnection, readNamespace, readSubscription } from "../adapters/arm/wire.ts";
import { type NamespaceId, namespaceIdOf } from "../domain/azure-id.ts";
import type { Connection } from "../domain/connection.ts";
import { inParallel } from "../in-parallel.ts";
import { RELAY_API, SUBSCRIPTIONS_API } from "./api-versions.ts";
import type { Arm } from "./arm.ts";
import { textIn, valueIn } from "./json-in.ts";
import { type Hidden, unlessHidden } from "./posture-hidden.ts";
import { SIDE_BY_SIDE, tenantsOf } from "./posture-tenants.ts";
import { Ended, EXIT } from "./terminal.ts";
import { counted } from "./words.ts";

/** What Azure shows to whoever is signed in; nothing is changed. */

export interface SeenSubscription {
  readonly id: string;
  readonly name: string;
  readonly tenant: string | undefined;
}

/** `undefined` and `unknown`: it could not be read. */
export interface SeenNamespace {
  readonly id: NamespaceId;
  readonly region: string;
  readonly publicAccess: "open" | "some" | "closed" | "perimeter" | "unknown";
  readonly trustedServices: boolean | undefined;
  readonly connections: readonly Connection[] | undefined;
}

export interface Seen {
  readonly subscriptions: readonly SeenSubscription[];
  /** Ids of the subscriptions of which the namespaces could be listed. */
  readonly listed: ReadonlySet<string>;
  readonly namespaces: readonly SeenNamespace[];
  /** Of a requester's subscription; those that nobody tells are absent. */
  readonly tenants: ReadonlyMap<string, string>;
  readonly hidden: readonly Hidden[];
}

export async function readPosture(arm: Arm, only: string | undefined, told: (words?: string) => void): Promise<Seen> {
  const subscriptions = await subscriptionsIn(arm, only);
  const hidden: Hidden[] = [];
  if (subscriptions.length === 0)
    hidden.push({
      what: "Azure shows you no subscription: sign in as somebody who may read one.",
      exit: EXIT.notAllowed,
    });
  const listed = new Set<string>();
  const namespaces: SeenNamespace[] = [];
  for (const { id, name } of subscriptions) {
    told(`Reading ${name}: ${namespaces.length} namespaces so far`);
    const seen = await unlessHidden(hidden, `/subscriptions/${id}`, () => namespacesIn(arm, id, hidden));
    if (seen) listed.add(id);
    namespaces.push(...(seen ?? []));
  }
  const tenants = await tenantsOf(arm, { known: subscriptions, namespaces, hidden });
  told();
  return { subscriptions, listed, namespaces, tenants, hidden };
}

async function subscriptionsIn(arm: Arm, only: string | undefined): Promise<readonly SeenSubscription[]> {
  const bodies = only
    ? [await arm.get(`/subscriptions/${only}`, SUBSCRIPTIONS_API)]
    : await arm.list("/subscriptions", SUBSCRIPTIONS_API);
  return bodies.map((body) => {
    const id = textIn(body, "subscriptionId").toLowerCase();
    return { id, name: textIn(body, "displayName") || id, tenant: readSubscription(body)?.tenant };
  });
}

async function namespacesIn(arm: Arm, subscription: string, hidden: Hidden[]): Promise<readonly SeenNamespace[]> {
  const path = `/subscriptions/${subscription}/providers/Microsoft.Relay/namespaces`;
  const bodies = await arm.list(path, RELAY_API);
  const read = bodies.map((body) => ({ body, namespace: readNamespace(body) }));
  // Azure leaves the property out where there are none: one that has it tells that the listing carries them.
  const isInline = read.some(({ namespace }) => namespace?.connections !== undefined);
  const seen = await inParallel(read, SIDE_BY_SIDE, async ({ body, namespace }) => {
    if (!namespace) return notUnderstood(hidden, 1, "namespace", path);
    const { id, malformed, connections = isInline ? [] : undefined } = namespace;
    if (malformed > 0) notUnderstood(hidden, malformed, "connection", namespaceIdOf(id));
    const access = await accessOf(arm, { id, body }, hidden);
    const region = textIn(body, "location");
    return [{ id, region, ...access, connections: connections ?? (await connectionsOf(arm, id, hidden)) }];
  });
  return seen.flat();
}

function notUnderstood(hidden: Hidden[], count: number, noun: string, where: string): readonly never[] {
  const what = `${where}: Azure describes ${counted(count, noun)} in a way that is not understood.`;
  hidden.push({ what, exit: EXIT.noAnswer });
  return [];
}

async function connectionsOf(arm: Arm, id: NamespaceId, hidden: Hidden[]): Promise<SeenNamespace["connections"]> {
  const path = `${namespaceIdOf(id)}/privateEndpointConnections`;
  const bodies = await unlessHidden(hidden, path, () => arm.list(path, RELAY_API));
  const connections = bodies?.map((body) => readConnection(body, id)).filter((one) => one !== undefined);
  const malformed = (bodies?.length ?? 0) - (connections?.length ?? 0);
  if (malformed > 0) notUnderstood(hidden, malformed, "connection", path);
  return connections;
}

async function accessOf(
  arm: Arm,
  { id, body }: { readonly id: NamespaceId; readonly body: unknown },
  hidden: Hidden[],
): Promise<Pick<SeenNamespace, "publicAccess" | "trustedServices">> {
  const path = `${namespaceIdOf(id)}/networkRuleSets/default`;
  const read = await unlessHidden(hidden, path, async () => {
    const rules = await arm.get(path, RELAY_API);
    if (publicAccess(body, rules) !== "unknown") return rules;
    throw new Ended(EXIT.noAnswer, "Azure does not say who is let in from the public network.");
  });
  return { publicAccess: publicAccess(body, read), trustedServices: trusted(read) };
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
      return ACCESS_BY_DEFAULT[textIn(rules, "properties", "defaultAction").toLowerCase()] ?? "unknown";
    default:
      return "unknown";
  }
}

/** Of whoever no rule names. */
const ACCESS_BY_DEFAULT: Readonly<Record<string, "open" | "some">> = { allow: "open", deny: "some" };
