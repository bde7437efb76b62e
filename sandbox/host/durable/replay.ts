import type { Action } from "./actions.ts";
import { eventTypes, type HistoryEvent } from "./history.ts";
import { type Decision, deliver, noProgress, type Progress, start } from "./tasks.ts";

export interface Replay extends Progress {
  /** Every action has ended and nothing is open: only then may the orchestration end or continue as new. */
  readonly isSettled: boolean;
}

/** The orchestrator's actions don't fit what its history says it did. */
class NonDeterministic extends Error {
  constructor(what: string) {
    super(
      `Non-Deterministic workflow detected: a previous execution of this orchestration ${what}, but the current one ` +
        "does not. Was the orchestrator changed, or does it use time, chance or I/O of its own?",
    );
    this.name = "NonDeterministic";
  }
}

/** Plays an orchestrator's actions against its history; what stays pending is new and must be scheduled. */
export function replay(history: readonly HistoryEvent[], actions: readonly Action[]): Replay {
  const progress = noProgress();
  let ended = 0;
  const startNext = () => {
    const action = actions[ended];
    if (!action) return;
    start(progress, action, () => {
      ended += 1;
      startNext();
    });
  };
  for (const event of history) play(progress, event, startNext);
  return { ...progress, isSettled: ended === actions.length && progress.open.size === 0 };
}

function play(progress: Progress, event: HistoryEvent, begin: () => void): void {
  switch (event.EventType) {
    case eventTypes.orchestratorStarted:
      progress.now = Math.max(progress.now, Date.parse(event.Timestamp));
      break;
    case eventTypes.executionStarted:
      begin();
      break;
    case eventTypes.taskScheduled:
      confirm(progress, "activity", event.EventId, event.Name);
      break;
    case eventTypes.timerCreated:
      confirm(progress, "timer", event.EventId);
      break;
    case eventTypes.taskCompleted:
      settle(progress, event.TaskScheduledId, "completed");
      break;
    case eventTypes.taskFailed:
      settle(progress, event.TaskScheduledId, "failed");
      break;
    case eventTypes.timerFired:
      settle(progress, event.TimerId, "completed");
      break;
    case eventTypes.eventRaised:
      if (progress.continued) progress.carried.push(event);
      else deliver(progress, event.Name);
      break;
    default:
      break;
  }
}

function confirm({ pending }: Progress, kind: Decision["kind"], id: number, name = ""): void {
  const decision = pending.get(id);
  if (!decision || !isSame(decision, kind, name)) {
    throw new NonDeterministic(`started ${kind === "timer" ? "a timer" : `the activity '${name}'`} as number ${id}`);
  }
  pending.delete(id);
}

function isSame(decision: Decision, kind: Decision["kind"], name: string): boolean {
  if (decision.kind === "timer") return kind === "timer";
  return kind === "activity" && decision.name.toLowerCase() === name.toLowerCase();
}

/** An id that is not open belongs to a cancelled timer or came twice. */
function settle({ open }: Progress, id: number, outcome: "completed" | "failed"): void {
  const settled = open.get(id);
  open.delete(id);
  settled?.(outcome);
}
