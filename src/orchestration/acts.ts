import { type AuditEntry, stepOf } from "../domain/audit.ts";
import { type Card, cardOf, cardStateOf } from "../domain/card.ts";
import { descriptionOf } from "../domain/description.ts";
import { type NextStep, nextStep } from "../domain/next-step.ts";
import type { Channel } from "../domain/policy.ts";
import { replyTo } from "../domain/reply.ts";
import {
  type CardAddress,
  type Decision,
  type Intent,
  isIntent,
  type Outcome,
  startingStatus,
  wantedStatus,
} from "../domain/request.ts";
import { type Story, statusOf } from "../domain/story.ts";
import { Fault } from "../ports.ts";
import { keep } from "./keep.ts";
import type { World } from "./world.ts";

export type Act = Exclude<NextStep, { kind: "wait" | "over" }>;

/** Does one step of a request. */
export function act(world: World, story: Story, step: Act): Promise<void> {
  switch (step.kind) {
    case "record":
      return record(world, story, step.entries);
    case "ask":
      return ask(world, story, step.channel);
    case "show":
      return show(world, story, step.address);
    case "settle":
      return settle(world, story, step.decision);
    case "intend":
      return intend(world, story, step.decision);
    case "put":
      return put(world, story, step.intent);
    case "conclude":
      return conclude(world, story, step.outcome);
    case "end-round":
      return noteRound(world, story, { outcome: step.outcome.kind });
    case "tell":
      return tell(world, story, step.address);
    case "close":
      return close(world, story);
  }
}

async function record({ store }: World, { request }: Story, entries: readonly AuditEntry[]): Promise<void> {
  for (const entry of entries) await store.audit.record(entry);
  await store.requests.update(request, { recorded: [...request.progress.recorded, ...entries.map(stepOf)] });
}

/**
 * The row is written first: while nothing can be kept, no card is posted, for it would be posted again and again. It counts the
 * cards that may stand there; one that Teams did not take, since it is too busy, is none.
 */
async function ask(world: World, story: Story, channel: Channel): Promise<void> {
  const { asks } = story.request.progress;
  const card = await draw(world, story);
  const askedAt = world.clock().toISOString();
  const request = await world.store.requests.update(story.request, { shown: card.state, asks: asks + 1, askedAt });
  try {
    const address = await world.cards.post(channel, card);
    await keep(world, request, { card: { channel: channel.id, ...address, postedAt: world.clock().toISOString() } });
  } catch (error) {
    if (error instanceof Fault && error.retryAt) await keep(world, request, { asks });
    throw error;
  }
}

/** Tells that a decision is being carried out. Tried once, after the PUT: the last edit follows anyway. */
async function show(world: World, story: Story, address: CardAddress): Promise<void> {
  const { request } = story;
  try {
    await world.cards.edit(address, await draw(world, story));
  } catch (error) {
    world.log.warn("The card could not be brought up to date", { requestId: request.id, why: String(error) });
  }
  await world.store.requests.update(request, { shown: cardStateOf(story) });
}

async function settle({ store, log }: World, { request }: Story, decision: Decision): Promise<void> {
  const { verdict, by } = await store.decisions.insert(request.id, decision);
  log.info("Decided", { requestId: request.id, verdict, by: by.ref });
}

async function intend(world: World, story: Story, { verdict, comment }: Decision): Promise<void> {
  const { store, newMark, clock } = world;
  const { request } = story;
  const mark = newMark();
  const counts = await store.intents.insert(request.id, {
    mark,
    from: startingStatus(request.kind),
    to: wantedStatus(verdict),
    description: descriptionOf(comment, mark),
    at: clock().toISOString(),
  });
  if (isIntent(counts)) await noteRound(world, story, { mark: counts.mark });
}

/**
 * Reads Azure right before the PUT, and does nothing when that is not what is next any more. That Azure refuses is the end only
 * if nothing has changed meanwhile: else the next step finds out what has.
 */
async function put(world: World, story: Story, { to, description }: Intent): Promise<void> {
  const { connections, clock, log } = world;
  const { request } = story;
  const { privateEndpoint } = request;
  const before = await connections.get(request.connection);
  if (nextStep({ ...story, connection: before }, world, clock()).kind !== "put") return;
  const answer = await connections.put(request.connection, { privateEndpoint, status: to, description });
  if (answer.kind === "accepted") {
    log.info("Azure accepted the change", { requestId: request.id, to });
    await keep(world, request, { putAt: clock().toISOString(), correlation: answer.correlation });
    return;
  }
  const connection = await connections.get(request.connection);
  const now = clock();
  if (nextStep({ ...story, connection }, world, now).kind !== "put") return;
  const { reason } = answer;
  const outcome = {
    kind: "refused",
    by: "service",
    reason,
    at: now.toISOString(),
    after: statusOf(connection),
  } as const;
  await conclude(world, story, outcome);
}

/** Without an intent the outcome takes the intent's place, so that an activity that runs beside this one cannot begin a change. */
async function conclude({ store, log }: World, { request, intent }: Story, outcome: Outcome): Promise<void> {
  const counts = await (intent ? store.outcomes : store.intents).insert(request.id, outcome);
  if (isIntent(counts)) return;
  log.info("Ended", { requestId: request.id, outcome: counts.kind, reason: counts.reason });
}

async function noteRound(
  { store }: World,
  { request, round }: Story,
  change: { outcome?: Outcome["kind"]; mark?: string },
) {
  if (round?.requestId === request.id) await store.rounds.note(request.connection, round, change);
}

/** The card in its last state for everyone, and a reply in its thread; in between the row is written, for the reason as above. */
async function tell(world: World, story: Story, address: CardAddress): Promise<void> {
  const card = await draw(world, story);
  await world.cards.edit(address, card);
  const request = await world.store.requests.update(story.request, { shown: card.state });
  await world.cards.reply(address, replyTo(card));
  await keep(world, request, { repliedAt: world.clock().toISOString() });
}

/** Off the list first: one that is closed is not looked at again, so its place on the list would stay for ever. */
async function close({ store }: World, { request }: Story): Promise<void> {
  await store.requests.unlist(request);
  await store.requests.update(request, { closed: true });
}

/** The card of a request, with the name of whoever decided. */
export async function draw({ store }: Pick<World, "store">, story: Story): Promise<Card> {
  const { by } = story.decision ?? {};
  if (by?.kind !== "person") return cardOf(story, (decision) => decision.by.ref);
  const person = await store.people.find(by.ref);
  return cardOf(story, () => (person ? person.name || "an owner" : "an owner whose name was erased"));
}
