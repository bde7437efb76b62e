import { nextStep } from "../domain/next-step.ts";
import type { Story } from "../domain/story.ts";
import { later, soonest } from "../domain/waits.ts";
import { Changed, Fault } from "../ports.ts";
import { type Act, act } from "./acts.ts";
import { loadStory } from "./load-story.ts";
import type { Rest } from "./steps.ts";
import type { World } from "./world.ts";

/** So that one activity ends soon. The longest way without a wait, from a vote to the PUT, is four. */
const MOST_STEPS = 6;

/**
 * Goes on with a request until it must wait, at most six steps; what only completes the record is not counted. Runs at least
 * once a generation and perhaps twice at the same time: each step is idempotent, and each is decided from a fresh read.
 */
export async function advance(world: World, requestId: string): Promise<Rest> {
  for (let left = MOST_STEPS; left > 0; ) {
    const went = await goOn(world, requestId);
    if (went.kind === "over" || went.kind === "wait") return went;
    if (went.kind === "acted") left -= 1;
  }
  return { kind: "wait", until: later(world.clock(), { seconds: world.waits.backOffFirstSeconds }).toISOString() };
}

async function goOn(world: World, requestId: string): Promise<Rest | { kind: "acted" | "recorded" }> {
  const story = await readStory(world, requestId);
  if (story === undefined) return { kind: "over" };
  const step = nextStep(story, world, world.clock());
  if (step.kind === "over") return { kind: "over" };
  if (step.kind === "wait") return { kind: "wait", until: step.until.toISOString() };
  const rest = await tryStep(world, story, step);
  return rest ?? { kind: step.kind === "record" ? "recorded" : "acted" };
}

async function readStory(world: World, requestId: string): Promise<Story | undefined> {
  const request = await world.store.requests.find(requestId);
  if (request === undefined) {
    world.log.warn("There is no such request; its approval ends", { requestId });
    return undefined;
  }
  const connection = request.progress.closed ? "gone" : await world.connections.get(request.connection);
  return loadStory(world, request, connection);
}

/** Does the step. When a service says when to come back, that is kept on the request and is the rest; other faults are thrown. */
async function tryStep(world: World, story: Story, step: Act): Promise<Rest | undefined> {
  try {
    await act(world, story, step);
    return undefined;
  } catch (error) {
    if (error instanceof Changed) return undefined;
    if (!(error instanceof Fault) || error.retryAt === undefined) throw error;
    const latest = later(world.clock(), { seconds: world.waits.backOffMostSeconds });
    const until = soonest(error.retryAt, latest).toISOString();
    world.log.warn("Told to come back later", {
      requestId: story.request.id,
      step: step.kind,
      until,
      why: error.message,
    });
    await world.store.requests.update(story.request, { notBefore: until });
    return { kind: "wait", until };
  }
}
