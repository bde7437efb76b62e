import { canonicalJson } from "../../../src/domain/audit.ts";
import { foldedId, type NamespaceId, namespaceIdOf } from "../../../src/domain/azure-id.ts";
import type { Progress } from "../../../src/domain/progress.ts";
import type { ConnectionRequest } from "../../../src/domain/request.ts";
import { Changed } from "../../../src/ports.ts";
import type { Requests } from "../../../src/store.ts";
import type { Failures } from "./failures.ts";

export class FakeRequests implements Requests {
  readonly rows = new Map<string, ConnectionRequest>();
  /** Ids of the open requests by folded namespace id. */
  readonly open = new Map<string, Set<string>>();
  private readonly known = new Map<string, NamespaceId>();
  private readonly failures: Failures;

  constructor(failures: Failures) {
    this.failures = failures;
  }

  async insert(request: ConnectionRequest): Promise<ConnectionRequest> {
    return this.failures.around("requests.insert", () => {
      const kept = this.rows.get(request.id) ?? request;
      this.rows.set(request.id, kept);
      const { subscription, resourceGroup, namespace } = request.connection;
      this.known.set(foldedId(namespaceIdOf(request.connection)), { subscription, resourceGroup, namespace });
      if (!kept.progress.closed) this.listed(kept.connection).add(kept.id);
      return kept;
    });
  }

  async find(requestId: string): Promise<ConnectionRequest | undefined> {
    return this.failures.around("requests.find", () => this.rows.get(requestId));
  }

  async update(request: ConnectionRequest, change: Partial<Progress>): Promise<ConnectionRequest> {
    return this.failures.around("requests.update", () => {
      const kept = this.rows.get(request.id);
      if (!kept || canonicalJson(kept) !== canonicalJson(request)) {
        throw new Changed(`Somebody else changed request ${request.id} since it was read`);
      }
      const changed = { ...kept, progress: { ...kept.progress, ...change } };
      this.rows.set(request.id, changed);
      return changed;
    });
  }

  async openIn(namespace: NamespaceId): Promise<readonly ConnectionRequest[]> {
    return this.failures.around("requests.openIn", () =>
      [...this.listed(namespace)].flatMap((id) => this.rows.get(id) ?? []).filter(({ progress }) => !progress.closed),
    );
  }

  async allOpen(): Promise<readonly ConnectionRequest[]> {
    return this.failures.around("requests.allOpen", () => {
      const ids = [...this.open.values()].flatMap((listed) => [...listed]);
      return ids.flatMap((id) => this.rows.get(id) ?? []).filter(({ progress }) => !progress.closed);
    });
  }

  async namespaces(): Promise<readonly NamespaceId[]> {
    return this.failures.around("requests.namespaces", () => [...this.known.values()]);
  }

  async unlist(request: ConnectionRequest): Promise<void> {
    await this.failures.around("requests.unlist", () => this.listed(request.connection).delete(request.id));
  }

  private listed(namespace: NamespaceId): Set<string> {
    const key = foldedId(namespaceIdOf(namespace));
    const ids = this.open.get(key) ?? new Set();
    this.open.set(key, ids);
    return ids;
  }
}
