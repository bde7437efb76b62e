import type { HistoryEvent } from "../../support/histories.ts";

/** An event of a history before it has a time. */
export type Arrival = Omit<HistoryEvent, "Timestamp">;

/** A message in the control queue. Without an execution it is for whichever generation runs. */
export interface Message {
  readonly instance: string;
  readonly execution: string | undefined;
  readonly kind: "started" | "raised" | "completed" | "fired" | "terminated";
  readonly event: Arrival;
  /** How often it was taken and put back. */
  readonly dequeues: number;
}

/** A message in the work-item queue. */
export interface WorkItem {
  readonly instance: string;
  readonly execution: string;
  readonly id: number;
  readonly activity: string;
  readonly input: unknown;
}

export type InstanceStatus = "Pending" | "Running" | "ContinuedAsNew" | "Completed" | "Failed" | "Terminated";

/** What the history and instance tables say of an instance: only a commit changes it. */
export interface Instance {
  readonly id: string;
  readonly orchestration: string;
  readonly status: InstanceStatus;
  readonly execution: string;
  /** Earlier executions: their messages are dropped. */
  readonly past: ReadonlySet<string>;
  readonly input: unknown;
  readonly history: readonly HistoryEvent[];
  /** Of the generation that runs: the instance's `createdTime` moves with each one. */
  readonly createdAt: Date;
  readonly etag: number;
}

export function isLive(instance: Instance | undefined): instance is Instance {
  return instance !== undefined && ["Pending", "Running", "ContinuedAsNew"].includes(instance.status);
}
