import { refusalEntry } from "../domain/audit.ts";
import type { Card } from "../domain/card.ts";
import type { Click, ClickAnswer } from "../domain/click.ts";
import type { Vote } from "../domain/request.ts";
import type { Story } from "../domain/story.ts";
import { draw } from "./talk.ts";
import type { World } from "./world.ts";

/** What somebody said, with their pseudonym: what a vote, a question and a refusal keep of a click. */
export type Saying = Omit<Vote, "verdict">;

export async function sayingOf(world: World, { policyVersion }: Story, { person, comment }: Click): Promise<Saying> {
  const { ref: by, commitment } = await world.store.people.pseudonymOf(person);
  return { by, commitment, comment: comment.trim(), at: world.clock().toISOString(), policyVersion };
}

/** A click that does not count is on record, and whoever clicked is told why. That it can't be recorded now changes no answer. */
export async function refuse(
  world: World,
  story: Story,
  click: Click,
  said: Saying,
  reason: string,
): Promise<ClickAnswer> {
  const { store, log, serviceVersion } = world;
  const requestId = story.request.id;
  try {
    await store.audit.record(refusalEntry(story.request, { ...said, verb: click.verb }, reason, serviceVersion));
  } catch (error) {
    log.error("A refused click is not on record", { requestId, by: said.by, why: String(error) });
  }
  log.info("A click was refused", { requestId, by: said.by, verb: click.verb, reason });
  return { kind: "refused", reason, card: await cardBelow(world, story, click) };
}

/** Shown with the reason where the button should not stand there any more: the card says what happened meanwhile. */
async function cardBelow(world: World, story: Story, { verb }: Click): Promise<Card | undefined> {
  if (story.outcome === undefined && story.decision === undefined) return undefined;
  const card = await draw(world, story);
  return card.verbs.includes(verb) ? undefined : card;
}
