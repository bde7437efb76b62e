/** The executor of durable-functions, which it publishes for tests without types. */
declare module "durable-functions/lib/src/util/testingUtils.js" {
  import type { OrchestrationContext, OrchestrationHandler } from "durable-functions";

  export class DurableOrchestrationInput {
    constructor(instanceId: string, history: readonly object[], input: unknown);
  }
  export const DummyOrchestrationContext: new (
    functionName: string,
    invocationId: string,
    logHandler: () => void,
  ) => OrchestrationContext;
  export function createOrchestrator(
    handler: OrchestrationHandler,
  ): (trigger: DurableOrchestrationInput, context: OrchestrationContext) => Promise<unknown>;
}
