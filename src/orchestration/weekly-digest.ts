import type { NamespaceListing } from "../domain/connection.ts";
import type { Digest } from "../domain/digest.ts";
import { groupOf, type WatchedGroup, watchedSubscriptions } from "../domain/policy.ts";
import { expiredAndPending } from "../domain/situation.ts";
import { oneByOne } from "./one-by-one.ts";
import { patiently } from "./patiently.ts";
import type { World } from "./world.ts";

/** Tells each group's channel which requests nobody decided that still wait in Azure; answers how many channels were told. */
export async function weeklyDigest(world: World): Promise<number> {
  const policy = await world.policies.current();
  const expired = new Map<WatchedGroup, Digest["expired"]>();
  for (const subscription of watchedSubscriptions(policy)) {
    for (const listing of await namespacesIn(world, subscription)) {
      const group = groupOf(policy, listing.id);
      if (group) expired.set(group, [...(expired.get(group) ?? []), ...(await expiredIn(world, listing))]);
    }
  }
  const digests = [...expired].filter(([, requests]) => requests.length > 0);
  await oneByOne(
    digests.map(
      ([{ name, channel }, requests]) =>
        () =>
          patiently(world, () => world.cards.digest(channel, { group: name, expired: requests })),
    ),
  );
  return digests.length;
}

function namespacesIn(world: World, subscription: string): Promise<readonly NamespaceListing[]> {
  return patiently(world, async () => {
    const listings: NamespaceListing[] = [];
    for await (const listing of world.connections.namespaces(subscription)) listings.push(listing);
    return listings;
  });
}

async function expiredIn(world: World, { id, connections: inline }: NamespaceListing) {
  const rounds = await world.store.rounds.in(id);
  if (!rounds.some(({ outcome }) => outcome === "expired")) return [];
  const listed = inline ?? (await patiently(world, () => world.connections.list(id)));
  return expiredAndPending(rounds, listed === "gone" ? [] : listed).map(({ privateEndpoint, requestId }) => ({
    ...{ namespace: id, privateEndpoint, requestId },
  }));
}
