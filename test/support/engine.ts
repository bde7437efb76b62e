import type { OrchestrationHandler } from "durable-functions";
import type { FakeClock } from "./fakes/fake-clock.ts";
import { EVENT, type Generation, type HistoryEvent, replay, type Scheduled, scheduledIn } from "./histories.ts";

/** An activity: an answer, or a fault that is thrown; now or in a promise. */
export type EngineActivity = (input: string) => unknown;

interface Timer {
  readonly id: number;
  readonly fireAt: Date;
}

/** A durable engine of one instance in memory, for tests: real executor, virtual time, histories as Azure writes them. */
export class Engine {
  /** The generations that are over, and the one that is under way. */
  readonly generations: Generation[] = [];
  readonly calls: { readonly name: string; readonly input: string; readonly at: string }[] = [];
  isOver = false;
  private readonly name: string;
  private readonly handler: OrchestrationHandler;
  private readonly activities: Readonly<Record<string, EngineActivity>>;
  private readonly clock: FakeClock;
  private input: unknown;
  private history: HistoryEvent[] = [];
  private arrived: Omit<HistoryEvent, "Timestamp">[] = [];
  private timers: Timer[] = [];

  constructor(name: string, handler: OrchestrationHandler, activities: Engine["activities"], clock: FakeClock) {
    this.name = name;
    this.handler = handler;
    this.activities = activities;
    this.clock = clock;
  }

  async start(input: unknown): Promise<void> {
    this.begin(input);
    await this.settle();
  }

  /** An event from outside; it waits while an activity runs. */
  raise(name: string): void {
    if (!this.isOver) this.arrived.push({ EventType: EVENT.eventRaised, EventId: -1, Name: name, Input: "{}" });
  }

  async wake(): Promise<void> {
    this.raise("wake");
    await this.settle();
  }

  /** Moves the clock to the next timer, and on until there is none or the time is reached. */
  async runUntil(time: Date | string): Promise<void> {
    const end = new Date(time);
    for (let next = this.nextTimer(end); next && !this.isOver; next = this.nextTimer(end)) {
      const { id, fireAt } = next;
      this.timers = this.timers.filter((timer) => timer.id !== id);
      if (fireAt > this.clock.now()) this.clock.moveTo(fireAt);
      this.arrived.push({ EventType: EVENT.timerFired, EventId: -1, TimerId: id, FireAt: fireAt.toISOString() });
      await this.settle();
    }
    this.clock.moveTo(end);
  }

  private nextTimer(end: Date): Timer | undefined {
    const [next] = this.timers.toSorted((one, other) => one.fireAt.getTime() - other.fireAt.getTime());
    return next && next.fireAt <= end ? next : undefined;
  }

  private begin(input: unknown): void {
    this.input = input;
    this.history = [];
    this.timers = [];
    const started = { EventType: EVENT.executionStarted, EventId: -1, Name: this.name, Input: JSON.stringify(input) };
    this.arrived = [started];
  }

  private async settle(): Promise<void> {
    while (this.arrived.length > 0 && !this.isOver) await this.turn();
  }

  private async turn(): Promise<void> {
    const known = scheduledIn(this.history).length;
    this.write({ EventType: EVENT.orchestratorStarted, EventId: -1 });
    for (const event of this.arrived.splice(0)) this.write(event);
    const generation = { orchestration: this.name, input: this.input, history: this.history };
    const { scheduled, isDone } = await replay(this.handler, generation);
    const fresh = scheduled.slice(known);
    for (const [index, one] of fresh.entries()) this.write(eventOf(one, known + index));
    this.timers = this.timers.filter(({ id }) => !scheduled[id]?.isCanceled);
    if (isDone && fresh.every(({ kind }) => kind !== "again"))
      this.write({ EventType: EVENT.executionCompleted, EventId: scheduled.length });
    this.write({ EventType: EVENT.orchestratorCompleted, EventId: -1 });
    if (isDone) return this.end(scheduled);
    for (const [index, one] of fresh.entries()) await this.schedule(one, known + index);
  }

  private end(scheduled: readonly Scheduled[]): void {
    if (this.timers.length > 0) throw new Error("A timer is open: Azure would let nothing go on before it fires");
    this.generations.push({ orchestration: this.name, input: this.input, history: this.history });
    const again = scheduled.find(({ kind }) => kind === "again");
    if (again) this.begin(again.input);
    else this.isOver = true;
  }

  private async schedule({ kind, name = "", input, fireAt, isCanceled }: Scheduled, id: number): Promise<void> {
    if (kind === "timer" && fireAt !== undefined && !isCanceled) this.timers.push({ id, fireAt: new Date(fireAt) });
    if (kind === "activity") await this.call(name, String(JSON.parse(String(input))), id);
  }

  private async call(name: string, input: string, id: number): Promise<void> {
    this.calls.push({ name, input, at: this.clock.now().toISOString() });
    const completed = { EventId: -1, TaskScheduledId: id };
    try {
      const Result = JSON.stringify(await this.activities[name]?.(input));
      this.arrived.push({ EventType: EVENT.taskCompleted, ...completed, Result });
    } catch (error) {
      const Reason = `Activity function '${name}' failed: ${String(error)}`;
      this.arrived.push({ EventType: EVENT.taskFailed, ...completed, Reason, Details: "{}" });
    }
  }

  private write(event: Omit<HistoryEvent, "Timestamp">): void {
    this.history.push({ ...event, Timestamp: this.clock.now().toISOString() });
  }
}

function eventOf({ kind, name, input, fireAt }: Scheduled, EventId: number): Omit<HistoryEvent, "Timestamp"> {
  switch (kind) {
    case "activity":
      return { EventType: EVENT.taskScheduled, EventId, Name: String(name), Input: String(input) };
    case "timer":
      return { EventType: EVENT.timerCreated, EventId, FireAt: String(fireAt) };
    case "again":
      return { EventType: EVENT.continueAsNew, EventId, Result: JSON.stringify(input) };
  }
}
