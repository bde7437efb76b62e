import type { NamespaceId } from "../../../src/domain/azure-id.ts";
import type { Rights } from "../../../src/ports.ts";
import { MINUTE } from "../engine/schedule.ts";
import type { Simulation } from "../engine/simulation.ts";
import { ArmCalls } from "./arm-calls.ts";
import { ROLE_HOLDER } from "./people.ts";

/** How old a yes may be that was not asked for afresh. */
const YES_KEPT_MS = MINUTE;

/** Role assignments: one person holds the right for a time, and a yes is kept for a while. */
export class RightsModel implements Rights {
  readonly fromMs: number;
  readonly untilMs: number;
  private readonly sim: Simulation;
  private readonly calls: ArmCalls;

  constructor(sim: Simulation, runMs: number) {
    this.sim = sim;
    this.calls = new ArmCalls(sim);
    this.fromMs = sim.random.pick([0, sim.random.between(0, runMs / 2)]);
    this.untilMs = sim.random.pick([Number.POSITIVE_INFINITY, sim.random.between(this.fromMs, runMs)]);
  }

  mayApprove(namespace: NamespaceId, objectId: string, how?: { readonly fresh: boolean }): Promise<boolean> {
    const isHolder = objectId === ROLE_HOLDER.objectId;
    return this.calls.read(`arm.mayApprove ${namespace.namespace}`, () => {
      const { now } = this.sim.schedule;
      const keptMs = how?.fresh ? 0 : this.sim.random.pick([0, YES_KEPT_MS]);
      return isHolder && this.fromMs <= now && now - keptMs < this.untilMs;
    });
  }

  /** Whether the right was held at some time of these. */
  isHeldWithin(objectId: string, from: number, until: number): boolean {
    return objectId === ROLE_HOLDER.objectId && this.fromMs <= until && from < this.untilMs;
  }
}
