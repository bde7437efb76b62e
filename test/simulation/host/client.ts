import { currentFiber } from "../engine/fiber.ts";
import { SECOND } from "../engine/schedule.ts";
import type { Simulation } from "../engine/simulation.ts";
import { isLive } from "./messages.ts";
import type { TaskHub } from "./task-hub.ts";

interface StartOptions {
  readonly instanceId?: string;
  readonly input?: unknown;
}

interface PurgeFilter {
  readonly createdTimeTo: Date;
  readonly runtimeStatus: readonly string[];
}

/** The client of Durable Functions over the model of a task hub: what of `DurableClient` the service uses, with its texts. */
export class DurableClientModel {
  private readonly sim: Simulation;
  private readonly hub: TaskHub;

  constructor(sim: Simulation, hub: TaskHub) {
    this.sim = sim;
    this.hub = hub;
  }

  async startNew(orchestration: string, { instanceId = "", input }: StartOptions): Promise<string> {
    await this.call(`durable.startNew ${instanceId.slice(0, 8)}`, () => {
      if (isLive(this.hub.instance(instanceId)))
        throw new Error("An instance with the status Running already exists: HTTP 500");
      this.hub.start(orchestration, instanceId, input);
    });
    return instanceId;
  }

  /** An event may be lost after its sender was told that it is on its way; or come twice, or hours later. */
  raiseEvent(instanceId: string, name: string, data: unknown): Promise<void> {
    return this.call(`durable.raiseEvent ${instanceId.slice(0, 8)} ${name}`, () => {
      if (!this.hub.instance(instanceId)) throw missing();
      if (this.isLost()) return this.sim.note(() => `  (the event ${name} will be lost)`);
      const copies = this.sim.chance("wakeDoubled") ? 2 : 1;
      for (let copy = 0; copy < copies; copy += 1) this.raise(instanceId, name, data);
    });
  }

  terminate(instanceId: string, reason: string): Promise<void> {
    return this.call(`durable.terminate ${instanceId.slice(0, 8)}`, () => {
      if (!this.hub.instance(instanceId)) throw missing();
      this.hub.terminate(instanceId, reason);
    });
  }

  getStatus(instanceId: string): Promise<object> {
    return this.call(`durable.getStatus ${instanceId.slice(0, 8)}`, () => {
      const instance = this.hub.instance(instanceId);
      if (!instance) throw missing();
      const { orchestration: name, status: runtimeStatus, input, createdAt: createdTime } = instance;
      return { name, instanceId, runtimeStatus, input, createdTime, lastUpdatedTime: createdTime };
    });
  }

  /** What ended and was begun within a time. */
  purgeInstanceHistoryBy({ createdTimeTo, runtimeStatus }: PurgeFilter): Promise<{ instancesDeleted: number }> {
    return this.call("durable.purgeInstanceHistoryBy", () => ({
      instancesDeleted: this.hub.purge(createdTimeTo, runtimeStatus),
    }));
  }

  private isLost(): boolean {
    return (currentFiber()?.kind === "click" && this.sim.chance("voteWakeLost")) || this.sim.chance("wakeLost");
  }

  private raise(instanceId: string, name: string, data: unknown): void {
    const lateMs = this.sim.chance("wakeLate") ? this.sim.random.spread(SECOND, 7_200 * SECOND) : 0;
    this.hub.raise(instanceId, name, data, lateMs);
  }

  /** The extension fails before it did anything, or did it and its answer is lost. */
  private call<Answer>(what: string, effect: () => Answer): Promise<Answer> {
    const { sim } = this;
    const ms = sim.random.between(5, 60);
    if (!sim.chance("clientFault")) return sim.call(what, ms, effect);
    const isLost = sim.random.chance(0.5);
    return sim.call(`${what}, 500`, ms, () => {
      if (isLost) effect();
      throw new Error(`${what}: the extension replied with HTTP 500`);
    });
  }
}

function missing(): Error {
  return new Error("DurableClient error: Durable Functions extension replied with HTTP 404 response.");
}
