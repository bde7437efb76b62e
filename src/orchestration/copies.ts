import type { Card } from "../domain/card.ts";
import { type CardSpot, foundAt } from "../domain/copies.ts";
import { groupOf } from "../domain/policy.ts";
import type { CardCopy, Progress } from "../domain/progress.ts";
import type { ConnectionRequest } from "../domain/request.ts";
import type { Story } from "../domain/story.ts";
import type { CardPresence, Orchestrations } from "../ports.ts";
import { wakeApproval } from "./wake-approval.ts";
import type { World } from "./world.ts";

/**
 * A click tells where its card stands, which may be news: the answer to a post can get lost. That it cannot be kept now changes no
 * click; the next one tells it again. Answers the request as it now is.
 */
export async function noteSpot(
  world: World,
  orchestrations: Orchestrations,
  request: ConnectionRequest,
  spot: CardSpot | undefined,
): Promise<ConnectionRequest> {
  const { store, policies, clock, log } = world;
  if (!spot) return request;
  try {
    const group = groupOf(await policies.current(), request.connection);
    const found = foundAt(request, spot, group?.channel.id, clock());
    if (!found) return request;
    const noted = await store.requests.update(request, found);
    log.info("A click came from a card that was not known", { requestId: request.id });
    await wakeApproval(world, orchestrations, request.id);
    return noted;
  } catch (error) {
    log.warn("Where a card stands could not be kept", { requestId: request.id, why: String(error) });
    return request;
  }
}

/** What becomes of the copies, as a change of the progress: nothing when all are told. One that is gone is forgotten. */
export async function toldCopies(world: World, story: Story, card: Card): Promise<Partial<Progress>> {
  const { copies } = story.request.progress;
  if (copies.every(({ state }) => state === "told")) return {};
  const told = await Promise.all(
    copies.map((copy) => (copy.state === "told" ? copy : tellCopy(world, story, card, copy))),
  );
  return { copies: told.filter((copy) => copy !== undefined) };
}

async function tellCopy(world: World, story: Story, card: Card, copy: CardCopy): Promise<CardCopy | undefined> {
  const { request } = story;
  try {
    const presence = await retire(world, story, card, copy);
    return presence === "gone" ? undefined : { ...copy, state: "told" };
  } catch (error) {
    world.log.warn("A copy of a card could not be marked", { requestId: request.id, why: String(error) });
    return { ...copy, state: "missed" };
  }
}

/** Of what has ended without a card that is known, the copy shows the end. */
async function retire(world: World, { request, group }: Story, card: Card, copy: CardCopy): Promise<CardPresence> {
  const newer = request.progress.card;
  if (!newer) return world.cards.edit(copy, card);
  const channel = copy.channel === newer.channel ? undefined : group?.channel.name;
  return world.cards.retire(copy, card, { postedAt: newer.postedAt, channel });
}
