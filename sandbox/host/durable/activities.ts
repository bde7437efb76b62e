import type { RegisteredFunction, TypedData } from "../core.ts";
import type { Invoke } from "../invocation.ts";
import { type Log, messageOf } from "../log.ts";
import { retries } from "../retries.ts";
import type { ActivityWork } from "./activity-queue.ts";
import { eventTypes, type TaskEnded } from "./history.ts";
import type { Store } from "./store.ts";

export interface ActivityRunner {
  /** Starts every activity that waits and is not running, as far as the limit allows. */
  runWaiting(): void;
  /** Takes no new activity, and waits for the running ones. */
  stop(): Promise<void>;
}

interface Parts {
  readonly store: Store;
  readonly activities: ReadonlyMap<string, RegisteredFunction>;
  readonly invoke: Invoke;
  readonly log: Log;
  readonly limit: number;
  readonly wake: (instanceId: string) => void;
}

/** Runs activities at least once: the work is removed in the transaction that delivers its result. */
export function activityRunner({ store, activities, invoke, log, limit, wake }: Parts): ActivityRunner {
  const running = new Map<number, Promise<void>>();
  const again = retries();
  let isStopped = false;

  const run = async (work: ActivityWork) => {
    const result = await resultOf(work, activities.get(work.name.toLowerCase()), invoke);
    if (isStopped) return;
    if (result.EventType === eventTypes.taskFailed) log("warning", work.name, result.Reason);
    store.endActivity(work, result);
    running.delete(work.position);
    wake(work.instanceId);
    runWaiting();
  };

  /** The work stays and is run again. */
  const notKept = (work: ActivityWork) => (fault: unknown) => {
    running.delete(work.position);
    log("error", work.name, `The result of an activity could not be kept: ${messageOf(fault)}`);
    again.later(runWaiting);
  };

  const waiting = () => {
    try {
      return store.waitingActivities();
    } catch (fault) {
      log("error", "durable", `The activities could not be looked at, trying again: ${messageOf(fault)}`);
      again.later(runWaiting);
      return [];
    }
  };

  const runWaiting = () => {
    if (isStopped) return;
    const free = waiting().filter(({ position }) => !running.has(position));
    for (const work of free.slice(0, Math.max(0, limit - running.size))) {
      running.set(work.position, run(work).catch(notKept(work)));
    }
  };

  return {
    runWaiting,
    stop: async () => {
      isStopped = true;
      again.stop();
      await Promise.allSettled(running.values());
    },
  };
}

async function resultOf(
  { taskId: TaskScheduledId, name, input, instanceId }: ActivityWork,
  activity: RegisteredFunction | undefined,
  invoke: Invoke,
): Promise<TaskEnded> {
  const trigger = input === undefined ? {} : { string: input };
  try {
    if (!activity) throw new Error(`The function '${name}' doesn't exist, is disabled, or is not an activity function`);
    const returned = await invoke(activity, trigger, { instanceId: { string: instanceId }, data: trigger });
    return { EventType: eventTypes.taskCompleted, TaskScheduledId, Result: resultText(returned) };
  } catch (fault) {
    const message = messageOf(fault);
    const Reason = `Activity function '${name}' failed: ${message}`;
    const Details = JSON.stringify({ ClassName: fault instanceof Error ? fault.name : "Error", Message: message });
    return { EventType: eventTypes.taskFailed, TaskScheduledId, Reason, Details, FailureDetails: null };
  }
}

/** JSON of what the activity gave back. */
function resultText(returned: TypedData | undefined): string | null {
  if (!returned) return null;
  if (returned.json !== undefined) return returned.json;
  if (returned.bytes) return JSON.stringify(Buffer.from(returned.bytes).toString("base64"));
  const value = returned.string ?? returned.int ?? returned.double;
  return value === undefined ? null : JSON.stringify(value);
}
