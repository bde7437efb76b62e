import { isIntent, type Outcome } from "../domain/request.ts";
import type { Story } from "../domain/story.ts";
import type { World } from "./world.ts";

/** Without an intent the outcome takes the intent's place, so that an activity that runs beside this one cannot begin a change. */
export async function conclude({ store, log }: World, { request, intent }: Story, outcome: Outcome): Promise<void> {
  const counts = await (intent ? store.outcomes : store.intents).insert(request.id, outcome);
  if (isIntent(counts)) return;
  const details = { requestId: request.id, outcome: counts.kind, reason: counts.reason };
  if (counts.kind === "refused") log.error("A decision could not be carried out", details);
  else log.info("Ended", details);
}
