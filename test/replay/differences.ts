import type { OrchestrationHandler } from "durable-functions";
import {
  EVENT,
  type Generation,
  type HistoryEvent,
  replay,
  type Scheduled,
  scheduledIn,
} from "../support/histories.ts";

/** Where an orchestration, run over a history turn by turn, schedules something else than the history says; empty when nowhere. */
export async function differences(handler: OrchestrationHandler, generation: Generation): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [turn, { received, written }] of turnsOf(generation.history).entries()) {
    const { scheduled } = await replay(handler, { ...generation, history: received });
    const [now, then] = [scheduled.map(nameOf), scheduledIn(written).map(nameOf)];
    if (now.join() !== then.join())
      found.push(`turn ${turn + 1} schedules ${now.join()}; the history says ${then.join()}`);
  }
  return found;
}

/** What is there when a turn begins, and when it has ended. */
interface TurnHistory {
  readonly received: readonly HistoryEvent[];
  readonly written: readonly HistoryEvent[];
}

const WRITTEN_BY_TURN: readonly number[] = [
  EVENT.taskScheduled,
  EVENT.timerCreated,
  EVENT.continueAsNew,
  EVENT.executionCompleted,
];

function turnsOf(history: readonly HistoryEvent[]): readonly TurnHistory[] {
  const ends = history.flatMap(({ EventType }, index) => (EventType === EVENT.orchestratorCompleted ? [index] : []));
  return ends.map((end) => {
    const start = history.findLastIndex(
      ({ EventType }, index) => index < end && EventType === EVENT.orchestratorStarted,
    );
    const arrived = history.slice(start, end).filter(({ EventType }) => !WRITTEN_BY_TURN.includes(EventType));
    return { received: [...history.slice(0, start), ...arrived], written: history.slice(0, end) };
  });
}

/** An activity by its name, a timer as such: when it fires may change with a setting, and breaks nothing. */
function nameOf({ kind, name }: Scheduled): string {
  return kind === "activity" ? `activity ${name}` : kind;
}
