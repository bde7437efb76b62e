import type { ActivityOptions, OrchestrationHandler } from "durable-functions";
import type { DurableClientModel } from "./client.ts";
import { registry } from "./registry.ts";

/** Stands for `durable-functions` in the bundle of the simulation: registers with the model of the host and talks to its task hub. */

export const app = {
  orchestration: (name: string, handler: OrchestrationHandler) => registry.orchestrations.set(name, handler),
  activity: (name: string, { handler }: Pick<ActivityOptions, "handler">) =>
    registry.activities.set(name, handler as (input: unknown, context: unknown) => unknown),
};

export const input = { durableClient: () => ({ type: "durableClient", name: "durableClient" }) };

export const OrchestrationRuntimeStatus = {
  Running: "Running",
  Completed: "Completed",
  ContinuedAsNew: "ContinuedAsNew",
  Failed: "Failed",
  Canceled: "Canceled",
  Terminated: "Terminated",
  Pending: "Pending",
  Suspended: "Suspended",
} as const;

const reached: { client: DurableClientModel | undefined } = { client: undefined };

/** Which task hub the functions of a run reach. */
export function reach(client: DurableClientModel): void {
  reached.client = client;
}

export function getClient(): DurableClientModel {
  if (!reached.client) throw new Error("No task hub is reached");
  return reached.client;
}
