/** Ids are the same in any case and with or without the leading slash. */
export function keyOf(id: string): string {
  return `/${id.replace(/^\/+|\/+$/g, "").toLowerCase()}`;
}

export function sameId(one: string, other: string): boolean {
  return keyOf(one) === keyOf(other);
}

/** The part after a segment, as in `/subscriptions/{…}`; empty when there is none. */
export function partAfter(id: string, segment: string): string {
  const parts = id.split("/");
  const index = parts.findIndex((part) => part.toLowerCase() === segment.toLowerCase());
  return index < 0 ? "" : (parts[index + 1] ?? "");
}

export function subscriptionOf(id: string): string {
  return partAfter(id, "subscriptions").toLowerCase();
}

export function lastPart(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** `/…/namespaces/n/privateEndpointConnections/c` → `/…/namespaces/n`. */
export function parentOf(id: string): string {
  return id.split("/").slice(0, -2).join("/");
}
