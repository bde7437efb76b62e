import { hasPlace, type Place, placeOf, waitingOf, withQuiet } from "../domain/line.ts";
import { type Channel, groupOf } from "../domain/policy.ts";
import type { ConnectionRequest } from "../domain/request.ts";
import type { Story } from "../domain/story.ts";
import { tellLine } from "./line-card.ts";
import type { World } from "./world.ts";

/** Whether a card may be posted: of a request that asks, when it has a place or takes one; of one that only tells, by the hour. */
export async function hasRoom(world: World, { request, outcome }: Story, channel: Channel): Promise<boolean> {
  if (!outcome) return takePlace(world, request, channel);
  return !request.rule || request.progress.asks > 0 || takeQuiet(world, channel);
}

/** Nobody who comes takes a place before those who wait. Places of requests that have ended are free. */
async function takePlace(world: World, request: ConnectionRequest, channel: Channel): Promise<boolean> {
  const { store, mostCards } = world;
  const cards = await store.channels.find(channel);
  if (hasPlace(cards, request.id)) return true;
  if (cards.hasLine) return false;
  const isFull = cards.places.length >= mostCards;
  const places = isFull ? await placesHeld(world, cards.places, channel) : cards.places;
  if (places.length >= mostCards) return false;
  await store.channels.update(cards, { places: [...places, placeOf(waitingOf(request))] });
  return true;
}

async function takeQuiet(world: World, channel: Channel): Promise<boolean> {
  const cards = await world.store.channels.find(channel);
  const { isTold, ...quiet } = withQuiet(cards.quiet, world.mostCards, world.clock());
  await world.store.channels.update(cards, { quiet });
  if (!isTold) await tellLine(world, channel);
  return isTold;
}

/** The line's row first, then the request's: cut off in between, it is asked again, and stands in the line again. */
export async function standInLine(world: World, { request }: Story, channel: Channel): Promise<void> {
  const { store, log } = world;
  await store.channels.standInLine(channel.id, waitingOf(request));
  const cards = await store.channels.find(channel);
  if (!cards.hasLine) await store.channels.update(cards, { hasLine: true });
  await leaveLine(world, request, channel.id);
  await store.requests.update(request, { line: channel.id });
  log.info("A channel is full, and a request waits in its line", { requestId: request.id });
  await tellLine(world, channel);
}

/** Of another channel, or of this one when a card is posted. */
export async function leaveLine({ store }: World, request: ConnectionRequest, unless?: string): Promise<void> {
  const { line } = request.progress;
  if (line !== undefined && line !== unless) await store.channels.leaveLine(line, request.id);
}

/** Of the places those whose request still asks in the channel. */
export async function placesHeld(world: World, places: readonly Place[], channel: Channel): Promise<readonly Place[]> {
  const held = await Promise.all(places.map(({ requestId }) => asksIn(world, requestId, channel)));
  return places.filter((_, index) => held[index]);
}

/** Whether a request is open and undecided, and has its card in a channel or should have it there. */
export async function asksIn({ store, policies }: World, requestId: string, { id }: Channel): Promise<boolean> {
  const request = await store.requests.find(requestId);
  if (!request || request.progress.closed) return false;
  const group = groupOf(await policies.current(), request.connection);
  if (request.progress.card?.channel !== id && group?.channel.id !== id) return false;
  return (await store.decisions.find(requestId)) === undefined;
}
