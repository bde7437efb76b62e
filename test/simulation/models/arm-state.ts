import {
  type ConnectionId,
  connectionIdOf,
  foldedId,
  isSameId,
  type NamespaceId,
  namespaceIdOf,
} from "../../../src/domain/azure-id.ts";
import type { Connection, ConnectionStatus } from "../../../src/domain/connection.ts";
import type { Simulation } from "../engine/simulation.ts";

/** A connection as Azure keeps it, from its birth until it is gone; the same name may have another life later. */
export interface Life {
  readonly id: ConnectionId;
  readonly privateEndpoint: string;
  readonly bornAt: number;
  /** Not before does any read show it. */
  readonly visibleAt: number;
  status: ConnectionStatus;
  description: string;
  provisioning: Connection["provisioning"];
}

/** Something that happened to a connection, as Azure alone knows it. */
export interface Happening {
  readonly at: number;
  readonly life: Life;
  readonly by: "requester" | "portal" | "service" | "azure";
  readonly status: ConnectionStatus | "gone";
  readonly description: string;
  /** `begun`: the change shows, and is under way. */
  readonly kind: "begun" | "done" | "reverted";
  /** Of a change of ours: the request whose approval sent it. */
  readonly request: string | undefined;
}

export type Cause = Pick<Happening, "by" | "kind"> & { readonly request?: string | undefined };

type OnHappening = (happening: Happening) => void;

/** Relay's connections in memory, everything that ever happened to them, and what listings showed at any time. */
export class ArmState {
  readonly happenings: Happening[] = [];
  readonly namespaces: readonly NamespaceId[];
  private readonly sim: Simulation;
  private readonly lives = new Map<string, Life>();
  private readonly listeners: OnHappening[] = [];
  private readonly shownFrom: { readonly at: number; readonly lives: readonly Life[] }[] = [];

  constructor(sim: Simulation, namespaces: readonly NamespaceId[]) {
    this.sim = sim;
    this.namespaces = namespaces;
  }

  onHappening(listener: OnHappening): void {
    this.listeners.push(listener);
  }

  at(id: ConnectionId): Life | undefined {
    return this.lives.get(keyOf(id));
  }

  all(): readonly Life[] {
    return [...this.lives.values()];
  }

  isThere(life: Life): boolean {
    return this.at(life.id) === life;
  }

  /** Whatever was there under the same name ends. */
  bear(life: Omit<Life, "bornAt">, by: Happening["by"]): Life {
    const born = { ...life, bornAt: this.sim.schedule.now };
    const before = this.at(life.id);
    if (before) this.remove(before, { by, kind: "done" });
    this.lives.set(keyOf(life.id), born);
    this.tell(born, born.status, { by, kind: "done" });
    this.sim.schedule.at(born.visibleAt, () => this.keepShown());
    return born;
  }

  remove(life: Life, cause: Cause): void {
    if (!this.isThere(life)) return;
    this.lives.delete(keyOf(life.id));
    this.tell(life, "gone", cause);
  }

  change(life: Life, change: Partial<Pick<Life, "status" | "description" | "provisioning">>, cause: Cause): void {
    Object.assign(life, change);
    this.tell(life, life.status, cause);
  }

  shown(id: ConnectionId): Connection | "gone" {
    const life = this.at(id);
    return life && life.visibleAt <= this.sim.schedule.now ? connectionOf(life) : "gone";
  }

  /** What a listing shows, perhaps that of some time ago. */
  listed(namespace: NamespaceId, agoMs = 0): readonly Connection[] {
    const at = this.sim.schedule.now - agoMs;
    const shown = this.shownFrom.findLast((from) => from.at <= at)?.lives ?? [];
    return shown.filter(({ id }) => isSameId(namespaceIdOf(id), namespaceIdOf(namespace))).map(connectionOf);
  }

  private tell(life: Life, status: Happening["status"], { by, kind, request }: Cause): void {
    const happening = { at: this.sim.schedule.now, life, by, status, description: life.description, kind, request };
    this.happenings.push(happening);
    this.keepShown();
    this.sim.note(() => `Azure: ${nameOf(life)} ${status} "${life.description}" by ${by}, ${kind}`);
    for (const listener of this.listeners) listener(happening);
  }

  private keepShown(): void {
    const at = this.sim.schedule.now;
    this.sim.changes += 1;
    const lives = this.all().filter(({ visibleAt }) => visibleAt <= at);
    this.shownFrom.push({ at, lives: lives.map((life) => ({ ...life })) });
  }
}

export function nameOf({ id, privateEndpoint }: Life): string {
  return `${id.namespace}/${id.connection.slice(0, 8)} of ${privateEndpoint.split("/").at(-1)}`;
}

function keyOf(id: ConnectionId): string {
  return foldedId(connectionIdOf(id));
}

function connectionOf({ id, privateEndpoint, status, description, provisioning }: Life): Connection {
  return { id, privateEndpoint, status, description, provisioning, region: "westeurope" };
}
