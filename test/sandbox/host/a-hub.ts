import { setClockOffset } from "../../../sandbox/clock.ts";
import { noRegistrations, type RegisteredFunction, type TypedData } from "../../../sandbox/host/core.ts";
import { type TaskHub, taskHub } from "../../../sandbox/host/durable/task-hub.ts";
import type { Invoke } from "../../../sandbox/host/invocation.ts";
import { openState, type State } from "../../../sandbox/host/state.ts";
import { aPlace, until } from "./running-host.ts";

/** A call of a function that goes on until the test ends it. */
export interface Call {
  readonly name: string;
  /** What the trigger gave, parsed. */
  readonly given: { readonly history?: readonly { readonly EventType: number }[]; readonly input?: unknown };
  gives(returned: unknown): void;
  fails(message: string): void;
}

/** A task hub in this process, whose functions are the test: it sees each call and says when and how it ends. */
export interface AHub extends AsyncDisposable {
  readonly hub: TaskHub;
  readonly state: State;
  readonly log: readonly string[];
  /** All calls so far, ended or not. */
  readonly calls: readonly Call[];
  /** The call of this number, counted from 0, as soon as it is there. */
  call(number: number): Promise<Call>;
  start(id: string, input?: unknown): void;
  terminate(id: string): void;
  /** Moves the clock of this process on. */
  pass(ms: number): void;
}

export const story = "story";
export const deed = "deed";

/** What durable-functions gives back: all actions so far. */
export const decides = (...actions: readonly unknown[]) => ({ isDone: false, actions: [actions] });
export const ends = (output: unknown, ...actions: readonly unknown[]) => ({ isDone: true, actions: [actions], output });
export const callsDeed = { actionType: 0, functionName: deed };
export const continuesAsNew = (input: unknown) => ({ actionType: 4, input });
export const waitsFor = (externalEventName: string) => ({ actionType: 6, externalEventName });
export const waitsUntil = (fireAt: Date) => ({ actionType: 5, fireAt: fireAt.toISOString(), isCanceled: false });

export function aHub(): AHub {
  const place = aPlace();
  const state = openState(place.statePath);
  const log: string[] = [];
  const { calls, invoke } = heldCalls();
  const hub = taskHub({
    ...{ state, invoke, registrations: registrations(), maxConcurrentActivities: 10 },
    log: (level, source, message) => log.push(`${level} ${source} ${message}`),
  });
  let offsetMs = 0;
  return {
    ...{ hub, state, log, calls },
    call: (number) => until(() => calls[number]),
    start: (id, input = null) => {
      const isNew = hub.store.start({ id, name: story, input: JSON.stringify(input), version: "" });
      if (!isNew) throw new Error(`${id} lives already`);
      hub.wake(id);
    },
    terminate: (id) => {
      hub.store.raise(id, { EventType: 3, Input: "enough" });
      hub.wake(id);
    },
    pass: (ms) => {
      offsetMs += ms;
      setClockOffset(offsetMs);
    },
    [Symbol.asyncDispose]: async () => {
      const stopped = hub.stop();
      for (const { fails } of calls) fails("the host stops");
      await stopped;
      state.close();
      setClockOffset(0);
      place[Symbol.dispose]();
    },
  };
}

function registrations() {
  const { functions, ...others } = noRegistrations();
  functions.set(story, registered(story, "orchestrationTrigger"));
  functions.set(deed, registered(deed, "activityTrigger"));
  return { functions, ...others };
}

function registered(name: string, type: string): RegisteredFunction {
  const bindings = { trigger: { type, direction: "in" } } as const;
  return { metadata: { name, functionId: name, bindings }, callback: () => undefined };
}

function heldCalls() {
  const calls: Call[] = [];
  const invoke: Invoke = ({ metadata: { name } }, trigger) => {
    const { promise, resolve, reject } = Promise.withResolvers<TypedData>();
    calls.push({
      name,
      given: JSON.parse(trigger.string ?? "{}"),
      gives: (returned) => resolve({ json: JSON.stringify(returned) }),
      fails: (message) => reject(new Error(message)),
    });
    return promise;
  };
  return { calls, invoke };
}
