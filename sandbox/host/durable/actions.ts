import { z } from "zod";

const input = z.unknown().optional();
const retryOptions = z.looseObject({
  firstRetryIntervalInMilliseconds: z.number(),
  maxNumberOfAttempts: z.number(),
  backoffCoefficient: z.number().optional(),
  maxRetryIntervalInMilliseconds: z.number().optional(),
  retryTimeoutInMilliseconds: z.number().optional(),
});

const activity = z.object({ actionType: z.literal(0), functionName: z.string(), input });
const activityWithRetry = z.object({ actionType: z.literal(1), functionName: z.string(), input, retryOptions });
const continueAsNew = z.object({ actionType: z.literal(4), input });
const timer = z.object({ actionType: z.literal(5), fireAt: z.string(), isCanceled: z.boolean() });
const wait = z.object({ actionType: z.literal(6), externalEventName: z.string() });

export type RetryOptions = z.infer<typeof retryOptions>;
export type ActivityAction = z.infer<typeof activity> | z.infer<typeof activityWithRetry>;
export type TimerAction = z.infer<typeof timer>;

/** An action of an orchestrator, as durable-functions gives it; only what this host can do. */
export type Action =
  | ActivityAction
  | z.infer<typeof continueAsNew>
  | TimerAction
  | z.infer<typeof wait>
  | { readonly actionType: 11 | 12; readonly compoundActions: readonly Action[] };

const simple = z.discriminatedUnion("actionType", [activity, activityWithRetry, continueAsNew, timer, wait]);
const compound = z.object({
  actionType: z.union([z.literal(11), z.literal(12)]),
  compoundActions: z.array(z.unknown()),
});

const refused: Readonly<Record<number, string>> = {
  2: "callSubOrchestrator",
  3: "callSubOrchestratorWithRetry",
  7: "callEntity",
  8: "callHttp",
  9: "signalEntity",
  13: "lock of entities",
  14: "release of entities",
};

/** An orchestrator wants what this host does not do. */
export class Refused extends Error {
  constructor(what: string) {
    super(`${what} is not supported by the local host`);
    this.name = "Refused";
  }
}

export function parseAction(action: unknown): Action {
  const { actionType } = z.looseObject({ actionType: z.number() }).parse(action);
  if (refused[actionType]) throw new Refused(refused[actionType]);
  if (actionType !== 11 && actionType !== 12) return retriesKnown(simple.parse(action));
  const { compoundActions } = compound.parse(action);
  return { actionType, compoundActions: compoundActions.map(parseAction) };
}

/** A retry timeout makes durable-functions 3.5 wait for a timer that the engine never makes. */
function retriesKnown(action: z.infer<typeof simple>): z.infer<typeof simple> {
  if (action.actionType === 1 && action.retryOptions.retryTimeoutInMilliseconds !== undefined) {
    throw new Refused("retryTimeoutInMilliseconds of a retry");
  }
  return action;
}
