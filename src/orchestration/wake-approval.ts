import type { Orchestrations } from "../ports.ts";
import type { World } from "./world.ts";

/** A wake that is lost costs time, not what it was for: the sweep finds the row. */
export async function wakeApproval(
  { log }: Pick<World, "log">,
  orchestrations: Orchestrations,
  requestId: string,
): Promise<void> {
  try {
    if ((await orchestrations.wakeApproval(requestId)) === "gone") await orchestrations.startApproval(requestId);
  } catch (error) {
    log.warn("An approval could not be woken; the sweep will find what there is to do", {
      requestId,
      why: String(error),
    });
  }
}
