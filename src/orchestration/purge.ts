import { later } from "../domain/waits.ts";
import type { Orchestrations } from "../ports.ts";
import type { World } from "./world.ts";

const KEPT_HOURS = 30 * 24;

/** Ended instances say nothing that the record does not; after 30 days they leave the task hub. */
export async function purge({ clock, log }: World, orchestrations: Orchestrations): Promise<void> {
  const purged = await orchestrations.purgeEnded(later(clock(), { hours: -KEPT_HOURS }));
  log.info("Purged ended orchestrations", { purged });
}
