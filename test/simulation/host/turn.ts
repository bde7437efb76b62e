import type { OrchestrationHandler } from "durable-functions";
import { EVENT, type HistoryEvent, replay, type Scheduled, scheduledIn } from "../../support/histories.ts";
import type { Arrival, Instance, InstanceStatus, Message, WorkItem } from "./messages.ts";

/** One generation as a turn leaves it. */
export interface Generation {
  readonly execution: string;
  readonly input: unknown;
  readonly history: readonly HistoryEvent[];
}

export interface Turned {
  readonly status: InstanceStatus;
  /** More than one when the orchestration continued as new: the next generation runs in the same turn. */
  readonly generations: readonly Generation[];
  readonly work: readonly WorkItem[];
  readonly timers: readonly { readonly execution: string; readonly id: number; readonly fireAt: string }[];
  /** What a replay did otherwise than the history says. */
  readonly differences: readonly string[];
}

export interface TurnWorld {
  readonly run: OrchestrationHandler;
  readonly now: Date;
  readonly newExecution: () => string;
}

/** One turn of an instance: all that arrived goes into the history, the real executor replays it, and what is new is scheduled. */
export async function turnOf(
  instance: Pick<Instance, "id" | "orchestration">,
  begun: Generation,
  arrived: readonly Message[],
  world: TurnWorld,
): Promise<Turned> {
  const generations: Generation[] = [];
  const differences: string[] = [];
  let current: Generation = {
    ...begun,
    history: [
      ...begun.history,
      ...dated(
        arrived.map(({ event }) => event),
        world,
      ),
    ],
  };
  for (;;) {
    const went = await goOn(instance.orchestration, current, world);
    differences.push(...went.differences);
    generations.push({ ...current, history: went.history });
    if (went.next.kind !== "again") {
      const { execution } = current;
      const work = went.work.map((item) => ({ ...item, instance: instance.id, execution }));
      const timers = went.timers.map((timer) => ({ ...timer, execution }));
      return { status: went.next.kind === "over" ? "Completed" : "Running", generations, work, timers, differences };
    }
    const { input } = went.next;
    const started = {
      EventType: EVENT.executionStarted,
      EventId: -1,
      Name: instance.orchestration,
      Input: JSON.stringify(input),
    };
    current = { execution: world.newExecution(), input, history: dated([started], world) };
  }
}

interface Went {
  readonly history: readonly HistoryEvent[];
  readonly work: readonly Pick<WorkItem, "id" | "activity" | "input">[];
  readonly timers: readonly { readonly id: number; readonly fireAt: string }[];
  readonly differences: readonly string[];
  readonly next: { readonly kind: "wait" | "over" } | { readonly kind: "again"; readonly input: unknown };
}

async function goOn(orchestration: string, { input, history }: Generation, world: TurnWorld): Promise<Went> {
  const known = scheduledIn(history);
  const { scheduled, isDone } = await replay(world.run, { orchestration, input, history });
  const again = scheduled.find(({ kind }) => kind === "again");
  const tasks = scheduled.map((task, id) => ({ ...task, id })).filter(({ kind }) => kind !== "again");
  const fresh = tasks.slice(known.length);
  const decided = fresh.map(({ id, ...task }) => dateOf(eventOf(task, id), world));
  const whole = [...history, ...decided];
  const isOpen = tasks.some((task) => !isSettled(task, whole));
  const ends = isDone && !isOpen;
  const last = ends ? [dateOf(endOf(again, tasks.length), world)] : [];
  return {
    history: [...whole, ...last, dateOf({ EventType: EVENT.orchestratorCompleted, EventId: -1 }, world)],
    work: fresh
      .filter(({ kind }) => kind === "activity")
      .map(({ id, name = "", input }) => ({ id, activity: name, input })),
    timers: fresh.flatMap(({ kind, id, fireAt, isCanceled }) =>
      kind === "timer" && fireAt !== undefined && !isCanceled ? [{ id, fireAt }] : [],
    ),
    differences: differencesOf(known, tasks),
    next: ends ? (again ? { kind: "again", input: again.input } : { kind: "over" }) : { kind: "wait" },
  };
}

/** Activities by name, timers only as such: their times come from the clock of the turn. */
function differencesOf(known: readonly Scheduled[], tasks: readonly Scheduled[]): readonly string[] {
  return known.flatMap((was, index) => {
    const is = tasks[index];
    const isSame = is && was.kind === is.kind && was.name === is.name;
    return isSame ? [] : [`replay schedules ${wordsOf(is)} where the history says ${wordsOf(was)}`];
  });
}

const wordsOf = (task: Scheduled | undefined) => (task ? `${task.kind} ${task.name ?? ""}`.trim() : "nothing");

function isSettled(
  { kind, id, isCanceled }: Scheduled & { readonly id: number },
  history: readonly HistoryEvent[],
): boolean {
  if (kind === "timer") return isCanceled === true || history.some(({ TimerId }) => TimerId === id);
  return history.some(({ TaskScheduledId }) => TaskScheduledId === id);
}

function eventOf({ kind, name, input, fireAt }: Scheduled, EventId: number): Arrival {
  if (kind === "timer") return { EventType: EVENT.timerCreated, EventId, FireAt: String(fireAt) };
  return { EventType: EVENT.taskScheduled, EventId, Name: String(name), Input: String(input) };
}

function endOf(again: Scheduled | undefined, EventId: number): Arrival {
  return again
    ? { EventType: EVENT.continueAsNew, EventId, Result: JSON.stringify(again.input) }
    : { EventType: EVENT.executionCompleted, EventId };
}

function dated(arrived: readonly Arrival[], world: TurnWorld): readonly HistoryEvent[] {
  return [{ EventType: EVENT.orchestratorStarted, EventId: -1 }, ...arrived].map((event) => dateOf(event, world));
}

function dateOf(event: Arrival, { now }: TurnWorld): HistoryEvent {
  return { ...event, Timestamp: now.toISOString() };
}
