import { nextStep, restOf } from "../domain/next-step.ts";
import type { ConnectionRequest } from "../domain/request.ts";
import { later, soonest } from "../domain/waits.ts";
import { Changed, Fault } from "../ports.ts";
import { act } from "./acts.ts";
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
  return waitUntil(later(world.clock(), { seconds: world.waits.backOffFirstSeconds }));
}

type Went = Rest | { readonly kind: "acted" | "recorded" };

async function goOn(world: World, requestId: string): Promise<Went> {
  const request = await world.store.requests.find(requestId);
  if (request === undefined) {
    world.log.warn("There is no such request; its approval ends", { requestId });
    return { kind: "over" };
  }
  const restsUntil = restOf(request, world.clock());
  if (restsUntil) return waitUntil(restsUntil);
  try {
    return await takeStep(world, request);
  } catch (error) {
    return afterFault(world, request, error);
  }
}

async function takeStep(world: World, request: ConnectionRequest): Promise<Went> {
  const connection = request.progress.closed ? "gone" : await world.connections.get(request.connection);
  const story = await loadStory(world, request, connection);
  const step = nextStep(story, world, world.clock());
  if (step.kind === "over") return { kind: "over" };
  if (step.kind === "wait") return waitUntil(step.until);
  await act(world, story, step);
  return { kind: step.kind === "record" ? "recorded" : "acted" };
}

/** When a service says when to come back, that is kept on the request and is the rest; other faults are thrown. */
async function afterFault(world: World, request: ConnectionRequest, error: unknown): Promise<Went> {
  if (error instanceof Changed) return { kind: "acted" };
  if (!(error instanceof Fault) || error.retryAt === undefined) throw error;
  const until = soonest(error.retryAt, later(world.clock(), { seconds: world.waits.backOffMostSeconds }));
  const { id: requestId } = request;
  world.log.warn("Told to come back later", { requestId, until: until.toISOString(), why: error.message });
  await world.store.requests.update(request, { notBefore: until.toISOString() });
  return waitUntil(until);
}

function waitUntil(until: Date): Rest {
  return { kind: "wait", until: until.toISOString() };
}
