import { namespaceIdOf } from "../domain/azure-id.ts";
import type { NamespaceListing } from "../domain/connection.ts";
import { watchedSubscriptions } from "../domain/policy.ts";
import type { Orchestrations } from "../ports.ts";
import { reconcile } from "./reconcile.ts";
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
  let total = NOTHING;
  for (const subscription of watchedSubscriptions(policy)) {
    const { listings, failed } = await namespacesIn(world, subscription);
    total = add(total, add(await lookAtAll(world, orchestrations, listings), { ...NOTHING, failed }));
  }
  world.log.info("Swept", { ...total });
  return total;
}

/** Those that no group watches are looked at too: they may have requests from when one did. A page that fails costs only what follows. */
async function namespacesIn({ connections, log }: World, subscription: string) {
  const listings: NamespaceListing[] = [];
  try {
    for await (const listing of connections.namespaces(subscription)) listings.push(listing);
    return { listings, failed: 0 };
  } catch (error) {
    log.error("A subscription could not be listed to its end", { subscription, why: String(error) });
    return { listings, failed: 1 };
  }
}

async function lookAtAll(
  world: World,
  orchestrations: Orchestrations,
  listings: readonly NamespaceListing[],
): Promise<Swept> {
  let total = NOTHING;
  const left = [...listings];
  const lookers = Array.from({ length: SIDE_BY_SIDE }, async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const looked = await lookAt(world, orchestrations, next);
      total = add(total, looked);
    }
  });
  await Promise.all(lookers);
  return total;
}

/** One namespace that cannot be looked at holds up no other; the next sweep comes to it again. */
async function lookAt(
  world: World,
  orchestrations: Orchestrations,
  { id, connections }: NamespaceListing,
): Promise<Swept> {
  try {
    const { kind, begun, open } = await reconcile(world, orchestrations, id, connections);
    return { namespaces: kind === "looked" ? 1 : 0, begun, open, failed: 0 };
  } catch (error) {
    world.log.error("A namespace could not be looked at", { namespace: namespaceIdOf(id), why: String(error) });
    return { namespaces: 1, begun: 0, open: 0, failed: 1 };
  }
}

function add(one: Swept, other: Swept): Swept {
  return {
    namespaces: one.namespaces + other.namespaces,
    begun: one.begun + other.begun,
    open: one.open + other.open,
    failed: one.failed + other.failed,
  };
}
