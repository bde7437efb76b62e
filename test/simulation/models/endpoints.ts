import { foldedId, type NamespaceId, namespaceIdOf } from "../../../src/domain/azure-id.ts";
import type { Connection } from "../../../src/domain/connection.ts";
import type { PrivateEndpoint } from "../../../src/domain/private-endpoint.ts";
import type { ChangeAnswer, Endpoints } from "../../../src/ports.ts";
import { currentFiber } from "../engine/fiber.ts";
import { SECOND } from "../engine/schedule.ts";
import type { Simulation } from "../engine/simulation.ts";
import { ArmCalls } from "./arm-calls.ts";
import type { ArmState, Happening, Life } from "./arm-state.ts";

/** A private endpoint as the requester's subscription keeps it: it outlives its connection when an owner removes that one. */
interface KeptEndpoint {
  readonly id: string;
  readonly name: string;
  readonly target: NamespaceId;
  readonly life: Life;
  provisioning: Connection["provisioning"];
}

/** That our DELETE of an endpoint began. */
export interface EndpointDeletion {
  readonly at: number;
  readonly id: string;
  readonly isDisconnected: boolean;
  /** Since when the connection that it leads to is gone. */
  readonly since: number | undefined;
  readonly request: string | undefined;
}

/** The requesters' side: endpoints are born and deleted with their connections, and stay as Disconnected when an owner removes those. */
export class EndpointsModel implements Endpoints {
  readonly deletions: EndpointDeletion[] = [];
  /** Whoever deleted them. */
  readonly gone: { readonly id: string; readonly at: number }[] = [];
  private readonly listeners: ((deletion: EndpointDeletion) => void)[] = [];
  private readonly sim: Simulation;
  private readonly state: ArmState;
  private readonly calls: ArmCalls;
  private readonly endpoints = new Map<string, KeptEndpoint>();
  private readonly disconnectedSince = new Map<Life, number>();

  constructor(sim: Simulation, state: ArmState) {
    this.sim = sim;
    this.state = state;
    this.calls = new ArmCalls(sim);
    state.onHappening((happening) => this.follow(happening));
  }

  onDeletion(listener: (deletion: EndpointDeletion) => void): void {
    this.listeners.push(listener);
  }

  get(id: string): Promise<PrivateEndpoint | "gone"> {
    return this.calls.read(`arm.getEndpoint ${nameIn(id)}`, () => {
      const fiber = currentFiber();
      if (fiber) fiber.sees = id;
      const kept = this.endpoints.get(foldedId(id));
      return kept ? this.shown(kept) : "gone";
    });
  }

  async *list(subscription: string): AsyncIterable<PrivateEndpoint> {
    yield* await this.calls.read(`arm.endpoints of ${subscription.slice(0, 8)}`, () =>
      [...this.endpoints.values()]
        .filter(({ id }) => id.startsWith(`/subscriptions/${subscription}/`))
        .map((kept) => this.shown(kept)),
    );
  }

  remove(id: string): Promise<ChangeAnswer> {
    const request = currentFiber()?.about;
    return this.calls.change(id, `arm.deleteEndpoint ${nameIn(id)}`, {
      effect: () => this.begin(id, request),
      swap: () => undefined,
    });
  }

  private begin(id: string, request: string | undefined): undefined {
    const kept = this.endpoints.get(foldedId(id));
    if (!kept || kept.provisioning === "busy") return;
    kept.provisioning = "busy";
    const isDisconnected = this.statusOf(kept) === "Disconnected";
    const since = this.disconnectedSince.get(kept.life);
    const deletion = { at: this.sim.schedule.now, id, isDisconnected, since, request };
    this.deletions.push(deletion);
    for (const listener of this.listeners) listener(deletion);
    this.sim.changes += 1;
    this.sim.note(() => `Azure: ${nameIn(id)} is being deleted by service`);
    const isReverted = this.sim.chance("putReverted");
    this.sim.schedule.after(this.sim.random.between(5, 60) * SECOND, () => this.finish(kept, isReverted));
  }

  private finish(kept: KeptEndpoint, isReverted: boolean): void {
    if (this.endpoints.get(foldedId(kept.id)) !== kept) return;
    this.sim.changes += 1;
    kept.provisioning = "failed";
    if (isReverted) return;
    this.delete(kept);
    this.sim.note(() => `Azure: ${kept.name} is deleted by service`);
    this.state.remove(kept.life, { by: "requester", kind: "done" });
  }

  /** A happening of a life that is not known is its birth. */
  private follow({ life, by, status, at }: Happening): void {
    const key = foldedId(life.privateEndpoint);
    const kept = this.endpoints.get(key);
    const isGone = status === "gone" || status === "Disconnected";
    if (isGone && !this.disconnectedSince.has(life)) this.disconnectedSince.set(life, at);
    if (!isGone) this.disconnectedSince.delete(life);
    if (isGone && by === "requester" && kept?.life === life) this.delete(kept);
    if (isGone || kept?.life === life) return;
    const { id, privateEndpoint } = life;
    const target = { subscription: id.subscription, resourceGroup: id.resourceGroup, namespace: id.namespace };
    const name = `link-${id.connection.slice(0, 8)}-${nameIn(privateEndpoint)}`;
    this.endpoints.set(key, { id: privateEndpoint, name, target, life, provisioning: "done" });
  }

  private delete({ id }: KeptEndpoint): void {
    this.endpoints.delete(foldedId(id));
    this.gone.push({ id, at: this.sim.schedule.now });
  }

  private shown(kept: KeptEndpoint): PrivateEndpoint {
    const { id, name, target, provisioning } = kept;
    return { id, connections: [{ name, target: namespaceIdOf(target), status: this.statusOf(kept) }], provisioning };
  }

  private statusOf({ life }: KeptEndpoint): Connection["status"] {
    return this.state.isThere(life) ? life.status : "Disconnected";
  }
}

function nameIn(id: string): string {
  return id.split("/").at(-1) ?? "";
}
