import type { NamespaceSummary, NamespacesAnswer } from "../domain/answers.ts";
import { foldedId, namespaceIdOf } from "../domain/azure-id.ts";
import { approvedAmong, ENDPOINTS_A_NAMESPACE } from "../domain/connection.ts";
import { isOwner } from "../domain/policy.ts";
import type { ConnectionRequest } from "../domain/request.ts";
import type { Answered, ApiParts, Call } from "./parts.ts";
import { type Reader, readerOf } from "./reader.ts";
import { type Snapshot, snapshotOf, type WatchedNamespace } from "./snapshot.ts";

export async function listNamespaces({ parts, caller }: Call): Promise<Answered> {
  const reader = await readerOf(parts.world, caller);
  const [seen, open] = await Promise.all([seenBy(parts, reader), parts.world.store.requests.allOpen()]);
  const byNamespace = Map.groupBy(open, ({ connection }) => foldedId(namespaceIdOf(connection)));
  const namespaces = seen.map((namespace) => summaryOf(namespace, byNamespace.get(namespace.key) ?? []));
  const json: NamespacesAnswer = { namespaces: namespaces.toSorted(byNeed) };
  return { json };
}

/** What of Azure a reader may see: also namespaces of theirs that never had a request, where the policy names them. */
export async function seenBy({ world, snapshot }: ApiParts, { within, caller }: Reader): Promise<Snapshot> {
  const all = await snapshot(() => snapshotOf(world));
  if (within === undefined) return all;
  const { objectId } = caller.person;
  return all.filter(({ key, group }) => within.includes(key) || isOwner(group, objectId));
}

function summaryOf({ id, group, connections }: WatchedNamespace, open: readonly ConnectionRequest[]): NamespaceSummary {
  const countOf = (status: keyof NamespaceSummary["connections"]) =>
    connections.filter((connection) => connection.status === status).length;
  const pending = open.filter(({ kind }) => kind === "approve-or-reject").map(({ seenAt }) => seenAt);
  const [oldestPendingAt] = pending.toSorted();
  return {
    ...{ id: namespaceIdOf(id), name: id.namespace, subscription: id.subscription, resourceGroup: id.resourceGroup },
    ...{ group: group.name, used: approvedAmong(connections), most: ENDPOINTS_A_NAMESPACE, open: open.length },
    connections: {
      Pending: countOf("Pending"),
      Approved: countOf("Approved"),
      Rejected: countOf("Rejected"),
      Disconnected: countOf("Disconnected"),
      Other: countOf("Other"),
    },
    ...(oldestPendingAt !== undefined && { oldestPendingAt }),
  };
}

const NEVER = "9999";

/** Who waits longest comes first, then by name. */
function byNeed(one: NamespaceSummary, other: NamespaceSummary): number {
  const waits = (one.oldestPendingAt ?? NEVER).localeCompare(other.oldestPendingAt ?? NEVER);
  return waits || one.name.localeCompare(other.name) || one.id.localeCompare(other.id);
}
