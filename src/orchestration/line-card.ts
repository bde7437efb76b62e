import { type CardSpot, isSameSpot, withCopy } from "../domain/copies.ts";
import {
  type ChannelCards,
  isEmpty,
  isJustTold,
  type Line,
  type LineCard,
  lineOf,
  mayPostLineAt,
  NO_LINE_CARD,
  viewOfLine,
} from "../domain/line.ts";
import type { Channel } from "../domain/policy.ts";
import { Changed, Fault } from "../ports.ts";
import type { World } from "./world.ts";

/**
 * Brings a channel's one card for all who wait up to date: posted once, then edited. It never holds up what it is about: what
 * fails is made good by the next sweep.
 */
export async function tellLine(world: World, channel: Channel, how: "now" | "unless just told" = "unless just told") {
  try {
    const cards = await world.store.channels.find(channel);
    if (how === "now" || !isJustTold(cards.lineCard, world.clock())) await bringUpToDate(world, cards);
  } catch (error) {
    // Whoever changed the channel at the same moment brings it up to date as well.
    if (error instanceof Changed) return;
    world.log.warn("The card of a channel's line could not be brought up to date", { why: String(error) });
  }
}

async function bringUpToDate(world: World, cards: ChannelCards): Promise<void> {
  const { store, clock } = world;
  const line = lineOf(await store.channels.line(cards.channel.id), cards, clock());
  const { spot, shown, copies } = cards.lineCard;
  if (!spot) return isEmpty(line) ? undefined : post(world, cards, line);
  const told = copies.some(({ state }) => state === "found") ? await retireCopies(world, cards) : cards;
  if (shown !== viewOfLine(line)) await edit(world, told, line, spot);
}

/** The row is written first: of several who come at once one posts, and the others see that it is being posted. */
async function post(world: World, cards: ChannelCards, line: Line): Promise<void> {
  const { store, clock, waits } = world;
  const { lineCard, channel } = cards;
  const mayPostAt = mayPostLineAt(lineCard, waits.askAgainMinutes);
  const now = clock();
  if (mayPostAt && mayPostAt > now) return;
  const tried = { posts: lineCard.posts + 1, triedAt: now.toISOString() };
  const claimed = await store.channels.update(cards, { lineCard: { ...lineCard, ...tried } });
  try {
    const spot = await world.cards.postLine(channel, line);
    await keepLineCard(world, claimed, { spot, posts: 0, shown: viewOfLine(line) });
  } catch (error) {
    // That it was tried just now stays: a flood of those who come does not try as often as they are.
    if (error instanceof Fault && error.notDone) await keepLineCard(world, claimed, { posts: lineCard.posts });
    throw error;
  }
}

/** When nobody waits any more the card says so, and the next line gets another one, further down. */
async function edit(world: World, cards: ChannelCards, line: Line, spot: CardSpot): Promise<void> {
  const triedAt = world.clock().toISOString();
  const presence = await editOrNote(world, cards, line, { spot, triedAt });
  if (presence === "gone" || isEmpty(line)) return keepLineCard(world, cards, NO_LINE_CARD);
  await keepLineCard(world, cards, { shown: viewOfLine(line), triedAt });
}

async function editOrNote(
  world: World,
  cards: ChannelCards,
  line: Line,
  { spot, triedAt }: { readonly spot: CardSpot; readonly triedAt: string },
) {
  try {
    return await world.cards.editLine(spot, line);
  } catch (error) {
    await keepLineCard(world, cards, { triedAt });
    throw error;
  }
}

/** Tried once: a press on one that still has its button counts as well. */
async function retireCopies(world: World, cards: ChannelCards): Promise<ChannelCards> {
  const { lineCard } = cards;
  const found = lineCard.copies.filter(({ state }) => state === "found");
  const tried = await Promise.allSettled(found.map((copy) => world.cards.retireLine(copy)));
  const missed = tried.filter(({ status }) => status === "rejected").length;
  if (missed > 0) world.log.warn("Copies of a line's card could not be marked", { missed });
  const copies = lineCard.copies.map((copy) => ({ ...copy, state: "told" as const }));
  return world.store.channels.update(cards, { lineCard: { ...lineCard, copies } });
}

const MOST_TRIES = 5;

/** Whoever changed the channel meanwhile may have shown something else: then nothing counts as shown, and it is told once more. */
async function keepLineCard({ store }: World, cards: ChannelCards, change: Partial<LineCard>): Promise<void> {
  let [known, kept] = [cards, change];
  for (let left = MOST_TRIES; ; left -= 1) {
    try {
      await store.channels.update(known, { lineCard: { ...known.lineCard, ...kept } });
      return;
    } catch (error) {
      if (!(error instanceof Changed) || left <= 1) throw error;
    }
    known = await store.channels.find(cards.channel);
    kept = { ...change, shown: undefined };
  }
}

/** A click tells where the card stands that it was made on: the known one, or a copy whose post's answer was lost. */
export function withSpot({ channel, lineCard }: ChannelCards, spot: CardSpot): LineCard | undefined {
  const known = [lineCard.spot, ...lineCard.copies].filter((one) => one !== undefined);
  if (known.some((one) => isSameSpot(one, spot))) return undefined;
  if (!lineCard.spot) return { ...lineCard, spot, posts: 0, shown: undefined };
  return { ...lineCard, copies: withCopy(lineCard.copies, { channel: channel.id, ...spot, state: "found" }) };
}
