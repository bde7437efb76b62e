/** Ids of Azure resources that this service touches. They are parsed strictly, since paths of ARM calls are built from their parts. */

export interface NamespaceId {
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly namespace: string;
}

export interface ConnectionId extends NamespaceId {
  readonly connection: string;
}

export interface PrivateEndpointId {
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly name: string;
}

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Letters, digits and `-_().`, at most 90 and no dot at the end: Azure's rule for groups, ASCII only. */
const RESOURCE_GROUP = /^[a-z0-9_().-]{0,89}[a-z0-9_()-]$/i;
/** Relay's rule: 6 to 50 characters, begins with a letter. */
const NAMESPACE = /^[a-z][a-z0-9-]{4,48}[a-z0-9]$/i;
/** A resource's name; never `.` or `..`, never anything that changes a path. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,79}$/i;

/** The segments of an ARM id, or `undefined` for anything that is not exactly one path of plain segments in ASCII. */
function segmentsOf(id: string): readonly string[] | undefined {
  if (id.length > 1_000 || /[^!-~]/.test(id)) return undefined;
  const path = id.startsWith("/") ? id.slice(1) : id;
  const segments = path.split("/");
  return segments.includes("") ? undefined : segments;
}

const fits = (segment: string | undefined, rule: RegExp): segment is string =>
  segment !== undefined && rule.test(segment);

const isWord = (segment: string | undefined, word: string) => segment?.toLowerCase() === word;

/** Reads `subscriptions/{s}/resourceGroups/{g}/providers/{provider}/…rest`; rest has an even number of segments. */
function resourceOf(id: string, provider: string) {
  const [subscriptions, subscription, groups, resourceGroup, providers, named, ...rest] = segmentsOf(id) ?? [];
  const isBelow =
    isWord(subscriptions, "subscriptions") &&
    isWord(groups, "resourcegroups") &&
    isWord(providers, "providers") &&
    isWord(named, provider);
  if (!isBelow || !fits(subscription, GUID) || !fits(resourceGroup, RESOURCE_GROUP)) return undefined;
  return { subscription: subscription.toLowerCase(), resourceGroup, rest };
}

export function isGuid(text: string): boolean {
  return GUID.test(text);
}

/** The id of a namespace, or of anything below one if `below` is set (an event's subject). */
export function parseNamespaceId(id: string, below: "exact" | "below" = "exact"): NamespaceId | undefined {
  const resource = resourceOf(id, "microsoft.relay");
  const [type, namespace, ...rest] = resource?.rest ?? [];
  if (!resource || !isWord(type, "namespaces") || !fits(namespace, NAMESPACE)) return undefined;
  if (below === "exact" && rest.length > 0) return undefined;
  return { subscription: resource.subscription, resourceGroup: resource.resourceGroup, namespace };
}

export function parseConnectionId(id: string): ConnectionId | undefined {
  const namespace = parseNamespaceId(id, "below");
  const [type, connection, ...rest] = resourceOf(id, "microsoft.relay")?.rest.slice(2) ?? [];
  if (!namespace || !isWord(type, "privateendpointconnections") || !fits(connection, NAME)) return undefined;
  return rest.length === 0 ? { ...namespace, connection } : undefined;
}

/** The private endpoint of the requester; `undefined` also for the endpoints of other kinds that Azure may name there. */
export function parsePrivateEndpointId(id: string): PrivateEndpointId | undefined {
  const resource = resourceOf(id, "microsoft.network");
  const [type, name, ...rest] = resource?.rest ?? [];
  if (!resource || !isWord(type, "privateendpoints") || !fits(name, NAME) || rest.length > 0) return undefined;
  return { subscription: resource.subscription, resourceGroup: resource.resourceGroup, name };
}

export function namespaceIdOf({ subscription, resourceGroup, namespace }: NamespaceId): string {
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.Relay/namespaces/${namespace}`;
}

export function connectionIdOf(id: ConnectionId): string {
  return `${namespaceIdOf(id)}/privateEndpointConnections/${id.connection}`;
}

/** Azure's ids differ in case and in the leading slash from one answer to the next: this is the form to compare and to hash. */
export function foldedId(id: string): string {
  return (id.startsWith("/") ? id : `/${id}`).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

export function isSameId(one: string, other: string): boolean {
  return foldedId(one) === foldedId(other);
}
