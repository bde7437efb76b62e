import type { ConnectionRequest } from "../domain/request.ts";
import type { World } from "./world.ts";

/** Off the list first: one that is closed is not looked at again, so its place on the list would stay for ever. */
export async function close({ store }: Pick<World, "store">, request: ConnectionRequest): Promise<void> {
  const { line } = request.progress;
  if (line !== undefined) await store.channels.leaveLine(line, request.id);
  await store.requests.unlist(request);
  await store.requests.update(request, { closed: true });
}
