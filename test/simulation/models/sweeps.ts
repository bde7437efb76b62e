import { isGone } from "../engine/fiber.ts";
import { MINUTE, SECOND } from "../engine/schedule.ts";
import type { Simulation } from "../engine/simulation.ts";
import { registered } from "../host/registry.ts";

const SWEEP_MS = 5 * MINUTE;
/** While nothing at all changes, one sweep in six is made: the others would read the same rows and the same Azure. */
const MOST_SKIPPED = 5;

/** The other timers, once each. */
export function tellAndPurge(sim: Simulation, untilMs: number): void {
  for (const timer of ["digest", "purge"]) {
    sim.schedule.at(sim.random.between(0, untilMs), () => {
      const { answer } = sim.invoke("sweep", timer, async () => registered("timers", timer)({}, {}));
      answer.catch((error: unknown) => sim.noteFault(timer, error));
    });
  }
}

/** The timer of the sweep: one at a time, and anew when the machine of the last one died. */
export function sweepFromNowOn(sim: Simulation): void {
  const seen = { changes: -1, skipped: 0 };
  const tick = () => {
    const isSame = seen.changes === sim.changes && seen.skipped < MOST_SKIPPED;
    seen.skipped = isSame ? seen.skipped + 1 : 0;
    seen.changes = sim.changes;
    if (isSame) return sim.schedule.after(SWEEP_MS, tick);
    const { fiber, answer } = sim.invoke("sweep", "", async () => registered("timers", "sweep")({}, {}));
    const sweep = { isOver: false };
    const end = (error?: unknown) => {
      sweep.isOver = true;
      if (error !== undefined) sim.noteFault("sweep", error);
    };
    answer.then(() => end(), end);
    const next = () => {
      if (sweep.isOver || isGone(fiber)) tick();
      else sim.schedule.after(10 * SECOND, next);
    };
    sim.schedule.after(SWEEP_MS, next);
  };
  sim.schedule.after(sim.random.between(0, SWEEP_MS), tick);
}
