import { app } from "@azure/functions";
import type { App } from "../src/app.ts";
import { durableClient } from "../src/orchestration/durable.ts";

/** Event Grid says that something happened at a namespace: a hint to look there, nothing more. */
export function registerConnectionEvent({ orchestrations }: App): void {
  app.eventGrid("connectionEvent", {
    extraInputs: [durableClient],
    handler: async (event: unknown, context) => {
      // On first use: only events need the SDK, and every start would pay for it.
      const { namespaceOf } = await import("../src/adapters/event-grid/namespace-of.ts");
      const namespace = namespaceOf(event);
      if (!namespace) return context.debug("An event that is not about a connection of a Relay namespace");
      await orchestrations(context).lookAt(namespace);
    },
  });
}
