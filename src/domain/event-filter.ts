/** What the function `connectionEvent` wants to hear of: the filter of its event subscription names exactly these. */

const PROXIES = "Microsoft.Relay/namespaces/privateEndpointConnectionProxies";
const CONNECTIONS = "Microsoft.Relay/namespaces/privateEndpointConnections";

export const EVENT_FUNCTION = "connectionEvent";

export const EVENT_OPERATIONS: readonly string[] = [
  `${PROXIES}/write`,
  `${PROXIES}/delete`,
  `${CONNECTIONS}/write`,
  `${CONNECTIONS}/delete`,
];

export const EVENT_TYPES: readonly string[] = [
  "Microsoft.Resources.ResourceWriteSuccess",
  "Microsoft.Resources.ResourceDeleteSuccess",
];
