import type { TypedData } from "../core.ts";
import { messageOf } from "../log.ts";
import { type ArrivedEvent, decided, eventTypes, type HistoryEvent, turnMark } from "./history.ts";
import { type OrchestratorOutput, outputOf, outputOfFault } from "./orchestrator-output.ts";
import { type Replay, replay } from "./replay.ts";
import type { Decision } from "./tasks.ts";

export type TurnEnd =
  | { readonly kind: "Completed" | "Failed" | "Terminated"; readonly output: unknown }
  | { readonly kind: "continuedAsNew"; readonly input: unknown; readonly carried: Replay["carried"] };

/** What one turn of an instance adds; committed as a whole. */
export interface Turn {
  readonly events: readonly HistoryEvent[];
  readonly decisions: readonly Decision[];
  readonly customStatus: unknown;
  readonly end: TurnEnd | undefined;
}

export interface TurnInput {
  readonly instanceId: string;
  readonly name: string;
  readonly past: readonly HistoryEvent[];
  readonly arrivals: readonly ArrivedEvent[];
}

/** Calls the orchestrator once with the whole history and works out what is new in its answer. */
export async function takeTurn(
  { instanceId, name, past, arrivals }: TurnInput,
  run: (trigger: TypedData) => Promise<TypedData | undefined>,
): Promise<Turn> {
  const startedAt = new Date();
  const arrivedNow = [turnMark("orchestratorStarted", startedAt), ...arrivals];
  const terminated = arrivals.find((event) => event.EventType === eventTypes.executionTerminated);
  if (terminated) return terminatedTurn(arrivedNow, terminated.Input);
  const history = [...past.map((event) => ({ ...event, IsPlayed: true })), ...arrivedNow];
  const isReplaying = past.some(({ EventType }) => EventType === eventTypes.executionStarted);
  try {
    const output = await called(run, triggerOf(instanceId, history, isReplaying));
    return turnOf(name, arrivedNow, replay(history, output.actions), output);
  } catch (fault) {
    return failedTurn(arrivedNow, `Orchestrator function '${name}' failed: ${messageOf(fault)}`);
  }
}

async function called(run: (trigger: TypedData) => Promise<TypedData | undefined>, trigger: TypedData) {
  let returned: TypedData | undefined;
  try {
    returned = await run(trigger);
  } catch (fault) {
    return outputOfFault(fault);
  }
  return outputOf(returned);
}

function triggerOf(instanceId: string, history: readonly HistoryEvent[], isReplaying: boolean): TypedData {
  const started = history.find((event) => event.EventType === eventTypes.executionStarted);
  return {
    string: JSON.stringify({
      history,
      input: started ? JSON.parse(started.Input) : null,
      instanceId,
      isReplaying,
      parentInstanceId: null,
      upperSchemaVersion: 1,
      upperSchemaVersionNew: 3,
      longRunningTimerIntervalDuration: "3.00:00:00",
      maximumShortTimerDuration: "6.00:00:00",
      defaultHttpAsyncRequestSleepTimeMillseconds: 30_000,
    }),
  };
}

function turnOf(name: string, arrivedNow: readonly HistoryEvent[], replayed: Replay, output: OrchestratorOutput): Turn {
  const now = new Date();
  const decisions = [...replayed.pending.values()].sort((one, other) => one.id - other.id);
  const end = output.isDone && replayed.isSettled ? endOf(name, replayed, output) : undefined;
  const events = [...arrivedNow, ...decisions.map((decision) => eventOf(decision, now))];
  if (end && end.kind !== "continuedAsNew") events.push(completion(replayed.nextId, end.kind, end.output, now));
  events.push(turnMark("orchestratorCompleted", now));
  return { events, decisions, customStatus: output.customStatus, end };
}

function endOf(name: string, replayed: Replay, { output, error }: OrchestratorOutput): TurnEnd {
  if (error !== undefined) return { kind: "Failed", output: `Orchestrator function '${name}' failed: ${error}` };
  const { continued, carried } = replayed;
  if (continued) return { kind: "continuedAsNew", input: continued.input ?? null, carried };
  return { kind: "Completed", output: output ?? null };
}

function eventOf(decision: Decision, at: Date): HistoryEvent {
  if (decision.kind === "timer") {
    const FireAt = decision.fireAt.toISOString();
    return decided(decision.id, { EventType: eventTypes.timerCreated, FireAt }, at);
  }
  const Name = decision.name;
  return decided(decision.id, { EventType: eventTypes.taskScheduled, Name, Version: null, Input: null }, at);
}

function completion(id: number, kind: TurnEnd["kind"], output: unknown, at: Date): HistoryEvent {
  const OrchestrationStatus = kind === "Failed" ? "Failed" : "Completed";
  const Result = JSON.stringify(output);
  return decided(id, { EventType: eventTypes.executionCompleted, OrchestrationStatus, Result }, at);
}

function terminatedTurn(arrivedNow: readonly HistoryEvent[], reason: string): Turn {
  const events = [...arrivedNow, turnMark("orchestratorCompleted", new Date())];
  return { events, decisions: [], customStatus: undefined, end: { kind: "Terminated", output: reason } };
}

function failedTurn(arrivedNow: readonly HistoryEvent[], output: string): Turn {
  const now = new Date();
  const events = [...arrivedNow, completion(-1, "Failed", output, now), turnMark("orchestratorCompleted", now)];
  return { events, decisions: [], customStatus: undefined, end: { kind: "Failed", output } };
}
