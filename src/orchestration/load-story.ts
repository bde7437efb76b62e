import { connectionIdOf } from "../domain/azure-id.ts";
import type { Connection } from "../domain/connection.ts";
import { groupOf } from "../domain/policy.ts";
import { type ConnectionRequest, isIntent } from "../domain/request.ts";
import { ruleStands } from "../domain/rule-stands.ts";
import type { Story } from "../domain/story.ts";
import { counted, type Owned } from "./owners.ts";
import type { World } from "./world.ts";

/**
 * Reads the rows of a request afresh. Azure must have been read before: a connection that we have changed then never meets rows
 * from before the intent. The rows are read against the order in which they are written, since another activity may be writing
 * them: whoever sees an intent then sees its decision too, and whoever sees a decision the votes that made it.
 */
export async function loadStory(
  world: World,
  request: ConnectionRequest,
  connection: Connection | "gone",
): Promise<Story> {
  const { store, policies, clock, cleanUp } = world;
  const { id, connection: namespace, privateEndpoint, progress } = request;
  const ended = await store.outcomes.find(id);
  const intentOrEnd = await store.intents.find(id);
  const decision = await store.decisions.find(id);
  const [policy, round, votes, holds, inLine] = await Promise.all([
    policies.current(),
    store.rounds.find(namespace, connectionIdOf(namespace), privateEndpoint),
    store.votes.of(id),
    store.holds.of(id),
    progress.line !== undefined && store.channels.isInLine(progress.line, id),
  ]);
  const group = groupOf(policy, namespace);
  const intent = isIntent(intentOrEnd) ? intentOrEnd : undefined;
  return {
    ...{ request, connection, round, holds, decision, intent, group, inLine },
    votes: await counted(world, ownedBy(request, group), votes),
    outcome: ended ?? (isIntent(intentOrEnd) ? undefined : intentOrEnd),
    policyVersion: policy.version,
    ruleStands: ruleStands(request, { policy, cleanUp }, clock()),
  };
}

/** Who may decide a request now. */
export function ownedBy({ connection, progress }: ConnectionRequest, group: Owned["group"], fresh = false): Owned {
  return { namespace: connection, group, escalated: progress.escalatedAt !== undefined, fresh };
}
