import { type AuditEntry, stepOf } from "../domain/audit.ts";
import { type Card, cardOf, cardStateOf } from "../domain/card.ts";
import { descriptionOf } from "../domain/description.ts";
import type { NextStep } from "../domain/next-step.ts";
import { replyTo } from "../domain/reply.ts";
import {
  type CardAddress,
  type Decision,
  type Intent,
  type Outcome,
  startingStatus,
  wantedStatus,
} from "../domain/request.ts";
import { type Story, unchangedConnection } from "../domain/story.ts";
import type { World } from "./world.ts";

export type Act = Exclude<NextStep, { kind: "wait" | "over" }>;

/** Does one step of a request. */
export function act(world: World, story: Story, step: Act): Promise<void> {
  switch (step.kind) {
    case "record":
      return record(world, story, step.entries);
    case "ask":
      return ask(world, story);
    case "show":
      return show(world, story);
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
      return tell(world, story);
    case "close":
      return close(world, story);
  }
}

async function record({ store }: World, { request }: Story, entries: readonly AuditEntry[]): Promise<void> {
  for (const entry of entries) await store.audit.record(entry);
  await store.requests.update(request, { recorded: [...request.progress.recorded, ...entries.map(stepOf)] });
}

async function ask(world: World, story: Story): Promise<void> {
  const card = await post(world, story);
  if (card) await world.store.requests.update(story.request, { card, shown: cardStateOf(story) });
}

async function post(world: World, story: Story): Promise<CardAddress | undefined> {
  if (!story.group) return undefined;
  const address = await world.cards.post(story.group.channel, await draw(world, story));
  return { ...address, postedAt: world.clock().toISOString() };
}

/** Tells that a decision is being carried out. Tried once: the last edit follows anyway, and nothing waits for this one. */
async function show(world: World, story: Story): Promise<void> {
  const { request } = story;
  try {
    if (request.progress.card) await world.cards.edit(request.progress.card, await draw(world, story));
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
  const { mark: counts } = await store.intents.insert(request.id, {
    mark,
    from: startingStatus(request.kind),
    to: wantedStatus(verdict),
    description: descriptionOf(comment, mark),
    at: clock().toISOString(),
  });
  await noteRound(world, story, { mark: counts });
}

async function put(world: World, story: Story, { to, description }: Intent): Promise<void> {
  const { connections, store, clock, log } = world;
  const { request } = story;
  const { privateEndpoint } = request;
  const answer = await connections.put(request.connection, { privateEndpoint, status: to, description });
  if (answer.kind === "accepted") {
    log.info("Azure accepted the change", { requestId: request.id, to });
    await store.requests.update(request, { putAt: clock().toISOString(), correlation: answer.correlation });
    return;
  }
  const connection = await connections.get(request.connection);
  const stillAsBefore = unchangedConnection({ ...story, connection });
  if (!stillAsBefore) return;
  const outcome = {
    kind: "refused",
    reason: answer.reason,
    at: clock().toISOString(),
    after: stillAsBefore.status,
  } as const;
  await conclude(world, story, outcome);
}

async function conclude({ store, log }: World, { request }: Story, outcome: Outcome): Promise<void> {
  const { kind, reason } = await store.outcomes.insert(request.id, outcome);
  log.info("Ended", { requestId: request.id, outcome: kind, reason });
}

async function noteRound(
  { store }: World,
  { request, round }: Story,
  change: { outcome?: Outcome["kind"]; mark?: string },
) {
  if (round?.requestId === request.id) await store.rounds.note(request.connection, round, change);
}

/** The card in its last state for everyone, and a reply in its thread. A request that a rule decided gets its card now. */
async function tell(world: World, story: Story): Promise<void> {
  const { request } = story;
  const card = await draw(world, story);
  if (request.progress.card) await world.cards.edit(request.progress.card, card);
  const address = request.progress.card ?? (await post(world, story));
  if (address) await world.cards.reply(address, replyTo(card));
  await world.store.requests.update(request, {
    card: address,
    shown: cardStateOf(story),
    repliedAt: world.clock().toISOString(),
  });
}

async function close({ store }: World, { request }: Story): Promise<void> {
  const closed = await store.requests.update(request, { closed: true });
  await store.requests.unlist(closed);
}

/** The card of a request, with the name of whoever decided. */
export async function draw({ store }: Pick<World, "store">, story: Story): Promise<Card> {
  const { by } = story.decision ?? {};
  const person = by?.kind === "person" ? await store.people.find(by.ref) : undefined;
  return cardOf(
    story,
    (decision) => person?.name ?? (decision.by.kind === "rule" ? decision.by.ref : "an owner whose name was erased"),
  );
}
