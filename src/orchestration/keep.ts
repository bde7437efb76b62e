import { withCopy } from "../domain/copies.ts";
import type { CardAddress, Progress } from "../domain/progress.ts";
import type { ConnectionRequest } from "../domain/request.ts";
import { Changed } from "../ports.ts";
import type { World } from "./world.ts";

/**
 * Keeps what was just done outside, also when the request was changed meanwhile (the sweep notes what it saw): else it would be
 * done again.
 */
export async function keep(
  { store }: Pick<World, "store">,
  request: ConnectionRequest,
  change: Partial<Progress>,
): Promise<void> {
  return keepAs(store, request, () => change);
}

async function keepAs(
  { requests }: Pick<World["store"], "requests">,
  request: ConnectionRequest,
  changeOf: (progress: Progress) => Partial<Progress>,
): Promise<void> {
  try {
    await requests.update(request, changeOf(request.progress));
  } catch (error) {
    const fresh = error instanceof Changed ? await requests.find(request.id) : undefined;
    if (fresh === undefined) throw error;
    await requests.update(fresh, changeOf(fresh.progress));
  }
}

/** Keeps where a card was posted. The one that was known, perhaps only since a click meanwhile, is an earlier copy from now on. */
export async function keepPosted(
  { store }: Pick<World, "store">,
  request: ConnectionRequest,
  card: CardAddress,
  told: Partial<Progress>,
): Promise<void> {
  await keepAs(store, request, ({ card: former, copies, firstCardAt = card.postedAt }) => ({
    ...{ card, firstCardAt, copies: former ? withCopy(copies, former) : copies },
    ...told,
  }));
}
