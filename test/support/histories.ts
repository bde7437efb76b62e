import type { OrchestrationHandler } from "durable-functions";
// The executor that Azure runs; the package has it for tests under this path only.
import {
  createOrchestrator,
  DummyOrchestrationContext,
  DurableOrchestrationInput,
} from "durable-functions/lib/src/util/testingUtils.js";

/** Kinds of history events, by the numbers that Durable Functions writes. */
export const EVENT = {
  executionStarted: 0,
  executionCompleted: 1,
  taskScheduled: 4,
  taskCompleted: 5,
  taskFailed: 6,
  timerCreated: 10,
  timerFired: 11,
  orchestratorStarted: 12,
  orchestratorCompleted: 13,
  eventRaised: 15,
  continueAsNew: 16,
} as const;

export interface HistoryEvent {
  readonly EventType: number;
  readonly EventId: number;
  readonly Timestamp: string;
  readonly Name?: string;
  readonly Input?: string;
  readonly Result?: string;
  readonly Reason?: string;
  readonly Details?: string;
  readonly TaskScheduledId?: number;
  readonly TimerId?: number;
  readonly FireAt?: string;
}

/** One life of an instance between two continue-as-news. */
export interface Generation {
  readonly orchestration: string;
  readonly input: unknown;
  readonly history: readonly HistoryEvent[];
}

/** What an orchestration has scheduled, as a history would name it. */
export interface Scheduled {
  readonly kind: "activity" | "timer" | "again";
  readonly name?: string;
  readonly input?: unknown;
  readonly fireAt?: string;
  readonly isCanceled?: boolean;
}

export interface Turn {
  readonly scheduled: readonly Scheduled[];
  readonly isDone: boolean;
}

interface Action {
  readonly actionType: number;
  readonly functionName?: string;
  readonly input?: unknown;
  readonly fireAt?: Date;
  readonly isCanceled?: boolean;
  readonly compoundActions?: readonly Action[];
}

/** Runs an orchestration over a history, with the real executor of durable-functions. */
export async function replay(
  handler: OrchestrationHandler,
  { orchestration, input, history }: Generation,
): Promise<Turn> {
  const run = createOrchestrator(handler);
  const events = history.map((event) => ({ ...event, IsPlayed: false, Timestamp: new Date(event.Timestamp) }));
  const binding = new DurableOrchestrationInput("an-instance", events, input);
  const context = new DummyOrchestrationContext(orchestration, "an-invocation", () => undefined);
  const state = (await run(binding, context)) as unknown as {
    isDone: boolean;
    actions: readonly (readonly Action[])[];
  };
  return { isDone: state.isDone, scheduled: state.actions.flat().flatMap(scheduledBy) };
}

function scheduledBy(action: Action): readonly Scheduled[] {
  if (action.compoundActions) return action.compoundActions.flatMap(scheduledBy);
  const { functionName, input, fireAt, isCanceled = false } = action;
  if (functionName !== undefined) return [{ kind: "activity", name: functionName, input }];
  if (fireAt !== undefined) return [{ kind: "timer", fireAt: fireAt.toISOString(), isCanceled }];
  return action.actionType === 4 ? [{ kind: "again", input }] : [];
}

/** What a history says was scheduled, in order. */
export function scheduledIn(history: readonly HistoryEvent[]): readonly Scheduled[] {
  return history.flatMap(({ EventType, Name, Input, FireAt, Result }): readonly Scheduled[] => {
    if (EventType === EVENT.taskScheduled) return [{ kind: "activity", name: String(Name), input: Input }];
    if (EventType === EVENT.timerCreated) return [{ kind: "timer", fireAt: String(FireAt) }];
    if (EventType === EVENT.continueAsNew) return [{ kind: "again", input: JSON.parse(String(Result)) }];
    return [];
  });
}
