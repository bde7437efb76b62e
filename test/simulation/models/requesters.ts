import type { ConnectionId, NamespaceId } from "../../../src/domain/azure-id.ts";
import { HOUR, MINUTE, SECOND } from "../engine/schedule.ts";
import type { Simulation } from "../engine/simulation.ts";
import type { ArmState, Cause, Happening, Life } from "./arm-state.ts";

const BY_REQUESTER: Cause = { by: "requester", kind: "done" };
const BY_PORTAL: Cause = { by: "portal", kind: "done" };

/** Of the namespaces. */
export const SUBSCRIPTION = "11111111-1111-4111-8111-111111111111";
export const REQUESTERS: readonly string[] = [
  "22222222-2222-4222-8222-222222222222",
  "33333333-3333-4333-8333-333333333333",
];

export function someNamespaces(sim: Simulation): readonly NamespaceId[] {
  const names = ["contoso-orders", "contoso-billing"].slice(0, sim.random.whole(1, 2));
  return names.map((namespace) => ({ subscription: SUBSCRIPTION, resourceGroup: "rg-relay", namespace }));
}

/** Those who ask: once, again after a rejection, and who delete and re-create; and those in the portal who decide behind our back. */
export class RequestersModel {
  private readonly sim: Simulation;
  private readonly state: ArmState;
  private readonly untilMs: number;
  private endpoints = 0;

  constructor(sim: Simulation, state: ArmState, untilMs: number) {
    this.sim = sim;
    this.state = state;
    this.untilMs = untilMs;
    const { random } = sim;
    const burstAt = random.chance(sim.config.bursts) ? random.between(0, untilMs * 0.75) : undefined;
    for (let count = random.whole(1, sim.config.connections); count > 0; count -= 1) {
      const id = { ...random.pick(state.namespaces), connection: random.guid() };
      const at = burstAt === undefined ? random.between(0, untilMs * 0.75) : burstAt + random.between(0, SECOND);
      sim.schedule.at(at, () => this.ask(id));
    }
    state.onHappening((happening) => this.mayAskAgain(happening));
  }

  /** Somebody takes the connection away between our read and our write, or puts another in its place. */
  readonly swap = (id: ConnectionId): void => {
    const life = this.state.at(id);
    if (!life) return;
    const how = this.sim.random.next();
    if (how < 0.2) this.state.remove(life, BY_REQUESTER);
    else if (how < 0.3) this.portal(life);
    else this.ask(id, how < 0.4 ? life.privateEndpoint : this.endpointName(), 0);
  };

  private ask(id: ConnectionId, privateEndpoint = this.endpointName(), visibleAfterMs = this.untilVisible()): void {
    const { random, schedule } = this.sim;
    const isBornApproved = random.chance(0.07);
    const status = isBornApproved ? "Approved" : "Pending";
    const description = isBornApproved ? "Auto-approved" : `Please let us in ${random.whole(1, 99)}`;
    const visibleAt = schedule.now + visibleAfterMs;
    const life = { id, privateEndpoint, visibleAt, status, description, provisioning: "done" } as const;
    this.liveOn(this.state.bear(life, "requester"));
  }

  /** What becomes of it without us. */
  private liveOn(life: Life): void {
    const { random } = this.sim;
    const fate = random.next();
    const afterMs = random.spread(30 * SECOND, 40 * HOUR);
    if (fate < 0.1) this.later(afterMs, life, () => this.leave(life));
    else if (fate < 0.2) this.later(afterMs, life, () => this.portal(life));
    else if (fate < 0.3) this.later(afterMs, life, () => this.reAsk(life, this.endpointName()));
    else if (fate < 0.35) this.later(afterMs, life, () => this.reAsk(life, life.privateEndpoint));
  }

  private mayAskAgain({ life, status, kind }: Happening): void {
    if (status !== "Rejected" || kind !== "done" || !this.sim.random.chance(0.5)) return;
    this.later(this.sim.random.spread(5 * MINUTE, 5 * HOUR), life, () => this.reAsk(life, life.privateEndpoint));
  }

  /** The endpoint is deleted; the connection goes with it, or stays for a while as Disconnected. */
  private leave(life: Life): void {
    if (this.sim.random.chance(0.5)) {
      this.state.remove(life, BY_REQUESTER);
      return;
    }
    this.state.change(life, { status: "Disconnected", provisioning: "done" }, BY_REQUESTER);
    if (this.sim.random.chance(0.5)) return;
    this.later(this.sim.random.spread(HOUR, 20 * HOUR), life, () => this.state.remove(life, BY_REQUESTER));
  }

  private reAsk(life: Life, privateEndpoint: string): void {
    this.leave(life);
    const gapMs = this.sim.random.spread(SECOND, 5 * HOUR);
    this.sim.schedule.after(gapMs, () => {
      if (this.sim.schedule.now < this.untilMs) this.ask(life.id, privateEndpoint);
    });
  }

  private portal(life: Life): void {
    const how = this.sim.random.next();
    if (how < 0.3) this.state.remove(life, BY_PORTAL);
    else if (how < 0.65) this.byHand(life, "Rejected");
    else if (life.status === "Pending") this.byHand(life, "Approved");
  }

  private byHand(life: Life, status: "Approved" | "Rejected"): void {
    this.state.change(life, { status, description: "by hand", provisioning: "done" }, BY_PORTAL);
  }

  private later(afterMs: number, life: Life, work: () => void): void {
    if (this.sim.schedule.now + afterMs > this.untilMs) return;
    this.sim.schedule.after(afterMs, () => {
      if (this.state.isThere(life)) work();
    });
  }

  private untilVisible(): number {
    return this.sim.random.chance(0.5) ? this.sim.random.between(0, 2 * MINUTE) : 0;
  }

  private endpointName(): string {
    this.endpoints += 1;
    const subscription = this.sim.random.pick(REQUESTERS);
    return `/subscriptions/${subscription}/resourceGroups/rg-app/providers/Microsoft.Network/privateEndpoints/pe-${this.endpoints}`;
  }
}
