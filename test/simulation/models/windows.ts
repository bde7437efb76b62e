import { HOUR } from "../engine/schedule.ts";
import type { Simulation } from "../engine/simulation.ts";

/** With a probability there is a time, within the first two days, in which something holds. */
export function someTimes(
  sim: Simulation,
  probability: number,
  { leastMs, mostMs }: { readonly leastMs: number; readonly mostMs: number },
): () => boolean {
  if (!sim.random.chance(probability)) return () => false;
  const from = sim.random.between(0, 40 * HOUR);
  const until = Math.min(48 * HOUR, from + sim.random.spread(leastMs, mostMs));
  return () => from <= sim.schedule.now && sim.schedule.now < until;
}
