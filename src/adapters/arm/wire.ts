import * as z from "zod";
import {
  isSameId,
  type NamespaceId,
  namespaceIdOf,
  parseConnectionId,
  parseNamespaceId,
  parsePrivateEndpointId,
} from "../../domain/azure-id.ts";
import type { Connection, ConnectionStatus, NamespaceListing } from "../../domain/connection.ts";
import type { EndpointConnection, PrivateEndpoint } from "../../domain/private-endpoint.ts";
import { Fault } from "../../ports.ts";

/** ARM's answers, read into the domain's words. Fields that are not named here are dropped. */

const page = z.object({ value: z.array(z.unknown()), nextLink: z.string().nullish() });

const connection = z.object({
  id: z.string(),
  location: z.string().nullish(),
  properties: z.object({
    privateEndpoint: z.object({ id: z.string().nullish() }).nullish(),
    privateLinkServiceConnectionState: z
      .object({ status: z.string().nullish(), description: z.string().nullish() })
      .nullish(),
    provisioningState: z.string().nullish(),
  }),
});

const namespace = z.object({
  id: z.string(),
  properties: z.object({ privateEndpointConnections: z.array(z.unknown()).nullish() }).nullish(),
});

const link = z.object({
  name: z.string(),
  properties: z.object({
    privateLinkServiceId: z.string().min(1),
    privateLinkServiceConnectionState: z.object({ status: z.string().nullish() }).nullish(),
  }),
});

const endpoint = z.object({
  id: z.string(),
  properties: z.object({
    privateLinkServiceConnections: z.array(link).nullish(),
    manualPrivateLinkServiceConnections: z.array(link).nullish(),
    provisioningState: z.string().nullish(),
  }),
});

const subscription = z.object({ tenantId: z.string(), displayName: z.string().nullish() });

export interface Page {
  readonly items: readonly unknown[];
  readonly nextLink: string | undefined;
}

export function readPage(body: unknown): Page {
  const read = page.safeParse(body);
  if (!read.success) throw new Fault("ARM answered a list that is none");
  return { items: read.data.value, nextLink: read.data.nextLink || undefined };
}

/** `undefined`: malformed, or not a connection of that namespace. */
export function readConnection(body: unknown, owner: NamespaceId): Connection | undefined {
  const read = connection.safeParse(body);
  const id = read.success ? parseConnectionId(read.data.id) : undefined;
  if (!read.success || !id || !isSameId(namespaceIdOf(id), namespaceIdOf(owner))) return undefined;
  const { location, properties } = read.data;
  const state = properties.privateLinkServiceConnectionState;
  return {
    id,
    privateEndpoint: properties.privateEndpoint?.id || undefined,
    status: statusOf(state?.status ?? ""),
    description: state?.description ?? "",
    provisioning: provisioningOf(properties.provisioningState ?? ""),
    region: location ?? undefined,
  };
}

const STATUSES: readonly ConnectionStatus[] = ["Pending", "Approved", "Rejected", "Disconnected"];

function statusOf(status: string): ConnectionStatus {
  return STATUSES.find((known) => known.toLowerCase() === status.toLowerCase()) ?? "Other";
}

function provisioningOf(state: string): Connection["provisioning"] {
  switch (state.toLowerCase()) {
    case "succeeded":
      return "done";
    case "failed":
    case "canceled":
      return "failed";
    default:
      return "busy";
  }
}

/** `malformed` counts the connections that were left out. */
export interface ReadNamespace extends NamespaceListing {
  readonly malformed: number;
}

export function readNamespace(body: unknown): ReadNamespace | undefined {
  const read = namespace.safeParse(body);
  const id = read.success ? parseNamespaceId(read.data.id) : undefined;
  if (!read.success || !id) return undefined;
  const inline = read.data.properties?.privateEndpointConnections ?? undefined;
  const connections = inline?.map((item) => readConnection(item, id)).filter((item) => item !== undefined);
  return { id, connections, malformed: (inline?.length ?? 0) - (connections?.length ?? 0) };
}

/** `undefined` when it is malformed, in any of its connections too: one that lacks a connection may look as if nothing used it. */
export function readEndpoint(body: unknown): PrivateEndpoint | undefined {
  const read = endpoint.safeParse(body);
  if (!read.success || !parsePrivateEndpointId(read.data.id)) return undefined;
  const { id, properties } = read.data;
  const automatic = properties.privateLinkServiceConnections ?? [];
  const manual = properties.manualPrivateLinkServiceConnections ?? [];
  return {
    id,
    connections: [...automatic, ...manual].map(endpointConnectionOf),
    provisioning: provisioningOf(properties.provisioningState ?? ""),
  };
}

function endpointConnectionOf({ name, properties }: z.infer<typeof link>): EndpointConnection {
  const { privateLinkServiceId: target, privateLinkServiceConnectionState: state } = properties;
  return { name, target, status: statusOf(state?.status ?? "") };
}

export interface ReadSubscription {
  readonly tenant: string;
  /** Text from outside. */
  readonly name: string | undefined;
}

export function readSubscription(body: unknown): ReadSubscription | undefined {
  const read = subscription.safeParse(body).data;
  return read && { tenant: read.tenantId.toLowerCase(), name: read.displayName || undefined };
}
