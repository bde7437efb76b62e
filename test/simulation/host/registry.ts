import type { OrchestrationHandler } from "durable-functions";

type Invoked = (input: unknown, context: unknown) => unknown;

/** What the app registers, as the Functions host keeps it; a new deployment registers anew. */
export const registry = {
  orchestrations: new Map<string, OrchestrationHandler>(),
  activities: new Map<string, Invoked>(),
  timers: new Map<string, Invoked>(),
};

export function orchestrationNamed(name: string): OrchestrationHandler {
  const found = registry.orchestrations.get(name);
  if (!found) throw new Error(`No orchestration ${name} is registered`);
  return found;
}

export function registered(kind: "activities" | "timers", name: string): Invoked {
  const found = registry[kind].get(name);
  if (!found) throw new Error(`There is none of the ${kind} named ${name}`);
  return found;
}
