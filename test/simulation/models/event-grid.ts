import type { NamespaceId } from "../../../src/domain/azure-id.ts";
import type { AppUnderTest } from "../app-under-test.ts";
import { isGone } from "../engine/fiber.ts";
import { HOUR, MINUTE, SECOND } from "../engine/schedule.ts";
import type { Simulation } from "../engine/simulation.ts";
import type { ArmState } from "./arm-state.ts";

const RETRIES = [10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE, 10 * MINUTE];

/** Event Grid: tells of what happens at a namespace, before Azure shows it or long after, twice or not at all. */
export class EventGridModel {
  private readonly sim: Simulation;
  private readonly app: () => AppUnderTest;

  constructor(sim: Simulation, app: () => AppUnderTest, state: ArmState) {
    this.sim = sim;
    this.app = app;
    // A write is told once, when it succeeded.
    state.onHappening(({ life, kind }) => {
      if (kind === "done") this.publish(life.id);
    });
  }

  private publish(namespace: NamespaceId): void {
    const { sim } = this;
    if (sim.chance("eventLost")) return;
    const copies = sim.chance("eventDoubled") ? sim.random.whole(2, 3) : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const lateMs = sim.chance("eventLate")
        ? sim.random.spread(MINUTE, 2 * HOUR)
        : sim.random.between(200, 5 * SECOND);
      sim.schedule.after(lateMs, () => this.deliver(namespace, RETRIES));
    }
  }

  private deliver(namespace: NamespaceId, retries: readonly number[]): void {
    const { sim } = this;
    const { orchestrations } = this.app();
    const what = `of ${namespace.namespace}`;
    const { fiber, answer } = sim.invoke("event", what, () => orchestrations.lookAt(namespace));
    const again = () => {
      const [wait, ...left] = retries;
      if (wait !== undefined) sim.schedule.after(wait, () => this.deliver(namespace, left));
    };
    answer.catch((error: unknown) => {
      sim.noteFault(`event ${what}`, error);
      again();
    });
    sim.schedule.after(30 * SECOND, () => {
      if (isGone(fiber)) again();
    });
  }
}
