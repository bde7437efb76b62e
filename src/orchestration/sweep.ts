import { foldedId, type NamespaceId, namespaceIdOf } from "../domain/azure-id.ts";
import type { NamespaceListing } from "../domain/connection.ts";
import { overdueAmong } from "../domain/overdue.ts";
import { watchedSubscriptions } from "../domain/policy.ts";
import type { LogDetails, Orchestrations } from "../ports.ts";
import { cleanUpEndpoints } from "./clean-up-endpoints.ts";
import { patiently } from "./patiently.ts";
import { reconcile } from "./reconcile.ts";
import type { CleanUps } from "./see-to.ts";
import { tendChannels } from "./tend-channels.ts";
import type { World } from "./world.ts";

export interface Swept {
  readonly namespaces: number;
  readonly begun: number;
  readonly open: number;
  readonly failed: number;
}

/** Namespaces looked at side by side: a compromise between ARM's bucket of 250 reads and the length of a sweep. */
const SIDE_BY_SIDE = 8;

const NOTHING: Swept = { namespaces: 0, begun: 0, open: 0, failed: 0 };

/** Looks at every watched namespace: the guarantee that nothing is lost, whatever becomes of events. */
export async function sweep(world: World, orchestrations: Orchestrations): Promise<Swept> {
  const policy = await world.policies.current();
  const cleanUps: CleanUps = { left: policy.cleanUp.mostARun };
  const run: Run = { world, orchestrations, cleanUps, listed: new Set(), openSince: new Map() };
  let total = NOTHING;
  for (const subscription of watchedSubscriptions(policy)) {
    const { listings, failed } = await namespacesIn(world, subscription);
    warnOfCrowd(world, subscription, listings);
    total = add(total, add(await lookAtAll(run, withAbsentAsNone(listings)), { ...NOTHING, failed }));
  }
  total = add(total, await lookAtAll(run, await unlisted(run)));
  total = add(total, { ...NOTHING, ...(await cleanUpEndpoints(world, orchestrations, cleanUps)) });
  total = add(total, { ...NOTHING, failed: await tendChannels(world, orchestrations) });
  await note(world, total);
  world.log.info("Swept", sweptDetails(total, run.openSince, world.clock()));
  return total;
}

/** Alerts of the templates read these. */
export function sweptDetails(total: Swept, openSince: ReadonlyMap<string, string>, now: Date) {
  return { ...total, ...overdueAmong(openSince, now) } satisfies LogDetails;
}

/** That it swept counts, whether or not it can be noted. */
async function note({ store, clock, log }: World, { failed }: Swept): Promise<void> {
  try {
    await store.heartbeats.beat("sweep", { at: clock().toISOString(), failed });
  } catch (error) {
    log.warn("That a sweep ended could not be noted", { why: String(error) });
  }
}

interface Run {
  readonly world: World;
  readonly orchestrations: Orchestrations;
  readonly cleanUps: CleanUps;
  /** Folded ids of the namespaces that were looked at. */
  readonly listed: Set<string>;
  /** Of every request that was found open: when it was seen first. */
  readonly openSince: Map<string, string>;
}

/** Those that no group watches are looked at too: they may have requests from when one did. A page that fails costs only what follows. */
async function namespacesIn(world: World, subscription: string) {
  const { connections, log } = world;
  const listings = new Map<string, NamespaceListing>();
  try {
    await patiently(world, async () => {
      for await (const listing of connections.namespaces(subscription)) listings.set(keyOf(listing.id), listing);
    });
    return { listings: [...listings.values()], failed: 0 };
  } catch (error) {
    log.error("A subscription could not be listed to its end", { subscription, why: String(error) });
    return { listings: [...listings.values()], failed: 1 };
  }
}

/**
 * Azure leaves out the property of a namespace that has no connections: where one namespace of a listing carries its own inline,
 * the others have none, and need no read.
 */
function withAbsentAsNone(listings: readonly NamespaceListing[]): readonly NamespaceListing[] {
  if (!listings.some(({ connections }) => connections !== undefined)) return listings;
  return listings.map(({ id, connections = [] }) => ({ id, connections }));
}

/** Azure allows 64 namespaces with private endpoints in a subscription. */
const CROWDED = 48;

function warnOfCrowd({ log }: World, subscription: string, listings: readonly NamespaceListing[]): void {
  const namespaces = listings.filter(({ connections = [] }) => connections.length > 0).length;
  if (namespaces < CROWDED) return;
  log.warn("A subscription nears Azure's limit of 64 namespaces with private endpoints", { subscription, namespaces });
}

/** Namespaces with open requests that Azure lists no more, or of a subscription that the policy names no more. */
async function unlisted({ world, listed }: Run): Promise<readonly NamespaceListing[]> {
  const known = (await world.store.requests.namespaces()).filter((id) => !listed.has(keyOf(id)));
  const withOpen = known.map(async (id) => ((await world.store.requests.openIn(id)).length > 0 ? [id] : []));
  return (await Promise.all(withOpen)).flat().map((id) => ({ id, connections: undefined }));
}

async function lookAtAll(run: Run, listings: readonly NamespaceListing[]): Promise<Swept> {
  let total = NOTHING;
  const left = [...listings];
  const lookers = Array.from({ length: SIDE_BY_SIDE }, async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const looked = await lookAt(run, next);
      total = add(total, looked);
    }
  });
  await Promise.all(lookers);
  return total;
}

/** One namespace that cannot be looked at holds up no other; the next sweep comes to it again. */
async function lookAt(run: Run, { id, connections: listed }: NamespaceListing): Promise<Swept> {
  const { world, orchestrations, cleanUps, openSince } = run;
  run.listed.add(keyOf(id));
  try {
    const looked = await patiently(world, () => reconcile(world, orchestrations, id, { listed, cleanUps, openSince }));
    return { namespaces: looked.kind === "looked" ? 1 : 0, begun: looked.begun, open: looked.open, failed: 0 };
  } catch (error) {
    world.log.error("A namespace could not be looked at", { namespace: namespaceIdOf(id), why: String(error) });
    return { namespaces: 1, begun: 0, open: 0, failed: 1 };
  }
}

const keyOf = (id: NamespaceId) => foldedId(namespaceIdOf(id));

function add(one: Swept, other: Swept): Swept {
  return {
    namespaces: one.namespaces + other.namespaces,
    begun: one.begun + other.begun,
    open: one.open + other.open,
    failed: one.failed + other.failed,
  };
}
