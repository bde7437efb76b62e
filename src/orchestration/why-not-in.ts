import { approvedAmong, type Connection, ENDPOINTS_A_NAMESPACE } from "../domain/connection.ts";
import { type ConnectionRequest, isIntent, type Outcome } from "../domain/request.ts";
import { type Story, statusOf } from "../domain/story.ts";
import { letIn } from "./begin.ts";
import type { World } from "./world.ts";

/** Why an approval that was decided is not tried: what is let in is counted once more, right before the intent. */
export async function whyNotIn(world: World, story: Story): Promise<Outcome | undefined> {
  const listed = await world.connections.list(story.request.connection);
  const connections = listed === "gone" ? [] : listed;
  const full = whyFull(story.request, connections);
  if (full) return endedAs(world, story, "refused", full);
  const usedUp = await whyUsedUp(world, story.request, connections);
  return usedUp ? endedAs(world, story, "superseded", usedUp) : undefined;
}

function endedAs({ clock }: World, { connection }: Story, kind: Outcome["kind"], reason: string): Outcome {
  return { kind, by: "service", reason, at: clock().toISOString(), after: statusOf(connection) };
}

/** Azure lets in no more than so many. */
function whyFull({ connection: { connection, namespace } }: ConnectionRequest, connections: readonly Connection[]) {
  const others = connections.filter(({ id }) => id.connection !== connection);
  const approved = approvedAmong(others);
  return approved < ENDPOINTS_A_NAMESPACE
    ? undefined
    : `${namespace} has ${approved} approved private endpoints, and Azure allows ${ENDPOINTS_A_NAMESPACE}. Remove one, then ask again.`;
}

/** Two looks at the same moment may each begin a request that the same rule approves, and neither sees the other's. */
async function whyUsedUp({ policies, store }: World, request: ConnectionRequest, connections: readonly Connection[]) {
  const { allow } = await policies.current();
  const rule = allow.find(({ name }) => request.rule?.of === "policy" && request.rule.name === name);
  if (rule?.atMost === undefined) return undefined;
  const open = await store.requests.openIn(request.connection);
  const isFirst = await Promise.all(
    open.map(async (other) => comesBefore(other, request) || isIntent(await store.intents.find(other.id))),
  );
  const { connection: id, privateEndpoint } = request;
  const used = letIn(
    { id, privateEndpoint },
    connections,
    open.filter((_, index) => isFirst[index]),
  );
  return used < rule.atMost ? undefined : `Allow rule "${rule.name}" is used up (${used} of ${rule.atMost}).`;
}

function comesBefore(one: ConnectionRequest, other: ConnectionRequest): boolean {
  return `${one.seenAt} ${one.id}` < `${other.seenAt} ${other.id}`;
}
