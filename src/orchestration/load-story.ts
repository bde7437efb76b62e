import { connectionIdOf } from "../domain/azure-id.ts";
import type { Connection } from "../domain/connection.ts";
import { groupOf, isOwner, type WatchedGroup } from "../domain/policy.ts";
import { type ConnectionRequest, isIntent, type Vote } from "../domain/request.ts";
import type { Story } from "../domain/story.ts";
import type { CountedVote } from "../domain/votes.ts";
import type { Person } from "../ports.ts";
import type { World } from "./world.ts";

/**
 * Reads the rows of a request afresh. Azure must have been read before: a connection that we have changed then never meets rows
 * from before the intent.
 */
export async function loadStory(
  world: World,
  request: ConnectionRequest,
  connection: Connection | "gone",
): Promise<Story> {
  const { store, policies } = world;
  const [policy, round, votes, decision, intentOrEnd, ended] = await Promise.all([
    policies.current(),
    store.rounds.find(request.connection, connectionIdOf(request.connection), request.privateEndpoint),
    store.votes.of(request.id),
    store.decisions.find(request.id),
    store.intents.find(request.id),
    store.outcomes.find(request.id),
  ]);
  const group = groupOf(policy, request.connection);
  const counted = await Promise.all(votes.map((vote) => count(world, group, vote)));
  const intent = isIntent(intentOrEnd) ? intentOrEnd : undefined;
  const outcome = ended ?? (isIntent(intentOrEnd) ? undefined : intentOrEnd);
  return {
    request,
    connection,
    round,
    votes: counted,
    decision,
    intent,
    outcome,
    group,
    policyVersion: policy.version,
  };
}

/** Whoever voted must be an owner now, not only at the click. */
async function count(world: World, group: WatchedGroup | undefined, vote: Vote): Promise<CountedVote> {
  const person = await world.store.people.find(vote.by);
  return { ...vote, counts: person !== undefined && mayDecide(world, group, person) };
}

/** An owner by the policy as it is now, and of our own tenant. */
export function mayDecide({ ourTenant }: World, group: WatchedGroup | undefined, person: Person): boolean {
  return group !== undefined && person.tenant === ourTenant && isOwner(group, person.objectId);
}
