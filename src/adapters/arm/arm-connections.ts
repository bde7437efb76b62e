import { type ConnectionId, connectionIdOf, type NamespaceId, namespaceIdOf } from "../../domain/azure-id.ts";
import type { Connection, NamespaceListing } from "../../domain/connection.ts";
import {
  type Clock,
  type ConnectionChange,
  type Connections,
  Fault,
  type Log,
  type PutAnswer,
  type Tenants,
} from "../../ports.ts";
import { faultOf, isGone, refusalOf } from "./answers.ts";
import { connectionNames, namespaceNames, subscriptionNames } from "./names.ts";
import { getConnection, listConnections, listNamespaces, putConnection } from "./operations.ts";
import { pagesOf } from "./pages.ts";
import { type ArmAddress, armSender, type Send } from "./sender.ts";
import { armTenants } from "./tenants.ts";
import { readConnection, readNamespace } from "./wire.ts";

export interface ArmOptions extends ArmAddress {
  /** Ours. */
  readonly tenant: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Relay's private endpoint connections and the subscriptions' tenants, as Azure Resource Manager says now. */
export function armConnections(options: ArmOptions): Connections & Tenants {
  const arm = { ...options, send: armSender(options) };
  return {
    list: (namespace) => listOf(arm, namespace),
    get: (connection) => connectionAt(arm, connection),
    put: (connection, change) => put(arm, connection, change),
    namespaces: (subscription) => namespacesOf(arm, subscription),
    ...armTenants(arm),
  };
}

interface Arm {
  readonly send: Send;
  readonly clock: Clock;
  readonly log: Log;
}

async function listOf({ send, clock, log }: Arm, namespace: NamespaceId): Promise<readonly Connection[] | "gone"> {
  const what = `GET of the connections of ${namespaceIdOf(namespace)}`;
  try {
    const items: unknown[] = [];
    for await (const page of pagesOf(send, listConnections, namespaceNames(namespace))) items.push(...page);
    const connections = items.map((item) => readConnection(item, namespace)).filter((item) => item !== undefined);
    warnOfLeftOut(log, namespace, items.length - connections.length);
    return connections;
  } catch (error) {
    if (isGone(error)) return "gone";
    throw faultOf(error, what, clock());
  }
}

async function connectionAt({ send, clock }: Arm, id: ConnectionId): Promise<Connection | "gone"> {
  const what = `GET of ${connectionIdOf(id)}`;
  try {
    const { body } = await send(getConnection, connectionNames(id));
    const connection = readConnection(body, id);
    if (connection?.id.connection.toLowerCase() === id.connection.toLowerCase()) return connection;
    throw new Fault(`${what} answered something else`);
  } catch (error) {
    if (isGone(error)) return "gone";
    throw faultOf(error, what, clock());
  }
}

async function put({ send, clock }: Arm, id: ConnectionId, change: ConnectionChange): Promise<PutAnswer> {
  const { privateEndpoint, status, description } = change;
  const body = {
    properties: {
      privateEndpoint: { id: privateEndpoint },
      privateLinkServiceConnectionState: { status, description },
    },
  };
  try {
    const { correlation } = await send(putConnection, { ...connectionNames(id), body });
    return { kind: "accepted", correlation };
  } catch (error) {
    const reason = refusalOf(error);
    if (reason !== undefined) return { kind: "refused", reason };
    throw faultOf(error, `PUT of ${connectionIdOf(id)}`, clock());
  }
}

async function* namespacesOf({ send, clock, log }: Arm, subscription: string): AsyncGenerator<NamespaceListing> {
  try {
    for await (const page of pagesOf(send, listNamespaces, subscriptionNames(subscription))) {
      for (const item of page) {
        const read = readNamespace(item);
        if (!read) log.warn("A namespace in ARM's list is malformed and left out", { subscription });
        else yield listingOf(read, log);
      }
    }
  } catch (error) {
    throw faultOf(error, `GET of the namespaces of subscription ${subscription}`, clock());
  }
}

function listingOf({ id, connections, malformed }: NonNullable<ReturnType<typeof readNamespace>>, log: Log) {
  warnOfLeftOut(log, id, malformed);
  return { id, connections };
}

function warnOfLeftOut(log: Log, namespace: NamespaceId, count: number): void {
  if (count === 0) return;
  log.warn("Connections in ARM's list are malformed and left out", { namespace: namespaceIdOf(namespace), count });
}
