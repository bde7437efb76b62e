import { type ConnectionId, connectionIdOf, isSameId, type NamespaceId } from "../../../src/domain/azure-id.ts";
import type { NetworkAccess } from "../../../src/domain/background.ts";
import type { Connection, NamespaceListing } from "../../../src/domain/connection.ts";
import type { ChangeAnswer, ConnectionChange, Connections, Networks, Tenants } from "../../../src/ports.ts";
import { currentFiber } from "../engine/fiber.ts";
import { MINUTE, SECOND } from "../engine/schedule.ts";
import type { Simulation } from "../engine/simulation.ts";
import { ArmCalls, failed } from "./arm-calls.ts";
import type { ArmState, Cause, Life } from "./arm-state.ts";

export interface ArmManners {
  /** Whether a PUT with another private endpoint's id is refused: not known of Azure, and without it a change lands on whatever is there. */
  readonly checksEndpoint: boolean;
  /** When a lock lies on the connections. */
  readonly isLocked: () => boolean;
}

/** Somebody who changes the connection right between our read and our write. */
export type Swapper = (id: ConnectionId) => void;

/** Azure Resource Manager over the connections of a run, with everything that may go wrong between it and us. */
export class ArmModel implements Connections, Tenants, Networks {
  private readonly sim: Simulation;
  private readonly state: ArmState;
  private readonly manners: ArmManners;
  private readonly calls: ArmCalls;
  private readonly swap: Swapper;

  constructor(sim: Simulation, state: ArmState, manners: ArmManners, swap: Swapper) {
    this.sim = sim;
    this.state = state;
    this.manners = manners;
    this.swap = swap;
    this.calls = new ArmCalls(sim);
  }

  list(namespace: NamespaceId): Promise<readonly Connection[] | "gone"> {
    return this.calls.read(`arm.list ${namespace.namespace}`, () => this.state.listed(namespace));
  }

  get(id: ConnectionId): Promise<Connection | "gone"> {
    return this.calls.read(`arm.get ${id.connection.slice(0, 8)}`, () => {
      const fiber = currentFiber();
      if (fiber) fiber.sees = id.connection;
      return this.state.shown(id);
    });
  }

  async *namespaces(subscription: string): AsyncIterable<NamespaceListing> {
    const { random } = this.sim;
    const agoMs = this.sim.rates.armFault > 0 && random.chance(0.2) ? random.between(0, MINUTE) : 0;
    const isInline = random.chance(0.9);
    if (agoMs > 0) this.sim.changes += 1;
    yield* await this.calls.read(`arm.namespaces of ${subscription.slice(0, 8)}`, () =>
      this.state.namespaces.map((id) => ({ id, connections: isInline ? this.state.listed(id, agoMs) : undefined })),
    );
  }

  tenantOf(subscription: string): Promise<"own" | "other" | "unknown"> {
    return this.calls.read("arm.tenantOf", () => tenantOf(subscription));
  }

  nameOf(subscription: string): Promise<string | undefined> {
    return this.calls.read("arm.nameOf", () => `Subscription ${subscription.slice(0, 8)}`);
  }

  accessTo({ namespace }: NamespaceId): Promise<NetworkAccess> {
    return this.calls.read(`arm.accessTo ${namespace}`, () => ({ publicly: "closed", trustedServices: true }));
  }

  put(id: ConnectionId, change: ConnectionChange): Promise<ChangeAnswer> {
    const what = `arm.put ${id.connection.slice(0, 8)} ${change.status} "${change.description}"`;
    const request = currentFiber()?.about;
    return this.send(id, what, (life) => this.refusal(life, change) ?? this.begin(life, change, request));
  }

  remove(id: ConnectionId): Promise<ChangeAnswer> {
    const request = currentFiber()?.about;
    return this.send(id, `arm.delete ${id.connection.slice(0, 8)}`, (life) => {
      if (life === undefined) return undefined;
      return this.manners.isLocked() ? LOCKED : this.beginRemoval(life, request);
    });
  }

  private send(
    id: ConnectionId,
    what: string,
    effect: (life: Life | undefined) => string | undefined,
  ): Promise<ChangeAnswer> {
    return this.calls.change(id.connection, what, {
      effect: () => {
        const life = this.state.at(id);
        if (life?.provisioning === "busy") failed(`${connectionIdOf(id)} answered 409: an update is running`);
        return effect(life);
      },
      swap: () => this.swap(id),
    });
  }

  private refusal(life: Life | undefined, change: ConnectionChange): string | undefined {
    if (!life) return failed("PUT answered 404");
    const { status, privateEndpoint } = life;
    if (this.manners.isLocked()) return LOCKED;
    if (status === "Disconnected") return "BadRequest: the connection is Disconnected";
    if (status === "Rejected" && change.status === "Approved")
      return "BadRequest: a rejected connection cannot be approved";
    const isOther = !isSameId(privateEndpoint, change.privateEndpoint);
    return this.manners.checksEndpoint && isOther ? "BadRequest: another private endpoint" : undefined;
  }

  /** Shows at once, and is done, or undone, about half a minute later. */
  private begin(
    life: Life | undefined,
    { status, description }: ConnectionChange,
    request: string | undefined,
  ): undefined {
    if (!life) return;
    this.beginWith(life, { status, description }, request, (cause) =>
      this.state.change(life, { provisioning: "done" }, cause),
    );
  }

  /** What is deleted is shown as Disconnected until it is gone. */
  private beginRemoval(life: Life, request: string | undefined): undefined {
    this.beginWith(life, { status: "Disconnected" }, request, (cause) => this.state.remove(life, cause));
  }

  private beginWith(
    life: Life,
    shown: Partial<Pick<Life, "status" | "description">>,
    request: string | undefined,
    finish: (cause: Cause) => void,
  ): void {
    const { sim, state } = this;
    const before = { status: life.status, description: life.description };
    const isReverted = sim.chance("putReverted");
    state.change(life, { ...shown, provisioning: "busy" }, { by: "service", kind: "begun", request });
    const after = { status: life.status, description: life.description };
    const isAsBegun = () =>
      life.provisioning === "busy" && life.status === after.status && life.description === after.description;
    const takes = sim.random.chance(0.8) ? sim.random.between(20, 40) : sim.random.between(5, 180);
    sim.schedule.after(takes * SECOND, () => {
      if (!state.isThere(life) || !isAsBegun()) return;
      if (!isReverted) return finish({ by: "azure", kind: "done", request });
      const provisioning = sim.random.pick(["done", "failed"] as const);
      state.change(life, { ...before, provisioning }, { by: "azure", kind: "reverted", request });
    });
  }
}

const LOCKED = "ScopeLocked: the scope is locked";

function tenantOf(subscription: string): "own" | "other" {
  return subscription.startsWith("3") ? "own" : "other";
}
