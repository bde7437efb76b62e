import { type Card, cardOf, viewOf } from "../domain/card.ts";
import type { Channel, PolicyPerson } from "../domain/policy.ts";
import type { CardAddress, Progress } from "../domain/progress.ts";
import { escalationOf, reminderOf, replyTo } from "../domain/reply.ts";
import type { ConnectionRequest } from "../domain/request.ts";
import type { Story } from "../domain/story.ts";
import { type CardPresence, Fault } from "../ports.ts";
import { close } from "./close.ts";
import { toldCopies } from "./copies.ts";
import { keep, keepPosted } from "./keep.ts";
import { hasRoom, leaveLine, standInLine } from "./line.ts";
import { tellLine } from "./line-card.ts";
import type { World } from "./world.ts";

/** What is said may stand there though no answer came: so often it is tried in a row, then the request goes on without. */
const MOST_TRIES = 5;

/**
 * The row is written first: while nothing can be kept, no card is posted, for it would be posted again and again. It counts the
 * cards that may stand there; one that Teams surely did not take is none. A card that only tells is all that is told.
 */
export async function ask(world: World, story: Story, channel: Channel): Promise<void> {
  const { asks } = story.request.progress;
  if (story.outcome && asks >= MOST_TRIES) return goOnUntold(world, story.request);
  if (!(await hasRoom(world, story, channel))) return withoutCard(world, story, channel);
  const now = world.clock();
  const card = await draw(world, story);
  await leaveLine(world, story.request);
  const request = await world.store.requests.update(story.request, {
    ...{ shown: viewOf(story, now), asks: asks + 1, askedAt: now.toISOString(), line: undefined },
  });
  const address = await unlessNotDone(world, request, { asks }, () => world.cards.post(channel, card));
  const postedAt = world.clock().toISOString();
  const told = story.outcome ? { repliedAt: postedAt } : {};
  await keepPosted(world, request, { channel: channel.id, ...address, postedAt }, told);
  const { card: former, line } = story.request.progress;
  if (former) await leave(world, former, card, channel);
  if (line !== undefined) await tellLine(world, channel);
}

/** What asks waits in the line; what only tells what a rule did stands on the line's card as a number. */
async function withoutCard(world: World, story: Story, channel: Channel): Promise<void> {
  if (!story.outcome) return standInLine(world, story, channel);
  world.log.info("Many were decided by rules in this hour: one has no card", { requestId: story.request.id });
  await close(world, story.request);
}

/** A request whose channel changed: the card in the old one is a copy, and its thread is told. Tried once. */
async function leave({ cards, log }: World, former: CardAddress, card: Card, { name }: Channel): Promise<void> {
  try {
    await cards.reply(former, `This request is asked in the channel ${name} now.`);
  } catch (error) {
    log.warn("The thread in an earlier channel could not be told", { requestId: card.requestId, why: String(error) });
  }
}

/** Cards of a request that were found and are not its newest one. */
export async function markCopies(world: World, story: Story): Promise<void> {
  await keep(world, story.request, await toldCopies(world, story, await draw(world, story)));
}

/** Brings the card up to date. Tried once: whatever happens next edits it again. */
export async function show(world: World, story: Story, address: CardAddress): Promise<void> {
  const { request } = story;
  const shown = viewOf(story, world.clock());
  const card = await draw(world, story);
  try {
    if ((await world.cards.edit(address, card)) === "gone") return lose(world, story, request);
  } catch (error) {
    world.log.warn("The card could not be brought up to date", { requestId: request.id, why: String(error) });
  }
  await world.store.requests.update(request, { shown, ...(await toldCopies(world, story, card)) });
}

/** A card that somebody deleted: while nobody has decided, it is asked with another one. */
export async function lose(world: World, { decision }: Story, request: ConnectionRequest): Promise<void> {
  const shown = decision ? "gone" : undefined;
  await keep(world, request, decision ? { shown } : { card: undefined, shown });
}

export async function remind(world: World, story: Story, address: CardAddress, number: number): Promise<void> {
  const reply = { address, text: reminderOf(await draw(world, story), number) };
  const { request, presence } = await say(world, story.request, reply);
  if (presence === "gone") return lose(world, story, request);
  await keep(world, request, { reminder: { number, at: world.clock().toISOString() }, said: 0 });
}

/** Those to whom a request is escalated may decide as soon as they are told. */
export async function escalate(world: World, story: Story, address: CardAddress): Promise<void> {
  const mentions = story.group?.escalation?.to ?? [];
  const text = escalationOf(await draw(world, story));
  const { request, presence } = await say(world, story.request, { address, text, mentions });
  if (presence === "gone") return lose(world, story, request);
  await keep(world, request, { escalatedAt: world.clock().toISOString(), said: 0 });
}

/** The card in its last state for everyone, and a reply in its thread. */
export async function tell(world: World, story: Story, address: CardAddress): Promise<void> {
  const card = await draw(world, story);
  await world.cards.edit(address, card);
  const shown = viewOf(story, world.clock());
  const { progress } = story.request;
  // What was tried before the card showed the end was something else.
  const said = progress.shown === shown ? progress.said : 0;
  if (said >= MOST_TRIES) return goOnUntold(world, story.request);
  const known = { shown, said, ...(await toldCopies(world, story, card)) };
  const { request } = await sayOnce(world, story.request, { address, text: replyTo(card) }, known);
  await keep(world, request, { repliedAt: world.clock().toISOString(), said: 0 });
}

interface Reply {
  readonly address: CardAddress;
  readonly text: string;
  readonly mentions?: readonly PolicyPerson[];
}

interface SaidReply {
  /** As it now is. */
  readonly request: ConnectionRequest;
  readonly presence: CardPresence;
}

/** After so many tries without an answer it is taken as said: it may well stand there as often. */
export async function say(world: World, request: ConnectionRequest, reply: Reply): Promise<SaidReply> {
  const { said } = request.progress;
  if (said < MOST_TRIES) return sayOnce(world, request, reply, { said });
  world.log.warn("Something was said again and again without an answer; it is taken as said", {
    requestId: request.id,
  });
  return { request, presence: "there" };
}

/** The row is written first, for the reason as above. */
async function sayOnce(
  world: World,
  request: ConnectionRequest,
  { address, text, mentions }: Reply,
  known: Pick<Progress, "said"> & Partial<Progress>,
): Promise<SaidReply> {
  const { said } = known;
  const saidAt = world.clock().toISOString();
  const counted = await world.store.requests.update(request, { ...known, said: said + 1, saidAt });
  const presence = await unlessNotDone(world, counted, { said }, () => world.cards.reply(address, text, mentions));
  return { request: counted, presence };
}

/** A count is given back when Teams surely took nothing: it may be tried again. */
async function unlessNotDone<Answer>(
  world: World,
  request: ConnectionRequest,
  before: Partial<Progress>,
  send: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof Fault && error.notDone) await keep(world, request, before);
    throw error;
  }
}

async function goOnUntold(world: World, request: ConnectionRequest): Promise<void> {
  world.log.warn("How a request ended was told again and again without an answer", { requestId: request.id });
  await close(world, request);
}

/** The card of a request, with the names of those who said something to it. */
export async function draw({ store, clock }: Pick<World, "store" | "clock">, story: Story): Promise<Card> {
  return cardOf(story, await namesOf(store, peopleIn(story)), clock());
}

/** Gives the name for each of these pseudonyms. */
export async function namesOf(store: World["store"], refs: readonly string[]): Promise<(ref: string) => string> {
  const named = await Promise.all([...new Set(refs)].map(async (ref) => [ref, await nameOf(store, ref)] as const));
  return (ref) =>
    named
      .filter(([one]) => one === ref)
      .map(([, name]) => name)
      .join();
}

function peopleIn({ request, votes, holds, decision }: Story): readonly string[] {
  const asked = request.askedBy ? [request.askedBy.ref] : [];
  return [...asked, ...votes.map(({ by }) => by), ...holds.map(({ by }) => by), ...(decision?.voters ?? [])];
}

async function nameOf({ people }: World["store"], ref: string): Promise<string> {
  const person = await people.find(ref);
  return person ? person.name || "an owner" : "an owner whose name was erased";
}
