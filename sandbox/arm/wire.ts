import type { Connection, Endpoint, Namespace } from "./model.ts";
import { isShown } from "./relay.ts";
import { lastPart } from "./resource-id.ts";
import type { Store } from "./store.ts";

export function connectionBody(connection: Connection) {
  const { id, location, privateEndpoint, status, description } = connection;
  return {
    id,
    name: lastPart(id),
    type: "Microsoft.Relay/Namespaces/PrivateEndpointConnections",
    location,
    properties: {
      provisioningState: provisioningStateOf(connection),
      privateEndpoint: { id: privateEndpoint },
      privateLinkServiceConnectionState: { status, description },
      groupIds: ["namespace"],
    },
  };
}

export function provisioningStateOf({ change }: Connection): "Succeeded" | "Updating" | "Deleting" {
  if (change === undefined) return "Succeeded";
  return change.kind === "Update" ? "Updating" : "Deleting";
}

/** The connections stand in the namespace, and nothing stands there when there are none. */
export function namespaceBody(namespace: Namespace, store: Store, apiVersion: string) {
  const { id, location, createdAt, publicNetworkAccess } = namespace;
  const name = lastPart(id);
  const connections = store.connections.under(id).filter(isShown).map(connectionBody);
  return {
    id,
    name,
    type: "Microsoft.Relay/Namespaces",
    location,
    tags: {},
    properties: {
      ...(apiVersion >= "2026" ? { minimumTlsVersion: "1.2", errors: [] } : {}),
      publicNetworkAccess,
      ...(connections.length > 0 ? { privateEndpointConnections: connections } : {}),
      provisioningState: "Succeeded",
      status: "Active",
      createdAt,
      updatedAt: createdAt,
      metricId: `${id.split("/")[2]}:${name}`,
      serviceBusEndpoint: `https://${name}.servicebus.windows.net:443/`,
    },
    sku: { name: "Standard", tier: "Standard" },
  };
}

export function networkRuleSetBody({ id, publicNetworkAccess, trustedServices = true, defaultAction }: Namespace) {
  return {
    id: `${id}/networkRuleSets/default`,
    name: "default",
    type: "Microsoft.Relay/Namespaces/NetworkRuleSets",
    properties: {
      trustedServiceAccessEnabled: trustedServices,
      publicNetworkAccess,
      defaultAction: defaultAction ?? (publicNetworkAccess === "Disabled" ? "Deny" : "Allow"),
      ipRules: [],
    },
  };
}

/** Azure's id has no leading slash here. */
export function privateLinkResourceBody({ id }: Namespace) {
  return {
    id: `${id.slice(1)}/privateLinkResources/namespace`,
    name: "namespace",
    type: "Microsoft.Relay/namespaces/privateLinkResources",
    properties: {
      groupId: "namespace",
      requiredMembers: ["namespace"],
      requiredZoneNames: ["privatelink.servicebus.windows.net"],
    },
  };
}

export function endpointBody(endpoint: Endpoint) {
  const { id, location, manual } = endpoint;
  const link = linkBody(endpoint);
  return {
    id,
    name: lastPart(id),
    type: "Microsoft.Network/privateEndpoints",
    location,
    properties: {
      provisioningState: "Succeeded",
      privateLinkServiceConnections: manual ? [] : [link],
      manualPrivateLinkServiceConnections: manual ? [link] : [],
      customDnsConfigs: [],
      networkInterfaces: [],
    },
  };
}

function linkBody({ id, linkName, namespace, message, status, description }: Endpoint) {
  return {
    id: `${id}/manualPrivateLinkServiceConnections/${linkName}`,
    name: linkName,
    properties: {
      provisioningState: "Succeeded",
      privateLinkServiceId: namespace,
      groupIds: ["namespace"],
      requestMessage: message,
      privateLinkServiceConnectionState: { status, description, actionsRequired: "None" },
    },
  };
}
