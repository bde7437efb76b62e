import type { ConnectionId, NamespaceId } from "./azure-id.ts";

/** A private endpoint connection of a namespace, as ARM says now. */
export interface Connection {
  readonly id: ConnectionId;
  /** The requester's endpoint as Azure writes it; `undefined` when Azure names none. A request binds to it. */
  readonly privateEndpoint: string | undefined;
  readonly status: ConnectionStatus;
  /** Of a Pending connection: the requester's message. Of others: what was written with the last change. */
  readonly description: string;
  /** `busy` while Azure still carries out a change; a status counts only when `done`. */
  readonly provisioning: "busy" | "done" | "failed";
  readonly region: string | undefined;
}

/** Azure may add states; one that is not known here is `Other` and never acted on. */
export type ConnectionStatus = "Pending" | "Approved" | "Rejected" | "Disconnected" | "Other";

/** A namespace with the connections that Azure lists in it. */
export interface NamespaceListing {
  readonly id: NamespaceId;
  /** `undefined` when the listing carried none inline: then they must be listed for this namespace. */
  readonly connections: readonly Connection[] | undefined;
}

/** At most 64 private endpoints a namespace: "Integrate Azure Relay with Azure Private Link", limits. */
export const ENDPOINTS_A_NAMESPACE = 64;

/** How many of a namespace's private endpoints are let in: what counts against Azure's limit. */
export function approvedAmong(connections: readonly Connection[]): number {
  return connections.filter(({ status }) => status === "Approved").length;
}
