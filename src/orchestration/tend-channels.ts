import { type ChannelCards, hasPlace, inTurn, placeOf, type Waiting } from "../domain/line.ts";
import type { Channel } from "../domain/policy.ts";
import type { Orchestrations } from "../ports.ts";
import { asksIn, placesHeld } from "./line.ts";
import { tellLine } from "./line-card.ts";
import { wakeApproval } from "./wake-approval.ts";
import type { World } from "./world.ts";

/** In each channel those whose turn it is get the places that are free, and the line's card is made true. Answers how many failed. */
export async function tendChannels(world: World, orchestrations: Orchestrations): Promise<number> {
  let failed = 0;
  for (const channel of await world.store.channels.all()) {
    const outcome = await unlessFailed(world, channel, () => tend(world, orchestrations, channel));
    if (outcome === "failed") failed += 1;
  }
  return failed;
}

/** The same for one channel, if anybody waits there. */
export async function tendIfCrowded(world: World, orchestrations: Orchestrations, channel: Channel): Promise<void> {
  await unlessFailed(world, channel, async () => {
    const { hasLine } = await world.store.channels.find(channel);
    if (hasLine) await tend(world, orchestrations, channel);
  });
}

/** What fails is made good by the next sweep. */
async function unlessFailed({ log }: World, { name }: Channel, run: () => Promise<void>): Promise<"done" | "failed"> {
  try {
    await run();
    return "done";
  } catch (error) {
    log.error("A channel's line could not be seen to", { channel: name, why: String(error) });
    return "failed";
  }
}

async function tend(world: World, orchestrations: Orchestrations, channel: Channel): Promise<void> {
  const { channels } = world.store;
  const cards = await channels.find(channel);
  const line = await channels.line(channel.id);
  const isAnybody = cards.hasLine || line.length > 0;
  if (isAnybody) await callNext(world, orchestrations, cards, line);
  if (isAnybody || cards.lineCard.spot || cards.quiet.untold > 0) await tellLine(world, channel, "now");
}

/** The places first, then the line: cut off in between, a request stands in both, and the next sweep takes it from the line. */
async function callNext(
  world: World,
  orchestrations: Orchestrations,
  cards: ChannelCards,
  line: readonly Waiting[],
): Promise<void> {
  const { store, mostCards } = world;
  const { channel } = cards;
  const places = await placesHeld(world, cards.places, channel);
  const [called, waiting] = partition(line, ({ requestId }) => hasPlace({ places }, requestId));
  const free = Math.max(0, mostCards - places.length);
  const [next, ended] = await headOf(world, inTurn(waiting, places), free, channel);
  const isAnyLeft = waiting.length > next.length + ended.length;
  await store.channels.update(cards, { places: [...places, ...next.map(placeOf)], hasLine: isAnyLeft });
  for (const { requestId } of [...called, ...next, ...ended]) await store.channels.leaveLine(channel.id, requestId);
  for (const { requestId } of [...called, ...next]) await wakeApproval(world, orchestrations, requestId);
}

/** So many beyond those who are called, so that the card names nobody who has ended. */
const LOOK_AHEAD = 10;

async function headOf(world: World, order: readonly Waiting[], free: number, channel: Channel) {
  const head = order.slice(0, free + LOOK_AHEAD);
  const asks = await Promise.all(head.map(({ requestId }) => asksIn(world, requestId, channel)));
  const next = head.filter((_, index) => asks[index]).slice(0, free);
  return [next, head.filter((_, index) => !asks[index])] as const;
}

function partition<Item>(
  items: readonly Item[],
  isIn: (item: Item) => boolean,
): readonly [readonly Item[], readonly Item[]] {
  return [items.filter(isIn), items.filter((item) => !isIn(item))];
}
