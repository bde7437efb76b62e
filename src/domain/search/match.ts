import { foldedId, parseConnectionId, parseNamespaceId, parsePrivateEndpointId } from "../azure-id.ts";
import type { AnyEntry } from "../recorded.ts";
import type { Filter } from "./query.ts";
import { kindsMeant } from "./values.ts";

/** Whether an entry is what every filter says. Ids, names of people and the like stand in the filters as entries have them. */
export function matches(entry: AnyEntry, filters: readonly Filter[], actorName: string | undefined): boolean {
  return filters.every((filter) => isOne(entry, filter, actorName) !== filter.negated);
}

function isOne(entry: AnyEntry, { key, anyOf }: Filter, actorName: string | undefined): boolean {
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
      return anyOf.every((text) => saidIn(entry, actorName).includes(text.toLowerCase()));
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
