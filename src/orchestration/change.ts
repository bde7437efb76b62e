import type { Connection } from "../domain/connection.ts";
import { nextStep } from "../domain/next-step.ts";
import type { Intent } from "../domain/request.ts";
import { type Story, statusOf } from "../domain/story.ts";
import type { ChangeAnswer } from "../ports.ts";
import { conclude } from "./conclude.ts";
import { keep } from "./keep.ts";
import { ownedBy } from "./load-story.ts";
import { lookAt } from "./look-at.ts";
import { counted } from "./owners.ts";
import type { World } from "./world.ts";

/**
 * Reads Azure, and who may decide, right before the change, and does nothing when that is not what is next any more. That Azure
 * refuses is the end only if nothing has changed meanwhile: else the next step finds out what has.
 */
export async function change(world: World, story: Story, intent: Intent): Promise<void> {
  const { clock, log, store } = world;
  const { request } = story;
  if (!(await isStillNext(world, story))) return;
  const answer = await send(world, story, intent);
  if (answer.kind === "accepted") {
    log.info("Azure accepted the change", { requestId: request.id, to: intent.to });
    return keep({ store }, request, { putAt: clock().toISOString(), correlation: answer.correlation });
  }
  const connection = await lookAt(world, request);
  const now = clock();
  if (nextStep({ ...story, connection }, world, now).kind !== "change") return;
  const { reason } = answer;
  const after = statusOf(connection);
  return conclude(world, story, { kind: "refused", by: "service", reason, at: now.toISOString(), after });
}

async function isStillNext(world: World, story: Story): Promise<boolean> {
  const { request, group, votes } = story;
  const connection: Connection | "gone" = await lookAt(world, request);
  const now = await counted(world, ownedBy(request, group, true), votes);
  return nextStep({ ...story, connection, votes: now }, world, world.clock()).kind === "change";
}

function send(world: World, { request }: Story, { to, description }: Intent): Promise<ChangeAnswer> {
  const { connection, privateEndpoint, kind } = request;
  if (kind === "clean-up-endpoint") return world.endpoints.remove(privateEndpoint);
  if (to === "gone") return world.connections.remove(connection);
  return world.connections.put(connection, { privateEndpoint, status: to, description });
}
