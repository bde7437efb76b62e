import { type NamespaceId, namespaceIdOf, parseNamespaceId } from "../domain/azure-id.ts";
import type { Asker } from "../domain/click.ts";
import type { Person } from "../domain/person.ts";
import { groupOf, isOwner, type Policy, type WatchedGroup, watchedSubscriptions } from "../domain/policy.ts";
import type { ConnectionRequest } from "../domain/request.ts";
import { isRequestId } from "../domain/request-id.ts";
import { mayDecide } from "./owners.ts";
import type { World } from "./world.ts";

/** The same whether there is none or it is somebody else's. */
export const NOT_FOUND = "I find nothing of that name that is yours to decide.";

/** Azure is asked for the rights on each; a person's own are few. */
const MOST_NAMESPACES = 50;

export interface Covered {
  readonly namespace: NamespaceId;
  readonly group: WatchedGroup;
}

/** What somebody may see: where they may decide; in a channel, only what is asked about in it, since everybody reads the answer. */
export interface Scope {
  readonly policy: Policy;
  readonly covers: (namespace: NamespaceId) => Promise<Covered | undefined>;
  /** Those that ever had a request; `isCut`: there are more that may be theirs than were looked at. */
  readonly all: () => Promise<{ readonly covered: readonly Covered[]; readonly isCut: boolean }>;
  /** The same for a reader of the record, who must miss nothing: all where the policy names them, since that asks nothing of Azure. */
  readonly readable: () => Promise<readonly Covered[]>;
  /** Those of a name, also ones that never had a request. */
  readonly called: (name: string) => Promise<readonly Covered[]>;
}

export async function scopeOf(world: World, { person, channel }: Asker): Promise<Scope> {
  const policy = await world.policies.current();
  const watched = (namespace: NamespaceId) => {
    const group = groupOf(policy, namespace);
    return group && (channel === undefined || group.channel.id === channel) ? group : undefined;
  };
  const covers: Scope["covers"] = async (namespace) => {
    const group = watched(namespace);
    if (!group) return undefined;
    const owned = { namespace, group, escalated: false, fresh: false };
    return (await mayDecide(world, owned, person)) ? { namespace, group } : undefined;
  };
  const all: Scope["all"] = async () => {
    const known = await world.store.requests.namespaces();
    const { named, byRole } = likeliest(known, watched, person);
    const likely = [...named, ...byRole];
    const covered = await Promise.all(likely.slice(0, MOST_NAMESPACES).map(covers));
    return { covered: covered.filter((one) => one !== undefined), isCut: likely.length > MOST_NAMESPACES };
  };
  const readable: Scope["readable"] = async () => {
    const { named, byRole } = likeliest(await world.store.requests.namespaces(), watched, person);
    const covered = await Promise.all([...named, ...byRole.slice(0, MOST_NAMESPACES)].map(covers));
    return covered.filter((one) => one !== undefined);
  };
  const called: Scope["called"] = async (name) => {
    const known = (await world.store.requests.namespaces()).filter((namespace) => isCalled(namespace, name));
    const covered = (await Promise.all(known.slice(0, MOST_NAMESPACES).map(covers))).filter((one) => one !== undefined);
    if (covered.length > 0 || !isPerhapsOwner(policy, person)) return covered;
    const listed = await Promise.all((await listedAs(world, policy, name)).map(covers));
    return listed.filter((one) => one !== undefined);
  };
  return { policy, covers, all, readable, called };
}

/** Those that may be somebody's own, those first where the policy names them: nothing is asked to know that. */
function likeliest(
  known: readonly NamespaceId[],
  watched: (namespace: NamespaceId) => WatchedGroup | undefined,
  { objectId }: Person,
): { readonly named: readonly NamespaceId[]; readonly byRole: readonly NamespaceId[] } {
  const isNamed = (namespace: NamespaceId) => {
    const group = watched(namespace);
    return group !== undefined && isOwner(group, objectId);
  };
  const byRole = known.filter((namespace) => watched(namespace)?.ownersByAzureRole && !isNamed(namespace));
  return { named: known.filter(isNamed), byRole };
}

/** Azure lists 100 a page. */
const MOST_LISTED = 1_000;

/** Whoever is surely no owner of anything makes nobody read Azure. */
function isPerhapsOwner({ groups }: Policy, { objectId }: Person): boolean {
  return groups.some((group) => group.ownersByAzureRole || isOwner(group, objectId));
}

async function listedAs(world: World, policy: Policy, name: string): Promise<readonly NamespaceId[]> {
  const found = watchedSubscriptions(policy).map((subscription) => listedIn(world, subscription, name));
  return (await Promise.all(found)).flat();
}

async function listedIn({ connections }: World, subscription: string, name: string): Promise<readonly NamespaceId[]> {
  const found: NamespaceId[] = [];
  let left = MOST_LISTED;
  for await (const { id } of connections.namespaces(subscription)) {
    if (isCalled(id, name)) found.push(id);
    left -= 1;
    if (left === 0) break;
  }
  return found;
}

function isCalled({ namespace }: NamespaceId, name: string): boolean {
  return namespace.toLowerCase() === name.toLowerCase();
}

/** A namespace by its name or its id. Several of one name: `ambiguous`, to be named by id. */
export async function namespaceNamed(scope: Scope, name: string): Promise<Covered | "none" | readonly Covered[]> {
  const id = parseNamespaceId(name);
  if (id) return (await scope.covers(id)) ?? "none";
  const found = await scope.called(name);
  const [only, ...others] = found;
  if (!only) return "none";
  return others.length > 0 ? found : only;
}

/** Of the covered namespaces: each open request, and the last one of each connection. */
export async function requestNamed(
  world: World,
  scope: Scope,
  name: string,
): Promise<ConnectionRequest | "none" | readonly string[]> {
  const wanted = name.toLowerCase();
  const ids = isRequestId(wanted) ? [wanted] : await idsBeginning(world, scope, wanted);
  const [id, ...others] = ids;
  if (id === undefined) return "none";
  if (others.length > 0) return ids;
  const request = await world.store.requests.find(id);
  return request && (await scope.covers(request.connection)) ? request : "none";
}

/** Fewer letters would name anything. */
const FEWEST_LETTERS = 5;

async function idsBeginning(world: World, scope: Scope, wanted: string): Promise<readonly string[]> {
  if (wanted.length < FEWEST_LETTERS) return [];
  const { covered } = await scope.all();
  const ids = await Promise.all(covered.map(({ namespace }) => requestIdsIn(world, namespace)));
  return [...new Set(ids.flat())].filter((id) => id.startsWith(wanted));
}

async function requestIdsIn({ store }: World, namespace: NamespaceId): Promise<readonly string[]> {
  const [open, rounds] = await Promise.all([store.requests.openIn(namespace), store.rounds.in(namespace)]);
  return [...open.map(({ id }) => id), ...rounds.map(({ requestId }) => requestId)];
}

export function severalNamespaces(covered: readonly Covered[]): string {
  return severalOf(
    "namespaces",
    covered.map(({ namespace }) => namespaceIdOf(namespace)),
  );
}

export function severalOf(what: string, choices: readonly string[]): string {
  return `Several ${what} are meant by that: ${choices.join(", ")}.`;
}
