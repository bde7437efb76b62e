import type { Connection } from "../domain/connection.ts";
import { nextStep, restOf } from "../domain/next-step.ts";
import { type ConnectionRequest, type Intent, isIntent, type Outcome } from "../domain/request.ts";
import { comeBackAt, later } from "../domain/waits.ts";
import { Changed, Fault } from "../ports.ts";
import { act } from "./acts.ts";
import { keep } from "./keep.ts";
import { loadStory } from "./load-story.ts";
import { lookAt } from "./look-at.ts";
import type { Rest } from "./steps.ts";
import type { World } from "./world.ts";

/** So that one activity ends soon. The longest way without a wait, from a vote to the PUT, is four. */
const MOST_STEPS = 6;

/**
 * Goes on with a request until it must wait, at most six steps; what only completes the record is not counted. Runs at least
 * once a generation and perhaps twice at the same time: each step is idempotent, and each is decided from rows read afresh. Azure
 * is read at the beginning, right before a change, and after it.
 */
export async function advance(world: World, requestId: string): Promise<Rest> {
  let seen: Seen;
  for (let left = MOST_STEPS; left > 0; ) {
    const went = await goOn(world, requestId, seen);
    if (went.kind === "over" || went.kind === "wait") return went;
    if (went.kind === "acted") left -= 1;
    seen = went.seen;
  }
  return waitUntil(later(world.clock(), { seconds: world.waits.backOffFirstSeconds }));
}

/** The connection as Azure showed it in this `advance`; `undefined` when it must be read. */
type Seen = Connection | "gone" | undefined;

type Went = Rest | { readonly kind: "acted" | "recorded"; readonly seen: Seen };

async function goOn(world: World, requestId: string, seen: Seen): Promise<Went> {
  const request = await world.store.requests.find(requestId);
  if (request === undefined) {
    world.log.warn("There is no such request; its approval ends", { requestId });
    return { kind: "over" };
  }
  const restsUntil = restOf(request, world.clock());
  if (restsUntil) return waitUntil(restsUntil);
  try {
    return await takeStep(world, request, seen);
  } catch (error) {
    return afterFault(world, request, error);
  }
}

async function takeStep(world: World, request: ConnectionRequest, seen: Seen): Promise<Went> {
  const connection = request.progress.closed ? "gone" : (seen ?? (await lookOrGiveUp(world, request)));
  if (connection === "given up") return { kind: "acted", seen: "gone" };
  const story = await loadStory(world, request, connection);
  const step = nextStep(story, world, world.clock());
  if (step.kind === "over") return { kind: "over" };
  if (step.kind === "wait") return waitUntil(step.until);
  await act(world, story, step);
  return { kind: step.kind === "record" ? "recorded" : "acted", seen: step.kind === "change" ? undefined : connection };
}

/**
 * What has ended needs no look. A change that was intended must have an end, also when Azure cannot be read for as long as it would
 * be tried.
 */
async function lookOrGiveUp(world: World, request: ConnectionRequest): Promise<Connection | "gone" | "given up"> {
  try {
    return await lookAt(world, request);
  } catch (error) {
    const { intents, outcomes } = world.store;
    const [intentOrEnd, ended] = await Promise.all([intents.find(request.id), outcomes.find(request.id)]);
    if (ended || (intentOrEnd && !isIntent(intentOrEnd))) return "gone";
    const hours = world.waits.tryHours;
    if (!intentOrEnd || later(intentOrEnd.at, { hours }) > world.clock()) throw error;
    await outcomes.insert(request.id, unreadFor(hours, intentOrEnd, world.clock()));
    return "given up";
  }
}

function unreadFor(hours: number, { from: after }: Intent, now: Date): Outcome {
  const reason = `Azure could not be read for ${hours} hours, so it is not known what became of the change.`;
  return { kind: "indeterminate", by: "service", reason, at: now.toISOString(), after };
}

/** When a service says when to come back, that is kept on the request and is the rest; other faults are thrown. */
async function afterFault(world: World, request: ConnectionRequest, error: unknown): Promise<Went> {
  if (error instanceof Changed) return { kind: "acted", seen: undefined };
  if (!(error instanceof Fault) || error.retryAt === undefined) throw error;
  const { id: requestId } = request;
  const until = comeBackAt(error.retryAt, world.waits, world.clock(), requestId);
  world.log.warn("Told to come back later", { requestId, until: until.toISOString(), why: error.message });
  await keep(world, request, { notBefore: until.toISOString() });
  return waitUntil(until);
}

function waitUntil(until: Date): Rest {
  return { kind: "wait", until: until.toISOString() };
}
