import type { ConnectionId } from "./azure-id.ts";
import type { Connection, ConnectionStatus } from "./connection.ts";

/** A private endpoint as the requester's subscription shows it. */
export interface PrivateEndpoint {
  /** As Azure writes it. */
  readonly id: string;
  /** Automatic and manual ones; all of them, also those that lead to no Relay namespace. */
  readonly connections: readonly EndpointConnection[];
  readonly provisioning: Connection["provisioning"];
}

export interface EndpointConnection {
  /** What the requester calls it; no connection of the namespace has this name. */
  readonly name: string;
  /** The id of what it leads to, as Azure writes it; may be another kind than a namespace, or an alias. */
  readonly target: string;
  readonly status: ConnectionStatus;
}

/** What such an endpoint is in the words of a connection: Disconnected only when everything that it leads to is. */
export function seenAsConnection(
  { id: privateEndpoint, connections, provisioning }: PrivateEndpoint,
  id: ConnectionId,
): Connection {
  const connected = connections.find(({ status }) => status !== "Disconnected");
  const status = connections.length === 0 ? "Other" : (connected?.status ?? "Disconnected");
  return { id, privateEndpoint, status, description: "", provisioning, region: undefined };
}
