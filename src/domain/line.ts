import type { NamespaceId } from "./azure-id.ts";
import type { CardSpot } from "./copies.ts";
import type { Channel } from "./policy.ts";
import type { CardCopy } from "./progress.ts";
import type { ConnectionRequest } from "./request.ts";
import { later } from "./waits.ts";

/** What a channel bears: so many requests have a card there, the others stand in its line, which has one card for all of them. */
export interface ChannelCards {
  readonly channel: Channel;
  /** Of the requests that have a card, or are about to; one that has ended is left out when its place is needed. */
  readonly places: readonly Place[];
  /** Whether somebody waits: then nobody who comes takes a place that becomes free. */
  readonly hasLine: boolean;
  readonly lineCard: LineCard;
  /** The cards that only tell what a rule did, of this hour. */
  readonly quiet: Quiet;
}

export interface Place {
  readonly requestId: string;
  readonly subscription: string | undefined;
}

export interface LineCard {
  readonly spot: CardSpot | undefined;
  /** How often in a row it was posted, or may have been, without an answer. */
  readonly posts: number;
  readonly triedAt: string | undefined;
  /** What it shows, as `viewOfLine` words it. */
  readonly shown: string | undefined;
  readonly copies: readonly CardCopy[];
}

export interface Quiet {
  readonly since: string | undefined;
  readonly posted: number;
  /** Of those there was no room for. */
  readonly untold: number;
}

/** A request in the line. */
export interface Waiting {
  readonly requestId: string;
  readonly namespace: NamespaceId;
  /** From Azure, chosen by the requester. */
  readonly privateEndpoint: string;
  readonly subscription: string | undefined;
  readonly since: string;
}

/** What the line's card tells. */
export interface Line {
  readonly total: number;
  /** Since when the first of all waits. */
  readonly since: string | undefined;
  /** Those whose turn is next. */
  readonly next: readonly Waiting[];
  /** What rules decided in this hour without a card of its own. */
  readonly untold: number;
}

export const NO_LINE_CARD: LineCard = { spot: undefined, posts: 0, triedAt: undefined, shown: undefined, copies: [] };
const NOTHING_QUIET: Quiet = { since: undefined, posted: 0, untold: 0 };

export function emptyChannel(channel: Channel): ChannelCards {
  return { channel, places: [], hasLine: false, lineCard: NO_LINE_CARD, quiet: NOTHING_QUIET };
}

export function waitingOf({ id, connection, privateEndpoint, requester, seenAt }: ConnectionRequest): Waiting {
  const { subscription, resourceGroup, namespace } = connection;
  return {
    requestId: id,
    namespace: { subscription, resourceGroup, namespace },
    privateEndpoint,
    subscription: requester.subscription,
    since: seenAt,
  };
}

export function placeOf({ requestId, subscription }: Pick<Waiting, "requestId" | "subscription">): Place {
  return { requestId, subscription };
}

export function hasPlace({ places }: Pick<ChannelCards, "places">, requestId: string): boolean {
  return places.some((place) => place.requestId === requestId);
}

/**
 * The line in order: whoever waits longest comes first, but of each subscription only as many as of every other. So a flood from one
 * subscription keeps no other one waiting. The places that a subscription has count.
 */
export function inTurn(waiting: readonly Waiting[], places: readonly Place[]): readonly Waiting[] {
  const before = new Map<string, number>();
  for (const place of places) count(before, place.subscription);
  const ranked = waiting.toSorted(byTime).map((one) => ({ one, rank: count(before, one.subscription) }));
  return ranked.toSorted((one, other) => one.rank - other.rank).map(({ one }) => one);
}

/** How many were counted before. */
function count(counted: Map<string, number>, subscription = ""): number {
  const key = subscription.toLowerCase();
  const before = counted.get(key) ?? 0;
  counted.set(key, before + 1);
  return before;
}

function byTime(one: Waiting, other: Waiting): number {
  return `${one.since} ${one.requestId}` < `${other.since} ${other.requestId}` ? -1 : 1;
}

/** What the card names. */
const MOST_NAMED = 10;

export function lineOf(waiting: readonly Waiting[], { places, quiet }: ChannelCards, now: Date): Line {
  const [first] = waiting.toSorted(byTime);
  const next = inTurn(waiting, places).slice(0, MOST_NAMED);
  return { total: waiting.length, since: first?.since, next, untold: quietNow(quiet, now).untold };
}

/** Whether there is anything to tell. */
export function isEmpty({ total, untold }: Line): boolean {
  return total === 0 && untold === 0;
}

/** Differs whenever the card would be drawn differently. */
export function viewOfLine({ total, next, untold, since }: Line): string {
  return [total, since ?? "", ...next.map(({ requestId }) => requestId), `${untold} untold`].join(" ");
}

/** The cards that only tell are counted by the hour. */
export function quietNow(quiet: Quiet, now: Date): Quiet {
  return quiet.since === undefined || later(quiet.since, { hours: 1 }) <= now ? NOTHING_QUIET : quiet;
}

/** A quiet card more, or one that there is no room for. */
export function withQuiet(quiet: Quiet, most: number, now: Date): Quiet & { readonly isTold: boolean } {
  const { since = now.toISOString(), posted, untold } = quietNow(quiet, now);
  const isTold = posted < most;
  return { since, posted: posted + Number(isTold), untold: untold + Number(!isTold), isTold };
}

/** While a post is under way, or its answer was just lost, nobody posts another. */
const POST_SECONDS = 60;
const MOST_POSTS_IN_A_ROW = 5;

/** When the line's card may be posted, if not now; after five answers that were lost there is no hurry for another. */
export function mayPostLineAt({ posts, triedAt }: LineCard, askAgainMinutes: number): Date | undefined {
  if (triedAt === undefined || posts === 0) return undefined;
  return later(triedAt, posts < MOST_POSTS_IN_A_ROW ? { seconds: POST_SECONDS } : { minutes: askAgainMinutes });
}

/** Those who come edit the card no more often than this; the sweep edits it in any case. */
const EDIT_SECONDS = 5;

export function isJustTold({ triedAt }: LineCard, now: Date): boolean {
  return triedAt !== undefined && later(triedAt, { seconds: EDIT_SECONDS }) > now;
}
