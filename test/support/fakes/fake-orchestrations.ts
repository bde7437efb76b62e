import { type NamespaceId, namespaceIdOf } from "../../../src/domain/azure-id.ts";
import type { Orchestrations } from "../../../src/ports.ts";
import { Failures } from "./failures.ts";

export interface LiveApproval {
  readonly generation: string;
  readonly wakes: number;
}

/** Keeps what was started and woken; runs nothing. */
export class FakeOrchestrations implements Orchestrations {
  readonly failures = new Failures();
  readonly approvals = new Map<string, LiveApproval>();
  readonly terminated: { readonly requestId: string; readonly reason: string }[] = [];
  /** Ids of the namespaces that were to be looked at, in order. */
  readonly looks: string[] = [];
  /** The times before which what ended was to be purged, in order. */
  readonly purges: string[] = [];
  private generations = 0;

  async startApproval(requestId: string): Promise<void> {
    await this.failures.around("startApproval", () => {
      if (!this.approvals.has(requestId))
        this.approvals.set(requestId, { generation: this.nextGeneration(), wakes: 0 });
    });
  }

  async wakeApproval(requestId: string): Promise<"woken" | "gone"> {
    return this.failures.around("wakeApproval", () => {
      const live = this.approvals.get(requestId);
      if (!live) return "gone";
      this.approvals.set(requestId, { ...live, wakes: live.wakes + 1 });
      return "woken";
    });
  }

  async approvalGeneration(requestId: string): Promise<string | undefined> {
    return this.failures.around("approvalGeneration", () => this.approvals.get(requestId)?.generation);
  }

  async terminateApproval(requestId: string, reason: string): Promise<void> {
    await this.failures.around("terminateApproval", () => {
      if (this.approvals.delete(requestId)) this.terminated.push({ requestId, reason });
    });
  }

  async purgeEnded(before: Date): Promise<number> {
    return this.failures.around("purgeEnded", () => this.purges.push(before.toISOString()));
  }

  async lookAt(namespace: NamespaceId): Promise<void> {
    await this.failures.around("lookAt", () => this.looks.push(namespaceIdOf(namespace)));
  }

  /** The instance continues as new. */
  moveOn(requestId: string): void {
    const live = this.approvals.get(requestId);
    if (live) this.approvals.set(requestId, { ...live, generation: this.nextGeneration() });
  }

  /** The instance ends by itself. */
  end(requestId: string): void {
    this.approvals.delete(requestId);
  }

  private nextGeneration(): string {
    this.generations += 1;
    return `generation-${this.generations}`;
  }
}
