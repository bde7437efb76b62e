import { later } from "../../../src/domain/waits.ts";
import { type ChangeAnswer, Fault } from "../../../src/ports.ts";
import { currentFiber } from "../engine/fiber.ts";
import { MINUTE, SECOND } from "../engine/schedule.ts";
import type { Simulation } from "../engine/simulation.ts";

interface ChangeCall {
  /** Answers why Azure refuses; `undefined`: the change is under way. */
  readonly effect: () => string | undefined;
  /** Somebody changes what was read before our change comes. */
  readonly swap: () => void;
}

/** Calls of Azure Resource Manager, whatever they are about: 429, 500, and answers that are lost. */
export class ArmCalls {
  private readonly sim: Simulation;
  private correlations = 0;

  constructor(sim: Simulation) {
    this.sim = sim;
  }

  read<Answer>(what: string, effect: () => Answer): Promise<Answer> {
    const ms = this.sim.random.between(30, 400);
    if (this.sim.chance("armBusy")) return this.sim.call(`${what}, 429`, ms, () => this.tooMany());
    if (this.sim.chance("armFault")) return this.sim.call(`${what}, 500`, ms, () => failed(`${what} answered 500`));
    return this.sim.call(what, ms, effect);
  }

  /** A change whose answer is lost may land all the same, at once or up to a minute later; or somebody comes in between. */
  change(id: string, what: string, { effect, swap }: ChangeCall): Promise<ChangeAnswer> {
    const { sim } = this;
    const ms = sim.random.between(50, 800);
    if (currentFiber()?.sees !== id) sim.violate("4: Azure was changed without being read right before");
    if (sim.chance("swap")) sim.schedule.after(sim.random.between(0, ms), swap);
    if (sim.chance("armBusy")) return sim.call(`${what}, 429`, ms, () => this.tooMany());
    if (sim.chance("armFault")) return sim.call(`${what}, 500`, ms, () => failed(`${what} answered 500`));
    const apply = () => this.answerOf(effect());
    if (!sim.chance("putLost")) return sim.call(what, ms, apply);
    const landsAfter = sim.random.pick([undefined, ms, sim.random.between(ms, MINUTE)]);
    if (landsAfter !== undefined) sim.schedule.after(landsAfter, () => this.land(what, apply));
    const gaveUpAfter = sim.random.between(ms, 30 * SECOND);
    return sim.call(`${what}, no answer`, gaveUpAfter, () => failed(`${what} got no answer`));
  }

  private answerOf(reason: string | undefined): ChangeAnswer {
    if (reason !== undefined) return { kind: "refused", reason };
    this.correlations += 1;
    return { kind: "accepted", correlation: `c-${this.correlations}` };
  }

  private land(what: string, apply: () => ChangeAnswer): void {
    try {
      const { kind } = apply();
      this.sim.note(() => `  (${what} arrived, though its answer was lost: ${kind})`);
    } catch (error) {
      this.sim.note(() => `  (${what} did not land: ${String(error)})`);
    }
  }

  private tooMany(): never {
    const seconds = Math.round(this.sim.random.spread(1, 600));
    throw new Fault("ARM answered 429", { retryAt: later(this.sim.clock(), { seconds }) });
  }
}

export function failed(words: string): never {
  throw new Fault(words);
}
