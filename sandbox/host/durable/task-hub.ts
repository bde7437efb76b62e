import { at } from "../../clock.ts";
import type { RegisteredFunction, Registrations } from "../core.ts";
import { functionsOfType, type Invoke } from "../invocation.ts";
import { type Log, messageOf } from "../log.ts";
import { retries } from "../retries.ts";
import type { State } from "../state.ts";
import { activityRunner } from "./activities.ts";
import { eventTypes } from "./history.ts";
import type { Letter } from "./inbox.ts";
import { type Instance, isFinished } from "./instance.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { durableStore, type Store } from "./store.ts";
import { takeTurn } from "./turn.ts";

export interface TaskHub {
  readonly store: Store;
  hasOrchestrator(name: string): boolean;
  /** Lets an instance take its turn when it has mail. */
  wake(instanceId: string): void;
  /** Takes up everything that a former process left. */
  run(): void;
  stop(): Promise<void>;
}

interface Parts {
  readonly state: State;
  readonly registrations: Registrations;
  readonly invoke: Invoke;
  readonly log: Log;
  readonly maxConcurrentActivities: number;
}

/** Drives orchestrations: one turn an instance at a time, activities side by side, timers on the sandbox's clock. */
export function taskHub({ state, registrations, invoke, log, maxConcurrentActivities }: Parts): TaskHub {
  const store = durableStore(state);
  const orchestrators = byName(functionsOfType(registrations, "orchestrationTrigger"));
  const call = (name: string, trigger: Parameters<Invoke>[1]) => invoke(orchestratorOf(orchestrators, name), trigger);
  const turns = oneAtATime((id) => takeOne(id), log);
  const timers = timerClock(store, turns.wake, log);
  const activities = activityRunner({
    ...{ store, invoke, log, wake: turns.wake, limit: maxConcurrentActivities },
    activities: byName(functionsOfType(registrations, "activityTrigger")),
  });
  let isStopped = false;

  const takeOne = async (id: string): Promise<boolean> => {
    const work = workOf(store, id);
    if (!work) return false;
    const { instance, read } = work;
    const past = store.historyOf(id);
    const arrivals = read.map(({ event }) => event);
    const turnInput = { instanceId: id, name: instance.name, past, arrivals };
    const turn = await takeTurn(turnInput, (trigger) => call(instance.name, trigger));
    if (isStopped) return false;
    store.commit({ instance, read, pastLength: past.length, turn });
    if (turn.end?.kind === "Failed") log("error", instance.name, `${id} failed: ${turn.end.output}`);
    timers.arm();
    activities.runWaiting();
    return true;
  };

  return {
    store,
    hasOrchestrator: (name) => orchestrators.has(name.toLowerCase()),
    wake: turns.wake,
    run: () => {
      for (const id of store.instancesWithMail()) turns.wake(id);
      timers.arm();
      activities.runWaiting();
    },
    stop: async () => {
      isStopped = true;
      timers.stop();
      await Promise.all([activities.stop(), turns.stop()]);
    },
  };
}

/** Fires durable timers when the sandbox's clock reaches them, overdue ones at once; a fault is no end of it. */
function timerClock(store: Store, wake: (instanceId: string) => void, log: Log) {
  const again = retries();
  let wait: Disposable | undefined;
  const untiring = (run: () => void) => () => {
    try {
      run();
    } catch (fault) {
      log("error", "durable", `The timers could not be looked at, trying again: ${messageOf(fault)}`);
      again.later(fire);
    }
  };
  const setWait = () => {
    wait?.[Symbol.dispose]();
    const due = store.nextTimerAt();
    wait = due && at(due, fire);
  };
  const fire = untiring(() => {
    for (const id of store.fireTimers(new Date())) wake(id);
    setWait();
  });
  const stop = () => {
    again.stop();
    wait?.[Symbol.dispose]();
  };
  return { arm: untiring(setWait), stop };
}

function byName(functions: readonly RegisteredFunction[]): Map<string, RegisteredFunction> {
  return new Map(functions.map((found) => [found.metadata.name.toLowerCase(), found]));
}

function orchestratorOf(orchestrators: ReadonlyMap<string, RegisteredFunction>, name: string): RegisteredFunction {
  const found = orchestrators.get(name.toLowerCase());
  if (!found) throw new Error(`The function '${name}' doesn't exist, is disabled, or is not an orchestrator function`);
  return found;
}

/** The instance and the mail that its next turn reads; drops mail that nobody will read. */
function workOf(store: Store, id: string): { instance: Instance; read: Letter[] } | undefined {
  const instance = store.find(id);
  if (!instance) return undefined;
  const { current, stale } = store.readInbox(instance);
  const unread = isFinished(instance) ? [...current, ...stale] : stale;
  if (unread.length > 0) store.discard(unread);
  return mayTakeTurn(instance, current) ? { instance, read: current } : undefined;
}

/** While suspended an instance reads nothing, unless it is told to end. */
function mayTakeTurn(instance: Instance, mail: readonly Letter[]): boolean {
  if (mail.length === 0 || isFinished(instance)) return false;
  if (instance.status !== "Suspended") return true;
  return mail.some(({ event }) => event.EventType === eventTypes.executionTerminated);
}
