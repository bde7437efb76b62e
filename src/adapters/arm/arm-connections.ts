import { type ConnectionId, connectionIdOf, type NamespaceId, namespaceIdOf } from "../../domain/azure-id.ts";
import type { Connection, NamespaceListing } from "../../domain/connection.ts";
import { type ChangeAnswer, type ConnectionChange, type Connections, Fault, type Log } from "../../ports.ts";
import { faultOf, isGone } from "./answers.ts";
import { change } from "./changing.ts";
import { connectionNames, namespaceNames, subscriptionNames } from "./names.ts";
import { deleteConnection, getConnection, listConnections, listNamespaces, putConnection } from "./operations.ts";
import { pagesOf } from "./pages.ts";
import type { Arm } from "./sender.ts";
import { readConnection, readNamespace } from "./wire.ts";

/** Relay's private endpoint connections, as Azure Resource Manager says now. */
export function armConnections(arm: Arm): Connections {
  return {
    list: (namespace) => listOf(arm, namespace),
    get: (connection) => connectionAt(arm, connection),
    put: (connection, wanted) => put(arm, connection, wanted),
    remove: (connection) => remove(arm, connection),
    namespaces: (subscription) => namespacesOf(arm, subscription),
  };
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

async function put(arm: Arm, id: ConnectionId, wanted: ConnectionChange): Promise<ChangeAnswer> {
  const { privateEndpoint, status, description } = wanted;
  const body = {
    properties: {
      privateEndpoint: { id: privateEndpoint },
      privateLinkServiceConnectionState: { status, description },
    },
  };
  const names = { ...connectionNames(id), body };
  return change(arm, { id: connectionIdOf(id), operation: putConnection, names });
}

async function remove(arm: Arm, id: ConnectionId): Promise<ChangeAnswer> {
  const names = connectionNames(id);
  return change(arm, { id: connectionIdOf(id), operation: deleteConnection, names });
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
