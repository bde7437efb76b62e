import { foldedId, isGuid, parsePrivateEndpointId } from "../../../src/domain/azure-id.ts";
import type { PrivateEndpoint } from "../../../src/domain/private-endpoint.ts";
import { later } from "../../../src/domain/waits.ts";
import type { ChangeAnswer, Clock, Endpoints } from "../../../src/ports.ts";
import { Failures } from "./failures.ts";

interface Row {
  readonly endpoint: PrivateEndpoint;
  readonly goneAt: Date | undefined;
}

/** The requesters' private endpoints in memory: one that is removed is `busy` for a while and then gone. */
export class FakeEndpoints implements Endpoints {
  readonly failures = new Failures();
  /** The ids of each DELETE, in order. */
  readonly removals: string[] = [];
  private readonly clock: Clock;
  private readonly removeSeconds: number;
  private readonly rows = new Map<string, Row>();

  constructor(clock: Clock, removeSeconds = 30) {
    this.clock = clock;
    this.removeSeconds = removeSeconds;
  }

  /** Puts an endpoint there as it is, whatever was there. */
  set(endpoint: PrivateEndpoint): void {
    this.rows.set(keyOf(endpoint.id), { endpoint, goneAt: undefined });
  }

  async get(id: string): Promise<PrivateEndpoint | "gone"> {
    const key = keyOf(id);
    return this.failures.around("endpoints.get", () => this.shownAt(key) ?? "gone");
  }

  async *list(subscription: string): AsyncIterable<PrivateEndpoint> {
    if (!isGuid(subscription)) throw new Error("Not the id of a subscription");
    const keys = await this.failures.around("endpoints.list", () => [...this.rows.keys()]);
    for (const key of keys.filter((one) => one.startsWith(`/subscriptions/${subscription.toLowerCase()}/`))) {
      const shown = this.shownAt(key);
      if (shown) yield shown;
    }
  }

  async remove(id: string): Promise<ChangeAnswer> {
    const key = keyOf(id);
    this.removals.push(id);
    return this.failures.around("endpoints.remove", () => {
      const row = this.rows.get(key);
      const goneAt = row?.goneAt ?? later(this.clock(), { seconds: this.removeSeconds });
      if (row) this.rows.set(key, { ...row, goneAt });
      return { kind: "accepted", correlation: `e-${this.removals.length}` };
    });
  }

  private shownAt(key: string): PrivateEndpoint | undefined {
    const row = this.rows.get(key);
    if (!row?.goneAt) return row?.endpoint;
    return this.clock() < row.goneAt ? { ...row.endpoint, provisioning: "busy" } : undefined;
  }
}

function keyOf(id: string): string {
  if (!parsePrivateEndpointId(id)) throw new Error("Not the id of a private endpoint");
  return foldedId(id);
}
