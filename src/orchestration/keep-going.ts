import type { Connection } from "../domain/connection.ts";
import { needsSomebody, nextStep } from "../domain/next-step.ts";
import type { Progress } from "../domain/progress.ts";
import type { ConnectionRequest } from "../domain/request.ts";
import { later } from "../domain/waits.ts";
import { Changed, type Orchestrations } from "../ports.ts";
import { loadStory } from "./load-story.ts";
import { lookAt } from "./look-at.ts";
import type { World } from "./world.ts";

/** Sees to an open request: its approval must live, hear of what there is to do, and not hang. */
export async function keepGoing(
  world: World,
  orchestrations: Orchestrations,
  request: ConnectionRequest,
  connection: Connection | "gone",
): Promise<void> {
  const generation = await orchestrations.approvalGeneration(request.id);
  if (generation === undefined) {
    world.log.warn("The approval of an open request was gone and is started", { requestId: request.id });
    return orchestrations.startApproval(request.id);
  }
  const seen = request.kind === "clean-up-endpoint" ? await lookAt(world, request) : connection;
  const story = await loadStory(world, request, seen);
  const now = world.clock();
  if (!needsSomebody(nextStep(story, world, now), now)) return forgetWatch(world, request);
  if (hangs(request, generation, world.waits.watchdogMinutes, now)) {
    world.log.error("An approval has not moved though there is something to do; it is started anew", {
      requestId: request.id,
    });
    return orchestrations.terminateApproval(request.id, "A completion was lost: this generation has not moved");
  }
  if (isJustWoken(request, generation, now)) return;
  await noteWake(world, request, generation, now);
  await orchestrations.wakeApproval(request.id);
}

/** The same generation as an earlier look saw, for too long: its activity's completion was lost. */
function hangs({ progress }: ConnectionRequest, generation: string, minutes: number, now: Date): boolean {
  const { watch } = progress;
  return watch?.generation === generation && later(watch.since, { minutes }) <= now;
}

/** Each wake that finds a generation at work makes its history longer: until its completion is known to be lost, few are enough. */
const WAKE_SPACING_MINUTES = 2;

function isJustWoken({ progress: { watch } }: ConnectionRequest, generation: string, now: Date): boolean {
  return watch?.generation === generation && later(watch.wokenAt, { minutes: WAKE_SPACING_MINUTES }) > now;
}

async function noteWake(world: World, request: ConnectionRequest, generation: string, now: Date): Promise<void> {
  const { watch } = request.progress;
  const wokenAt = now.toISOString();
  const since = watch?.generation === generation ? watch.since : wokenAt;
  await noteWatch(world, request, { generation, since, wokenAt });
}

/**
 * A generation is told by when it began, in whole seconds, and the next one may have begun in the same: one that waits with nothing
 * to do has moved since it was watched, however long it waits.
 */
async function forgetWatch(world: World, request: ConnectionRequest): Promise<void> {
  if (request.progress.watch) await noteWatch(world, request, undefined);
}

async function noteWatch({ store }: World, request: ConnectionRequest, watch: Progress["watch"]): Promise<void> {
  try {
    await store.requests.update(request, { watch });
  } catch (error) {
    if (!(error instanceof Changed)) throw error;
  }
}
