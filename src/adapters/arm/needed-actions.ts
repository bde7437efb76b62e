/**
 * What the service's identity must be permitted where the namespaces are, for every call that the adapter makes there; the last one
 * tells the tenant of a requester in the same subscription.
 */
export const NEEDED_AT_NAMESPACES: readonly string[] = [
  "Microsoft.Authorization/denyAssignments/read",
  "Microsoft.Authorization/roleAssignments/read",
  "Microsoft.Authorization/roleDefinitions/read",
  "Microsoft.Relay/namespaces/networkRuleSets/read",
  "Microsoft.Relay/namespaces/privateEndpointConnections/delete",
  "Microsoft.Relay/namespaces/privateEndpointConnections/read",
  "Microsoft.Relay/namespaces/privateEndpointConnections/write",
  "Microsoft.Relay/namespaces/privateEndpointConnectionsApproval/action",
  "Microsoft.Relay/namespaces/read",
  "Microsoft.Resources/subscriptions/read",
];

/** In the requesters' subscriptions: to tell their tenant. Without it they count as another one's. */
export const NEEDED_AT_REQUESTERS: readonly string[] = ["Microsoft.Resources/subscriptions/read"];

/** In the requesters' subscriptions: the same, and to clean up endpoints that lead nowhere. */
export const NEEDED_AT_ENDPOINTS: readonly string[] = [
  "Microsoft.Network/privateEndpoints/delete",
  "Microsoft.Network/privateEndpoints/read",
  "Microsoft.Resources/subscriptions/read",
];
