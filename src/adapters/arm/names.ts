import {
  type ConnectionId,
  connectionIdOf,
  isGuid,
  type NamespaceId,
  parseConnectionId,
  parsePrivateEndpointId,
} from "../../domain/azure-id.ts";
import { ForeignAddress } from "./own-addresses.ts";

/** The parts of ids as the operations' paths name them; an id that would not be read back as itself never becomes a path. */

export function subscriptionNames(subscription: string) {
  if (!isGuid(subscription)) throw new ForeignAddress("Not the id of a subscription");
  return { subscriptionId: subscription };
}

export function namespaceNames(id: NamespaceId) {
  const { subscriptionId, resourceGroupName, namespaceName } = connectionNames({ ...id, connection: "any" });
  return { subscriptionId, resourceGroupName, namespaceName };
}

export function connectionNames(id: ConnectionId) {
  const read = parseConnectionId(connectionIdOf(id));
  const isPlain = read && connectionIdOf(read).toLowerCase() === connectionIdOf(id).toLowerCase();
  if (!isPlain) throw new ForeignAddress("Not the id of a connection");
  const { subscription, resourceGroup, namespace, connection } = read;
  return {
    subscriptionId: subscription,
    resourceGroupName: resourceGroup,
    namespaceName: namespace,
    connectionName: connection,
  };
}

export function endpointNames(id: string) {
  const read = parsePrivateEndpointId(id);
  if (!read) throw new ForeignAddress("Not the id of a private endpoint");
  return { subscriptionId: read.subscription, resourceGroupName: read.resourceGroup, endpointName: read.name };
}
