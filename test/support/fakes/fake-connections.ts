import {
  type ConnectionId,
  connectionIdOf,
  foldedId,
  type NamespaceId,
  namespaceIdOf,
} from "../../../src/domain/azure-id.ts";
import { type NetworkAccess, UNREADABLE_NETWORK } from "../../../src/domain/background.ts";
import type { Connection, ConnectionStatus, NamespaceListing } from "../../../src/domain/connection.ts";
import { later } from "../../../src/domain/waits.ts";
import {
  type ChangeAnswer,
  type Clock,
  type ConnectionChange,
  type Connections,
  Fault,
  type Networks,
  type Tenants,
} from "../../../src/ports.ts";
import { Failures } from "./failures.ts";

interface Row {
  readonly connection: Omit<Connection, "provisioning">;
  readonly busyUntil: Date | undefined;
  /** Gone when no longer busy. */
  readonly leaving: boolean;
}

export interface SentRemoval {
  readonly connection: string;
  readonly at: Date;
}

export interface SentPut extends ConnectionChange {
  readonly connection: string;
  readonly at: Date;
}

/** How the fake differs from the Azure that is assumed. */
export interface AzureManners {
  /** From a PUT until Succeeded, and from a DELETE until it is gone; 32 and 33 s were recorded. */
  readonly applySeconds: number;
  /** Whether a namespace's listing carries the connections. */
  readonly inline: boolean;
  /** Whether a PUT with another private endpoint's id is refused. Not known of Azure; without it the change lands on whatever is there. */
  readonly checksEndpoint: boolean;
}

/** Relay's connections in memory, with Azure's transitions: a change shows its status at once and is `busy` for a while. */
export class FakeConnections implements Connections, Tenants, Networks {
  readonly failures = new Failures();
  readonly puts: SentPut[] = [];
  readonly removals: SentRemoval[] = [];
  readonly tenants = new Map<string, "own" | "other">();
  readonly subscriptionNames = new Map<string, string>();
  network: NetworkAccess = UNREADABLE_NETWORK;
  readonly manners: AzureManners;
  private readonly clock: Clock;
  private readonly rows = new Map<string, Row>();
  private readonly known = new Map<string, NamespaceId>();

  constructor(clock: Clock, manners: Partial<AzureManners> = {}) {
    this.clock = clock;
    this.manners = { applySeconds: 32, inline: true, checksEndpoint: false, ...manners };
  }

  /** Makes the namespace exist. */
  addNamespace(namespace: NamespaceId): void {
    this.known.set(foldedId(namespaceIdOf(namespace)), namespace);
  }

  /** Puts a connection there as it is, whatever was there: what a requester or somebody in the portal does. */
  set(connection: Connection): void {
    this.addNamespace(connection.id);
    const { provisioning, ...rest } = connection;
    const busyUntil = provisioning === "busy" ? this.applied() : undefined;
    this.rows.set(foldedId(connectionIdOf(connection.id)), { connection: rest, busyUntil, leaving: false });
  }

  /** Somebody changes the status behind our back. */
  change(id: ConnectionId, status: ConnectionStatus, description = ""): void {
    const row = this.rowOf(id);
    if (row) this.set({ ...row.connection, status, description, provisioning: "done" });
  }

  /** The requester deletes the endpoint. */
  takeAway(id: ConnectionId): void {
    this.rows.delete(foldedId(connectionIdOf(id)));
  }

  removeNamespace(namespace: NamespaceId): void {
    const key = foldedId(namespaceIdOf(namespace));
    this.known.delete(key);
    for (const id of this.rows.keys()) if (id.startsWith(`${key}/`)) this.rows.delete(id);
  }

  async list(namespace: NamespaceId): Promise<readonly Connection[] | "gone"> {
    return this.failures.around("list", () =>
      this.known.has(foldedId(namespaceIdOf(namespace))) ? this.connectionsOf(namespace) : "gone",
    );
  }

  async get(id: ConnectionId): Promise<Connection | "gone"> {
    return this.failures.around("get", () => {
      const row = this.rowOf(id);
      return row ? this.shown(row) : "gone";
    });
  }

  async put(id: ConnectionId, change: ConnectionChange): Promise<ChangeAnswer> {
    this.puts.push({ connection: connectionIdOf(id), ...change, at: this.clock() });
    return this.failures.around("put", () => this.apply(id, change));
  }

  async remove(id: ConnectionId): Promise<ChangeAnswer> {
    this.removals.push({ connection: connectionIdOf(id), at: this.clock() });
    return this.failures.around("remove", () => this.beginRemoval(id));
  }

  async *namespaces(subscription: string): AsyncIterable<NamespaceListing> {
    const ids = await this.failures.around("namespaces", () => [...this.known.values()]);
    for (const id of ids.filter((known) => known.subscription === subscription.toLowerCase())) {
      yield { id, connections: this.manners.inline ? this.connectionsOf(id) : undefined };
    }
  }

  async tenantOf(subscription: string): Promise<"own" | "other" | "unknown"> {
    return this.failures.around("tenantOf", () => this.tenants.get(subscription.toLowerCase()) ?? "unknown");
  }

  async nameOf(subscription: string): Promise<string | undefined> {
    return this.failures.around("nameOf", () => this.subscriptionNames.get(subscription.toLowerCase()));
  }

  async accessTo(_namespace: NamespaceId): Promise<NetworkAccess> {
    return this.failures.around("accessTo", () => this.network);
  }

  private apply(id: ConnectionId, change: ConnectionChange): ChangeAnswer {
    const row = this.rowOf(id);
    if (!row) return { kind: "refused", reason: "NotFound: there is no such connection" };
    const before = this.shown(row);
    if (before.provisioning === "busy")
      throw new Fault(`PUT of ${connectionIdOf(id)} answered 409: an update is running`);
    const reason = this.refusal(before, change);
    if (reason) return { kind: "refused", reason };
    const { status, description } = change;
    this.begin({ ...row.connection, status, description }, { leaving: false });
    return { kind: "accepted", correlation: `c-${this.puts.length}` };
  }

  private beginRemoval(id: ConnectionId): ChangeAnswer {
    const row = this.rowOf(id);
    if (row && this.shown(row).provisioning === "busy")
      throw new Fault(`DELETE of ${connectionIdOf(id)} answered 409: an update is running`);
    if (row) this.begin({ ...row.connection, status: "Disconnected" }, { leaving: true });
    return { kind: "accepted", correlation: `d-${this.removals.length}` };
  }

  private begin(connection: Row["connection"], { leaving }: { readonly leaving: boolean }): void {
    this.rows.set(foldedId(connectionIdOf(connection.id)), { connection, busyUntil: this.applied(), leaving });
  }

  private refusal(before: Connection, { status, privateEndpoint }: ConnectionChange): string | undefined {
    if (before.status === "Disconnected") return "BadRequest: the connection is Disconnected";
    if (before.status === "Rejected" && status === "Approved")
      return "BadRequest: a rejected connection cannot be approved";
    const isOther =
      before.privateEndpoint !== undefined && foldedId(before.privateEndpoint) !== foldedId(privateEndpoint);
    return this.manners.checksEndpoint && isOther ? "BadRequest: another private endpoint" : undefined;
  }

  private applied(): Date {
    return later(this.clock(), { seconds: this.manners.applySeconds });
  }

  private rowOf(id: ConnectionId): Row | undefined {
    const row = this.rows.get(foldedId(connectionIdOf(id)));
    return row && this.isThere(row) ? row : undefined;
  }

  private isThere({ leaving, busyUntil }: Row): boolean {
    return !leaving || busyUntil === undefined || this.clock() < busyUntil;
  }

  private shown({ connection, busyUntil }: Row): Connection {
    return { ...connection, provisioning: busyUntil && this.clock() < busyUntil ? "busy" : "done" };
  }

  private connectionsOf(namespace: NamespaceId): readonly Connection[] {
    const start = `${foldedId(namespaceIdOf(namespace))}/`;
    return [...this.rows]
      .filter(([id, row]) => id.startsWith(start) && this.isThere(row))
      .map(([, row]) => this.shown(row));
  }
}
