import { foldedId, type NamespaceId, namespaceIdOf } from "../domain/azure-id.ts";
import type { Connection } from "../domain/connection.ts";
import { groupOf, type WatchedGroup, watchedSubscriptions } from "../domain/policy.ts";
import type { World } from "../orchestration/world.ts";

export interface WatchedNamespace {
  readonly id: NamespaceId;
  readonly key: string;
  readonly group: WatchedGroup;
  readonly connections: readonly Connection[];
}

/** Every watched namespace with its connections, as Azure showed them a moment ago. */
export type Snapshot = readonly WatchedNamespace[];

/** A page of a hundred namespaces is one read, like the sweep's. */
export async function snapshotOf(world: World): Promise<Snapshot> {
  const policy = await world.policies.current();
  const found: WatchedNamespace[] = [];
  for (const subscription of watchedSubscriptions(policy)) {
    for await (const { id, connections } of world.connections.namespaces(subscription)) {
      const group = groupOf(policy, id);
      if (group)
        found.push({ id, key: foldedId(namespaceIdOf(id)), group, connections: await all(world, id, connections) });
    }
  }
  return found;
}

async function all({ connections }: World, id: NamespaceId, inline: readonly Connection[] | undefined) {
  if (inline) return inline;
  const listed = await connections.list(id);
  return listed === "gone" ? [] : listed;
}
