import type { ConnectionRequest, Progress } from "../domain/request.ts";
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
  try {
    await store.requests.update(request, change);
  } catch (error) {
    const fresh = error instanceof Changed ? await store.requests.find(request.id) : undefined;
    if (fresh === undefined) throw error;
    await store.requests.update(fresh, change);
  }
}
