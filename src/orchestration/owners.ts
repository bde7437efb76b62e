import type { NamespaceId } from "../domain/azure-id.ts";
import type { Person } from "../domain/person.ts";
import { isOwner, type WatchedGroup } from "../domain/policy.ts";
import type { Vote } from "../domain/request.ts";
import type { CountedVote } from "../domain/votes.ts";
import type { World } from "./world.ts";

/** What decides who the owners are. */
export interface Owned {
  readonly namespace: NamespaceId;
  readonly group: WatchedGroup | undefined;
  /** Whether those to whom the policy escalates may decide too. */
  readonly escalated: boolean;
  /** Whether Azure is asked for its rights now, since a change follows at once. */
  readonly fresh: boolean;
}

/** An owner by the policy as it is now, or by a right that is held in Azure, and of our own tenant. What can't be checked throws. */
export async function mayDecide({ ourTenant, rights }: World, owned: Owned, person: Person): Promise<boolean> {
  const { namespace, group, escalated, fresh } = owned;
  if (group === undefined || person.tenant !== ourTenant) return false;
  if (isOwner(group, person.objectId, escalated)) return true;
  return group.ownersByAzureRole && rights.mayApprove(namespace, person.objectId, { fresh });
}

/** Whoever voted must be an owner now, not only at the click. */
export async function counted(world: World, owned: Owned, votes: readonly Vote[]): Promise<readonly CountedVote[]> {
  const count = async (vote: Vote) => {
    const person = await world.store.people.find(vote.by);
    return { ...vote, counts: person !== undefined && (await mayDecide(world, owned, person)) };
  };
  return Promise.all(votes.map(count));
}
