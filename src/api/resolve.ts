import {
  connectionIdOf,
  foldedId,
  type NamespaceId,
  namespaceIdOf,
  parseConnectionId,
  parseNamespaceId,
} from "../domain/azure-id.ts";
import { foldedActor } from "../domain/search/match.ts";
import type { AuditQuery, Filter } from "../domain/search/query.ts";
import type { World } from "../orchestration/world.ts";
import { mayRead, type Reader } from "./reader.ts";

/** Puts what a person writes (a namespace's name, a person's) into the form that entries have: ids folded, people by pseudonym. */
export async function resolved(world: World, reader: Reader, query: AuditQuery): Promise<AuditQuery> {
  const filters = await Promise.all(query.filters.map((filter) => resolvedFilter(world, reader, filter)));
  return { ...query, filters };
}

async function resolvedFilter({ store }: World, reader: Reader, filter: Filter): Promise<Filter> {
  const values = async (meant: (value: string) => Promise<readonly string[]> | readonly string[]) => {
    const found = (await Promise.all(filter.anyOf.map(meant))).flat();
    return { ...filter, anyOf: [...new Set(found)] };
  };
  const known = () => namespacesOf(store.requests, reader);
  switch (filter.key) {
    case "request":
    case "subscription":
      return values((value) => [value.toLowerCase()]);
    case "namespace":
      return values(async (value) => namespacesMeant(value, known));
    case "connection":
      return values(async (value) => connectionsMeant(value, known));
    case "actor":
      return values((value) => actorsMeant(store.people, reader, value));
    case "kind":
    case "verdict":
    case "rule":
    case "text":
      return filter;
  }
}

/** Those that ever had a request. */
async function namespacesOf(requests: World["store"]["requests"], reader: Reader): Promise<readonly NamespaceId[]> {
  return (await requests.namespaces()).filter((namespace) => mayRead(reader, namespace));
}

type Known = () => Promise<readonly NamespaceId[]>;

/** By id, or all of a name; a name that nobody has finds nothing. */
async function namespacesMeant(value: string, known: Known): Promise<readonly string[]> {
  if (parseNamespaceId(value)) return [foldedId(value)];
  const called = (await known()).filter(({ namespace }) => namespace.toLowerCase() === value.toLowerCase());
  return called.length > 0 ? called.map((id) => foldedId(namespaceIdOf(id))) : [value.toLowerCase()];
}

async function connectionsMeant(value: string, known: Known): Promise<readonly string[]> {
  if (parseConnectionId(value)) return [foldedId(value)];
  const [name = "", connection = ""] = value.toLowerCase().split("/");
  const called = (await known()).filter(({ namespace }) => namespace.toLowerCase() === name);
  return called.length > 0
    ? called.map((id) => foldedId(connectionIdOf({ ...id, connection })))
    : [value.toLowerCase()];
}

const SHORT: ReadonlyMap<string, string> = new Map([
  ["service", "relay-approvals"],
  ["azure", "microsoft.relay"],
]);

/** `me`, `service`, `azure`, a pseudonym, a rule's name, or the beginning of a word of a person's name. */
async function actorsMeant(
  people: World["store"]["people"],
  { caller }: Reader,
  value: string,
): Promise<readonly string[]> {
  const wanted = foldedActor(value);
  const short = SHORT.get(wanted);
  if (short !== undefined) return [short];
  if (wanted === "me") return [(await people.refOf(caller.person)) ?? "nobody"];
  return [wanted, ...(await people.named(value))];
}
