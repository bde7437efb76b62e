import { at } from "../../clock.ts";
import type { RegisteredFunction, Registrations } from "../core.ts";
import { functionsOfType, type Invoke } from "../invocation.ts";
import { type Log, messageOf } from "../log.ts";
import type { State } from "../state.ts";
import { activityRunner } from "./activities.ts";
import { eventTypes } from "./history.ts";
import { type Instance, isFinished } from "./instance.ts";
import { durableStore, type Letter, type Store } from "./store.ts";
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

/** How long a turn waits that could not be committed, for instance because the disk is full. */
const retryMs = 1000;

/** Drives orchestrations: one turn an instance at a time, activities side by side, timers on the sandbox's clock. */
export function taskHub({ state, registrations, invoke, log, maxConcurrentActivities }: Parts): TaskHub {
  const store = durableStore(state);
  const orchestrators = byName(functionsOfType(registrations, "orchestrationTrigger"));
  const turns = new Map<string, Promise<void>>();
  const wokenMeanwhile = new Set<string>();
  const waits = new Set<Disposable>();
  let timer: Disposable | undefined;
  let isStopped = false;

  const wake = (id: string) => {
    if (isStopped) return;
    if (turns.has(id)) {
      wokenMeanwhile.add(id);
      return;
    }
    const ended = takeTurns(id)
      .catch((fault) => retryLater(id, fault))
      .finally(() => {
        turns.delete(id);
        if (wokenMeanwhile.delete(id)) wake(id);
      });
    turns.set(id, ended);
  };

  const activities = activityRunner({
    ...{ state, store, invoke, log, wake, limit: maxConcurrentActivities },
    activities: byName(functionsOfType(registrations, "activityTrigger")),
  });

  const takeTurns = async (id: string) => {
    await Promise.resolve();
    while (!isStopped && (await takeOne(id))) {
      activities.runWaiting();
      armTimer();
    }
  };

  const takeOne = async (id: string): Promise<boolean> => {
    const work = workOf(store, state, id);
    if (!work) return false;
    const { instance, letters } = work;
    const past = store.historyOf(id);
    const arrivals = letters.map(({ event }) => event);
    const turn = await takeTurn({ instanceId: id, name: instance.name, past, arrivals }, (trigger) =>
      invoke(orchestratorOf(orchestrators, instance.name), trigger),
    );
    if (isStopped) return false;
    store.commit(instance, letters, past.length, turn);
    if (turn.end?.kind === "Failed") log("error", instance.name, `${id} failed: ${turn.end.output}`);
    return true;
  };

  const retryLater = (id: string, fault: unknown) => {
    log("error", "durable", `A turn of ${id} could not be kept, trying again: ${messageOf(fault)}`);
    const wait = at(new Date(Date.now() + retryMs), () => {
      waits.delete(wait);
      wake(id);
    });
    waits.add(wait);
  };

  const armTimer = () => {
    timer?.[Symbol.dispose]();
    const due = isStopped ? undefined : store.nextTimerAt();
    timer = due && at(due, fireTimers);
  };

  const fireTimers = () => {
    for (const id of state.atomically(() => store.fireTimers(new Date()))) wake(id);
    armTimer();
  };

  return {
    store,
    hasOrchestrator: (name) => orchestrators.has(name.toLowerCase()),
    wake,
    run: () => {
      for (const id of store.instancesWithMail()) wake(id);
      activities.runWaiting();
      fireTimers();
    },
    stop: async () => {
      isStopped = true;
      armTimer();
      for (const wait of waits) wait[Symbol.dispose]();
      await Promise.allSettled([activities.stop(), ...turns.values()]);
    },
  };
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
function workOf(store: Store, state: State, id: string): { instance: Instance; letters: Letter[] } | undefined {
  const instance = store.find(id);
  if (!instance || isFinished(instance)) {
    state.atomically(() => store.forget(id));
    return undefined;
  }
  const { current, stale } = store.inboxOf(instance);
  if (stale.length > 0) state.atomically(() => store.discard(stale));
  return current.length > 0 && mayTakeTurn(instance, current) ? { instance, letters: current } : undefined;
}

/** While suspended an instance reads nothing, unless it is told to end. */
function mayTakeTurn({ status }: Instance, letters: readonly Letter[]): boolean {
  if (status !== "Suspended") return true;
  return letters.some(({ event }) => event.EventType === eventTypes.executionTerminated);
}
