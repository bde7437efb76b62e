import type { CardAddress, CardCopy, Progress } from "./progress.ts";
import type { ConnectionRequest } from "./request.ts";

/** Where a card stands in Teams. */
export type CardSpot = Pick<CardAddress, "conversation" | "activity">;

/** The card that stands instead of an earlier one. */
export interface NewerCard {
  readonly postedAt: string;
  /** The name of its channel, when it is another one. */
  readonly channel: string | undefined;
}

/** Posts whose answer is lost are at most five in a row; what is more than that is forgotten, the oldest first. */
const MOST_COPIES = 5;

/** Teams' ids are short, and one goes into the path of a call. */
const LONGEST_ID = 200;

export function isSameSpot(one: CardSpot, other: CardSpot): boolean {
  return one.conversation === other.conversation && one.activity === other.activity;
}

/** Whether a card there stands in the channel itself: edits go to it. */
export function isIn(channel: string, { conversation, activity }: CardSpot): boolean {
  const isShort = conversation.length <= LONGEST_ID && activity.length <= LONGEST_ID;
  return isShort && conversation.startsWith(`${channel};messageid=`) && /^[\w.:-]+$/.test(activity);
}

/** The other cards of a request, with one more that must still say that there is a newer one. */
export function withCopy(copies: readonly CardCopy[], { channel, conversation, activity }: CardAddress | CardCopy) {
  const others = copies.filter((copy) => !isSameSpot(copy, { conversation, activity }));
  return [...others, { channel, conversation, activity, state: "found" as const }].slice(-MOST_COPIES);
}

/**
 * What a click from a card says about where the cards of its request are; `undefined`: nothing new. While no card is known, since
 * the answer to each post was lost, it is the one; else it is a copy. `channel`: where the request is asked now.
 */
export function foundAt(
  { progress }: ConnectionRequest,
  spot: CardSpot,
  channel: string | undefined,
  now: Date,
): Partial<Progress> | undefined {
  const { card, copies, firstCardAt, askedAt } = progress;
  const known = [card, ...copies].find((one) => one && isSameSpot(one, spot));
  const asked = [card?.channel, channel].find((one) => one !== undefined && isIn(one, spot));
  if (known || asked === undefined || progress.asks === 0) return undefined;
  const postedAt = askedAt ?? now.toISOString();
  const found = { channel: asked, ...spot, postedAt };
  if (card || progress.closed) return { copies: withCopy(copies, found) };
  return { card: found, firstCardAt: firstCardAt ?? postedAt, shown: undefined };
}

/** Whether one must be told now. While there is no card to point to it waits; of what has ended it shows the end. */
export function hasFoundCopy({ card, copies, closed }: Progress): boolean {
  return (card !== undefined || closed) && copies.some(({ state }) => state === "found");
}
