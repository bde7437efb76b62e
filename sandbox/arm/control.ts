import type { Caller } from "../entra/tokens.ts";
import { consumerResourceGroup, namespaceIdOf, olga, type Person, region } from "../world.ts";
import { connectionNotFound } from "./arm-error.ts";
import type { Connection, Endpoint, Namespace } from "./model.ts";
import type { Network } from "./network.ts";
import { isShown, type Relay, type RelayWorld, tellConsumer } from "./relay.ts";
import { lastPart } from "./resource-id.ts";
import { provisioningStateOf } from "./wire.ts";

export interface NewEndpoint extends EndpointAddress {
  /** A name of the made-up world, or a whole id. */
  readonly namespace: string;
  readonly message?: string;
  /** False for one that is born Approved, as for somebody who may approve it. */
  readonly manual?: boolean;
  readonly location?: string;
  /** Instead of a new GUID: a connection that comes back under its old name. */
  readonly connectionName?: string;
}

export interface EndpointAddress {
  readonly subscription: string;
  readonly resourceGroup?: string;
  readonly name: string;
}

/** What a person does as the consumer; the same as through ARM. Both throw an `ArmError` when Azure would refuse. */
export interface Consumer {
  /** Also asks again after a rejection. */
  createPrivateEndpoint(endpoint: NewEndpoint): ConnectionState;
  deletePrivateEndpoint(endpoint: EndpointAddress): "deleted" | "gone";
}

/** What an owner does in the portal, behind the service's back. Connections are named by their id. */
export interface Portal {
  approve(connection: string, description?: string, person?: Person): ConnectionState;
  reject(connection: string, description?: string, person?: Person): ConnectionState;
  remove(connection: string, person?: Person): "removed" | "gone";
  /** Leaves a connection behind as Disconnected, as Azure sometimes does. Raises no event. */
  disconnect(connection: string): ConnectionState;
  /** Who may reach a namespace without a private endpoint. Raises no event. */
  restrict(namespace: string, network: NetworkOf): void;
}

export type NetworkOf = Pick<Namespace, "publicNetworkAccess" | "trustedServices" | "defaultAction">;

export interface ConnectionState {
  readonly id: string;
  readonly name: string;
  readonly privateEndpoint: string;
  readonly status: Connection["status"];
  readonly description: string | undefined;
  readonly provisioningState: "Succeeded" | "Updating" | "Deleting";
  /** Whether ARM shows it already. */
  readonly shown: boolean;
}

export interface ArmState {
  readonly namespaces: readonly {
    readonly id: string;
    readonly name: string;
    readonly publicNetworkAccess: Namespace["publicNetworkAccess"];
    readonly connections: readonly ConnectionState[];
  }[];
  readonly privateEndpoints: readonly Endpoint[];
}

export function consumerOf({ store }: RelayWorld, relay: Relay, network: Network): Consumer {
  const idOf = ({ subscription, resourceGroup = consumerResourceGroup, name }: EndpointAddress) =>
    `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.Network/privateEndpoints/${name}`;
  return {
    createPrivateEndpoint({ namespace, message = "", manual = true, location = region, connectionName, ...address }) {
      relay.settle();
      const { endpoint } = network.join({
        id: idOf(address),
        namespace: namespace.includes("/") ? namespace : namespaceIdOf(namespace),
        linkName: address.name,
        ...{ location, manual, message, connectionName },
      });
      return connectionStateOf(stored(store, endpoint.connection));
    },
    deletePrivateEndpoint(address) {
      relay.settle();
      return network.leave(idOf(address));
    },
  };
}

export function portalOf({ store }: RelayWorld, relay: Relay): Portal {
  const put = (status: "Approved" | "Rejected", id: string, description: string | undefined, person: Person) => {
    relay.settle();
    return connectionStateOf(relay.decide(id, { status, description }, portalCaller(person)));
  };
  return {
    approve: (id, description, person = olga) => put("Approved", id, description, person),
    reject: (id, description, person = olga) => put("Rejected", id, description, person),
    remove(id, person = olga) {
      relay.settle();
      return relay.remove(id, portalCaller(person)) === "gone" ? "gone" : "removed";
    },
    disconnect(id) {
      relay.settle();
      const connection: Connection = { ...stored(store, id), status: "Disconnected" };
      store.connections.put(connection);
      tellConsumer(store, connection);
      return connectionStateOf(connection);
    },
    restrict: (name, network) => store.namespaces.put({ ...relay.namespace(namespaceIdOf(name)), ...network }),
  };
}

export function stateOf({ store }: RelayWorld): ArmState {
  const namespaces = store.namespaces.all().map(({ id, publicNetworkAccess }) => ({
    id,
    name: lastPart(id),
    publicNetworkAccess,
    connections: store.connections.under(id).map(connectionStateOf),
  }));
  return { namespaces, privateEndpoints: store.endpoints.all() };
}

function stored(store: RelayWorld["store"], id: string): Connection {
  const found = store.connections.get(id);
  if (!found) throw connectionNotFound(lastPart(id));
  return found;
}

function connectionStateOf(connection: Connection): ConnectionState {
  const { id, privateEndpoint, status, description } = connection;
  const provisioningState = provisioningStateOf(connection);
  return {
    id,
    name: lastPart(id),
    privateEndpoint,
    status,
    description,
    provisioningState,
    shown: isShown(connection),
  };
}

/** The Azure portal's app id. */
function portalCaller({ objectId, tenant, name, userName }: Person): Caller {
  return { appId: "c44b4083-3bb0-49c1-b47d-974e53cbdf3c", objectId, tenant, name, userName };
}
