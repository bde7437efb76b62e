import { at } from "../clock.ts";
import type { RegisteredFunction, Registrations } from "./core.ts";
import { functionsOfType, type Invoke, invokeLogged, triggerOf } from "./invocation.ts";
import { type Log, messageOf } from "./log.ts";
import { parseSchedule, type Schedule } from "./schedule.ts";
import { type ScheduleStatus, scheduleStatuses } from "./schedule-status.ts";
import type { State } from "./state.ts";

interface Parts {
  readonly state: State;
  readonly registrations: Registrations;
  readonly settings: NodeJS.ProcessEnv;
  readonly invoke: Invoke;
  readonly log: Log;
}

export interface Timers {
  start(): void;
  /** Runs a timer function by hand; false when there is none of this name. */
  runByHand(name: string): boolean;
  stop(): Promise<void>;
}

interface TimerFunction {
  readonly called: RegisteredFunction;
  readonly name: string;
  readonly schedule: Schedule;
  readonly isMonitored: boolean;
  readonly runOnStartup: boolean;
  wait: Disposable | undefined;
  /** Ends when the run under way has ended: one run at a time. */
  run: Promise<void>;
}

/** Runs timer functions on the sandbox's clock. */
export function timerTriggers({ state, registrations, settings, invoke, log }: Parts): Timers {
  const statuses = scheduleStatuses(state);
  const timers = timersIn(registrations, settings);
  let isStopped = false;

  const waitForNext = (timer: TimerFunction, last: Date | undefined, due: Date | undefined) => {
    if (isStopped || !due) return;
    timer.wait = at(due, () => void runScheduled(timer, false, due));
    unlessFaulty(timer, () => statuses.write(timer.name, timer.schedule.text, { last, next: due }));
  };

  /** The schedule goes on when its status can't be read or kept: the worst is a run as past due after a restart. */
  const unlessFaulty = <T>({ isMonitored, name }: TimerFunction, touch: () => T): T | undefined => {
    try {
      return isMonitored ? touch() : undefined;
    } catch (fault) {
      log("error", name, `The schedule's status could not be read or kept: ${messageOf(fault)}`);
      return undefined;
    }
  };

  const runOnce = (timer: TimerFunction, isPastDue: boolean): Promise<void> => {
    const status = unlessFaulty(timer, () => statuses.read(timer.name));
    timer.run = timer.run.then(async () => {
      if (isStopped) return;
      const json = timerJson(isPastDue, status);
      await invokeLogged(log, timer.name, () => invoke(timer.called, { json }, { TimerTrigger: { json } }));
    });
    return timer.run;
  };

  /** `due` may be a moment ahead of the clock, since a wait can end early: the same time must not come twice. */
  const runScheduled = async (timer: TimerFunction, isPastDue: boolean, due = new Date()) => {
    const startedAt = new Date();
    await runOnce(timer, isPastDue);
    if (isStopped) return;
    waitForNext(timer, startedAt, timer.schedule.next(laterOf(due, new Date())));
  };

  const startOne = (timer: TimerFunction) => {
    const known = timer.isMonitored ? statuses.readFor(timer.name, timer.schedule.text) : undefined;
    const isPastDue = isBefore(known?.next, new Date());
    if (isPastDue || timer.runOnStartup) void runScheduled(timer, isPastDue);
    else waitForNext(timer, known?.last, known?.next ?? timer.schedule.next(new Date()));
  };

  return {
    start: () => timers.forEach(startOne),
    runByHand: (name) => {
      const timer = timers.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
      if (timer) void runOnce(timer, false);
      return timer !== undefined;
    },
    stop: async () => {
      isStopped = true;
      for (const { wait } of timers) wait?.[Symbol.dispose]();
      await Promise.allSettled(timers.map(({ run }) => run));
    },
  };
}

function laterOf(one: Date, other: Date): Date {
  return one > other ? one : other;
}

function isBefore(time: Date | undefined, now: Date): boolean {
  return time !== undefined && time.getTime() < now.getTime();
}

function timersIn(registrations: Registrations, settings: NodeJS.ProcessEnv): readonly TimerFunction[] {
  return functionsOfType(registrations, "timerTrigger")
    .filter(({ metadata }) => !isSwitchedOff(metadata.name, settings))
    .map((called) => timerOf(called, settings));
}

function isSwitchedOff(name: string, settings: NodeJS.ProcessEnv): boolean {
  const setting = settings[`AzureWebJobs.${name}.Disabled`] ?? "";
  return setting === "1" || setting.toLowerCase() === "true";
}

function timerOf(called: RegisteredFunction, settings: NodeJS.ProcessEnv): TimerFunction {
  const { schedule, useMonitor, runOnStartup } = triggerOf(called);
  const parsed = parseSchedule(String(schedule), settings);
  return {
    called,
    name: called.metadata.name,
    schedule: parsed,
    isMonitored: useMonitor !== false && !parsed.isFrequent,
    runOnStartup: runOnStartup === true,
    wait: undefined,
    run: Promise.resolve(),
  };
}

function timerJson(isPastDue: boolean, status: ScheduleStatus | undefined): string {
  const ScheduleStatus = status
    ? {
        Last: status.last?.toISOString() ?? "0001-01-01T00:00:00",
        Next: status.next.toISOString(),
        LastUpdated: status.updated.toISOString(),
      }
    : null;
  return JSON.stringify({ Schedule: { AdjustForDST: true }, ScheduleStatus, IsPastDue: isPastDue });
}
