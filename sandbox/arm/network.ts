import { randomUUID } from "node:crypto";
import type { Caller } from "../entra/tokens.ts";
import { contoso } from "../world.ts";
import { badRequest, resourceNotFound } from "./arm-error.ts";
import type { Change, Connection, Endpoint, Namespace } from "./model.ts";
import type { RelayWorld } from "./relay.ts";
import { keyOf, lastPart, parentOf, partAfter, subscriptionOf } from "./resource-id.ts";

export interface Joining {
  /** The private endpoint's id. */
  readonly id: string;
  readonly location: string;
  readonly namespace: string;
  readonly linkName: string;
  readonly manual: boolean;
  readonly message: string;
  /** Asks for this name instead of a new GUID, as when a connection comes back under its old name. */
  readonly connectionName?: string | undefined;
}

export interface Network {
  /** `created` tells a new endpoint from one that was there. */
  join(joining: Joining): { readonly endpoint: Endpoint; readonly created: boolean };
  /** `gone` when there is nothing to delete. */
  leave(id: string): "deleted" | "gone";
  endpoint(id: string): Endpoint;
  endpointsIn(subscription: string, resourceGroup?: string): readonly Endpoint[];
}

export interface NetworkWorld extends RelayWorld {
  /** How long a new connection stays unseen, when a fault says so. */
  readonly unseenMs: (connection: string) => number | undefined;
}

/** Azure's own network provider, which writes the proxies; its real app id is not known. */
const networkProvider: Caller = {
  appId: "99999999-9999-4999-8999-999999999999",
  objectId: "dddddddd-0000-4000-8000-000000000001",
  tenant: contoso.tenant,
  name: undefined,
  userName: undefined,
};

const longestMessage = 140;

/** The resource provider Microsoft.Network: the consumer's side of connections. */
export function networkOf(world: NetworkWorld): Network {
  const { store } = world;
  return {
    join(joining) {
      refuseBadNames(joining);
      const known = store.endpoints.get(joining.id);
      const { endpoint, connection } = store.atomically(() =>
        known ? joinAgain(world, known, joining) : joinFirst(world, joining),
      );
      if (connection) announceJoin(world, connection);
      return { endpoint, created: known === undefined };
    },
    leave: (id) => leave(world, id),
    endpoint(id) {
      const found = store.endpoints.get(id);
      if (found) return found;
      throw resourceNotFound("Microsoft.Network/privateEndpoints", lastPart(id), partAfter(id, "resourceGroups"));
    },
    endpointsIn: (subscription, group) =>
      store.endpoints.under(`/subscriptions/${subscription}${group ? `/resourceGroups/${group}` : ""}`),
  };
}

function refuseBadNames({ id, message, connectionName = "" }: Joining): void {
  const endpoint =
    /^\/subscriptions\/[^/?#%]+\/resourceGroups\/[^/?#%]+\/providers\/Microsoft\.Network\/privateEndpoints\/[^/?#%]+$/i;
  if (!endpoint.test(id)) throw badRequest(`'${id}' is no private endpoint.`, "InvalidResourceName");
  if (/[/?#%]/.test(connectionName)) throw badRequest("The connection's name is invalid.", "InvalidResourceName");
  if (message.length > longestMessage)
    throw badRequest(`The request message is longer than ${longestMessage} characters.`, "InvalidRequestMessage");
}

interface Joined {
  readonly endpoint: Endpoint;
  readonly connection?: Connection;
}

function joinFirst(world: NetworkWorld, joining: Joining): Joined {
  const { store } = world;
  const namespace = store.namespaces.get(joining.namespace);
  if (!namespace) throw badRequest(`The resource '${joining.namespace}' was not found.`, "InvalidResourceReference");
  if (store.connections.under(namespace.id).length >= world.settings.endpointsPerNamespace)
    throw badRequest("The namespace has as many private endpoints as it may have.", "PrivateEndpointQuotaExceeded");
  const connection = newConnection(world, namespace, joining);
  const { status, description } = connection;
  const { id, location, linkName, manual, message } = joining;
  const endpoint: Endpoint = {
    ...{ id, location, linkName, manual, message },
    namespace: namespace.id,
    connection: connection.id,
    ...{ status, description },
  };
  store.connections.put(connection);
  store.endpoints.put(endpoint);
  return { endpoint, connection };
}

function newConnection(world: NetworkWorld, namespace: Namespace, joining: Joining): Connection {
  const id = `${namespace.id}/privateEndpointConnections/${joining.connectionName ?? randomUUID()}`;
  if (world.store.connections.get(id)) throw badRequest(`'${lastPart(id)}' exists already.`, "Conflict");
  const unseenMs = world.unseenMs(id);
  return {
    id,
    location: namespace.location,
    privateEndpoint: joining.id,
    status: joining.manual ? "Pending" : "Approved",
    description: joining.manual ? joining.message : "Auto-Approved",
    proxy: `${lastPart(joining.id)}.${randomUUID()}`,
    shownFrom: unseenMs === undefined ? undefined : new Date(Date.now() + unseenMs).toISOString(),
  };
}

/** A Rejected one is asked again under the same name; a Disconnected one can only be deleted; others stay as they are. */
function joinAgain({ store }: NetworkWorld, known: Endpoint, { message }: Joining): Joined {
  if (known.status === "Disconnected")
    throw badRequest(
      "The private endpoint is Disconnected. Delete it and create another.",
      "PrivateEndpointDisconnected",
    );
  const rejected = store.connections.get(known.connection);
  if (known.status !== "Rejected" || !rejected) return { endpoint: known };
  const connection: Connection = { ...rejected, status: "Pending", description: message };
  const endpoint: Endpoint = { ...known, status: "Pending", description: message, message };
  store.connections.put(connection);
  store.endpoints.put(endpoint);
  return { endpoint, connection };
}

function leave({ store, emit }: NetworkWorld, id: string): "deleted" | "gone" {
  const endpoint = store.endpoints.get(id);
  if (!endpoint) return "gone";
  const connection = store.connections.get(endpoint.connection);
  const own = connection && keyOf(connection.privateEndpoint) === keyOf(id) ? connection : undefined;
  store.atomically(() => {
    store.endpoints.remove(id);
    if (own) store.connections.remove(own.id);
  });
  if (own) emit(proxyChange(own, "delete", "DELETE"));
  return "deleted";
}

function announceJoin({ emit }: NetworkWorld, connection: Connection): void {
  emit(proxyChange(connection, "validate/action", "POST"));
  emit(proxyChange(connection, "write", "PUT"));
}

function proxyChange(connection: Connection, verb: string, method: Change["method"]): Change {
  return {
    at: new Date().toISOString(),
    operation: `Microsoft.Relay/namespaces/privateEndpointConnectionProxies/${verb}`,
    resource: `${parentOf(connection.id)}/privateEndpointConnectionProxies/${connection.proxy}`,
    subscription: subscriptionOf(connection.id),
    method,
    caller: networkProvider,
  };
}
