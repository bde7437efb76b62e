import { foldedId, parseConnectionId, parseNamespaceId, parsePrivateEndpointId } from "../azure-id.ts";
import type { AnyEntry } from "../recorded.ts";
import type { Filter } from "./query.ts";
import { kindsMeant } from "./values.ts";

/** The name of whoever did it, as far as the reader may know it. */
export type NameOf = (entry: AnyEntry) => string | undefined;

/** Whether an entry is what every filter says. Values are as `resolved` made them. */
export function matches(entry: AnyEntry, filters: readonly Filter[], nameOf: NameOf): boolean {
  return filters.every((filter) => isOne(entry, filter, nameOf) !== filter.negated);
}

function isOne(entry: AnyEntry, { key, anyOf }: Filter, nameOf: NameOf): boolean {
  switch (key) {
    case "request":
      return anyOf.includes(entry.request);
    case "connection":
    case "namespace":
      return isAmong(entry[key], anyOf);
    case "subscription":
      return anyOf.includes(entry.requester?.subscription?.toLowerCase() ?? "");
    case "actor":
      return anyOf.includes(foldedActor(entry.actor.ref));
    case "kind":
      return anyOf.some((value) => kindsMeant(value).includes(entry.kind));
    case "verdict":
      return anyOf.includes(entry.verdict ?? "");
    case "rule":
      return entry.actor.kind === "rule" && anyOf.map(foldedActor).includes(foldedActor(entry.actor.ref));
    case "text":
      return anyOf.every((text) => saidIn(entry, nameOf(entry)).includes(text.toLowerCase()));
  }
}

function isAmong(id: string | undefined, folded: readonly string[]): boolean {
  return id !== undefined && folded.includes(foldedId(id));
}

/** Names of rules are looked for in any case. */
export function foldedActor(ref: string): string {
  return ref.toLowerCase();
}

/** What free text is looked for in: the comment, and the names that a person would call things by. */
function saidIn(
  { comment, connection = "", namespace = "", privateEndpoint = "", actor }: AnyEntry,
  name: string | undefined,
) {
  const names = [
    parseNamespaceId(namespace)?.namespace,
    parseConnectionId(connection)?.connection,
    parsePrivateEndpointId(privateEndpoint)?.name,
    name ?? (actor.kind === "rule" ? actor.ref : undefined),
  ];
  return [comment ?? "", ...names.map((one) => one ?? "")].join("\n").toLowerCase();
}
