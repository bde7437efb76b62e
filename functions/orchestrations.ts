import type { App } from "../src/app.ts";
import { parseNamespaceId } from "../src/domain/azure-id.ts";
import { advance } from "../src/orchestration/advance.ts";
import { registerOrchestrations } from "../src/orchestration/durable.ts";
import { reconcile } from "../src/orchestration/reconcile.ts";

/** `approval` and `intake` with their activities. */
export function registerDurable({ config, hash, clock, world }: App): void {
  registerOrchestrations({
    waits: config.waits,
    hash,
    clock,
    advance: async (requestId, context) => advance(await world(context), requestId),
    reconcile: async (id, orchestrations, context) => {
      const namespace = parseNamespaceId(id);
      if (!namespace) return { kind: "not watched", begun: 0, open: 0 };
      return reconcile(await world(context), orchestrations, namespace);
    },
  });
}
