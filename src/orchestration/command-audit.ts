import type { AuditEntry } from "../domain/audit.ts";
import { isGuid, namespaceIdOf, parsePrivateEndpointId } from "../domain/azure-id.ts";
import { type CommandAnswer, tableOf } from "../domain/command.ts";
import { later } from "../domain/waits.ts";
import {
  type Covered,
  NOT_FOUND,
  namespaceNamed,
  requestNamed,
  type Scope,
  severalNamespaces,
  severalOf,
} from "./command-scope.ts";
import type { World } from "./world.ts";

const COLUMNS = ["When", "What", "Who", "About", "Words"];

/** Of so many requests the entries are read: each is a read of its own. */
const MOST_REQUESTS = 20;

/** Among so many the newest are found. */
const MOST_LOOKED_AT = 200;

interface Asked {
  readonly about: string;
  readonly sinceHours: number;
  readonly from: number;
}

/** What is on record about a request, a namespace or a requester's subscription, newest first. */
export async function trailOf(world: World, scope: Scope, { about, sinceHours, from }: Asked): Promise<CommandAnswer> {
  const found = await requestsAbout(world, scope, about);
  if ("text" in found) return { kind: "words", text: found.text };
  const { requests, of } = found;
  const since = later(world.clock(), { hours: -sinceHours }).toISOString();
  const read = await Promise.all((await newestOf(world, requests)).map((id) => world.store.audit.of(id)));
  const entries = read
    .flat()
    .filter(({ at }) => at >= since)
    .toSorted((one, other) => other.at.localeCompare(one.at) || other.id.localeCompare(one.id));
  const whoIn = await actorsIn(world, entries);
  const rows = entries.map((entry) => rowOf(entry, whoIn(entry)));
  const title = entries.length === 1 ? "1 entry on record" : `${entries.length} entries on record`;
  const note = `Since ${since.slice(0, 16).replace("T", " ")} UTC${farOf(requests.length)}.`;
  const asked = { kind: "audit", about: of, sinceHours, from } as const;
  return { kind: "table", table: tableOf({ title, about: of, asked, columns: COLUMNS, rows, from, note }) };
}

function farOf(requests: number): string {
  if (requests <= 1) return "";
  const looked = Math.min(requests, MOST_REQUESTS);
  const among = requests > MOST_LOOKED_AT ? `; there are ${requests}` : "";
  const newest = requests > looked ? ` (the newest of ${Math.min(requests, MOST_LOOKED_AT)}${among})` : "";
  return `, of the last request of ${looked} connections${newest}`;
}

/** Rounds carry no time and stand in no order: where not all are read, their requests tell which are the newest. */
async function newestOf({ store }: World, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length <= MOST_REQUESTS) return ids;
  const seen = async (id: string) => ({ id, at: (await store.requests.find(id))?.seenAt ?? "" });
  const dated = await Promise.all(ids.slice(0, MOST_LOOKED_AT).map(seen));
  const sorted = dated.toSorted((one, other) => other.at.localeCompare(one.at));
  return sorted.slice(0, MOST_REQUESTS).map(({ id }) => id);
}

/** Ids of requests and of what they are about, or words why there are none. */
type Found = { readonly requests: readonly string[]; readonly of: string } | { readonly text: string };

async function requestsAbout(world: World, scope: Scope, about: string): Promise<Found> {
  if (isGuid(about)) return ofSubscription(world, scope, about.toLowerCase());
  const request = await ofRequest(world, scope, about);
  if (request) return request;
  const found = await namespaceNamed(scope, about);
  if (found === "none") return { text: NOT_FOUND };
  if (!("namespace" in found)) return { text: severalNamespaces(found) };
  const rounds = await lastRequestsIn(world, found);
  return { requests: rounds.map(({ requestId }) => requestId), of: namespaceIdOf(found.namespace) };
}

/** A namespace may begin as an id does. */
async function ofRequest(world: World, scope: Scope, name: string): Promise<Found | undefined> {
  const request = name.toLowerCase().startsWith("r-") ? await requestNamed(world, scope, name) : "none";
  if (request === "none") return undefined;
  return "id" in request ? { requests: [request.id], of: request.id } : { text: severalOf("requests", request) };
}

async function ofSubscription(world: World, scope: Scope, of: string): Promise<Found> {
  const { covered } = await scope.all();
  const rounds = (await Promise.all(covered.map((one) => lastRequestsIn(world, one)))).flat();
  const own = rounds.filter(({ privateEndpoint }) => parsePrivateEndpointId(privateEndpoint)?.subscription === of);
  return own.length === 0 ? { text: NOT_FOUND } : { requests: own.map(({ requestId }) => requestId), of };
}

async function lastRequestsIn({ store }: World, { namespace }: Covered) {
  return store.rounds.in(namespace);
}

function rowOf(entry: AuditEntry, who: string): readonly string[] {
  const { at, kind, privateEndpoint, comment, before, after } = entry;
  const changed = after === undefined ? [] : [before === undefined ? after : `${before} → ${after}`];
  const endpoint = parsePrivateEndpointId(privateEndpoint)?.name ?? privateEndpoint;
  const words = [...changed, ...(comment ? [comment] : [])].join(": ");
  return [`${at.slice(0, 16).replace("T", " ")}`, kind, who, endpoint, words];
}

/** A person by name, as long as People knows them; each is looked up once. */
async function actorsIn({ store }: World, entries: readonly AuditEntry[]): Promise<(entry: AuditEntry) => string> {
  const people = entries.flatMap(({ actor }) => (actor.kind === "person" ? [actor.ref] : []));
  const find = async (ref: string) => [ref, (await store.people.find(ref))?.name || ref] as const;
  const names = new Map(await Promise.all([...new Set(people)].map(find)));
  return ({ actor }) => {
    if (actor.kind === "person") return String(names.get(actor.ref));
    return actor.kind === "rule" ? `rule ${actor.ref}` : actor.kind;
  };
}
