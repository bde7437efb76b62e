import type { CardAddress } from "../domain/progress.ts";
import { peopleIn, type Remark, wordsOf } from "../domain/remark.ts";
import type { Story } from "../domain/story.ts";
import { keep } from "./keep.ts";
import { lose, namesOf, say } from "./talk.ts";
import type { World } from "./world.ts";

/** Tells in the thread what happened to a request on its way. */
export async function tellOnTheWay(world: World, story: Story, address: CardAddress, remark: Remark): Promise<void> {
  const text = wordsOf(remark, await namesOf(world.store, peopleIn(remark)));
  if (remark.kind === "decided") return tryOnce(world, story, address, text);
  const { request, presence } = await say(world, story.request, { address, text });
  if (presence === "gone") return lose(world, story, request);
  await keep(world, request, { remarked: [...request.progress.remarked, remark.id], said: 0 });
}

/** While Azure is at work nothing may put off the next look at it; how it ended is told again and again until it is heard. */
async function tryOnce(world: World, { request }: Story, address: CardAddress, text: string): Promise<void> {
  const remarked = [...request.progress.remarked, "decided"];
  await world.store.requests.update(request, { remarked });
  try {
    await world.cards.reply(address, text);
  } catch (error) {
    world.log.warn("That a request is decided could not be told", { requestId: request.id, why: String(error) });
  }
}
