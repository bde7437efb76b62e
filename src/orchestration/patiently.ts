import { later, soonest } from "../domain/waits.ts";
import { Fault } from "../ports.ts";
import type { World } from "./world.ts";

/** A sweep is no durable loop: it waits for a service that says when to come back, but not for long, and once. */
const LONGEST_PAUSE_SECONDS = 60;

export async function patiently<Result>(
  { clock, pause, log }: Pick<World, "clock" | "pause" | "log">,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const retryAt = retryAtOf(error);
    if (retryAt === undefined) throw error;
    const until = soonest(retryAt, later(clock(), { seconds: LONGEST_PAUSE_SECONDS }));
    log.warn("Told to come back later", { until: until.toISOString(), why: String(error) });
    await pause(until);
    return work();
  }
}

/** Of several faults the latest time: before it one of them would only be told the same again. */
function retryAtOf(error: unknown): Date | undefined {
  if (error instanceof AggregateError) {
    const times = error.errors.map(retryAtOf).filter((time) => time !== undefined);
    return times.length === 0 ? undefined : new Date(Math.max(...times.map((time) => time.getTime())));
  }
  return error instanceof Fault ? error.retryAt : undefined;
}
