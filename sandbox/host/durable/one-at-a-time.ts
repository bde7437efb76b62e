import { type Log, messageOf } from "../log.ts";
import { retries } from "../retries.ts";

export interface OneAtATime {
  /** Lets `step` run for this id, now or after the one that runs. */
  wake(id: string): void;
  stop(): Promise<void>;
}

/** Runs steps side by side for different ids, one after the other for one id, as long as `step` says it did something. */
export function oneAtATime(step: (id: string) => Promise<boolean>, log: Log): OneAtATime {
  const running = new Map<string, Promise<void>>();
  const wokenMeanwhile = new Set<string>();
  const again = retries();
  let isStopped = false;

  const wake = (id: string) => {
    if (isStopped) return;
    if (running.has(id)) {
      wokenMeanwhile.add(id);
      return;
    }
    running.set(id, run(id));
  };

  const run = async (id: string) => {
    try {
      // The caller's own work comes first, also when the step is quick.
      await Promise.resolve();
      while (!isStopped && (await step(id))) wokenMeanwhile.delete(id);
    } catch (fault) {
      retryLater(id, fault);
    }
    running.delete(id);
    if (wokenMeanwhile.delete(id)) wake(id);
  };

  const retryLater = (id: string, fault: unknown) => {
    log("error", "durable", `A turn of ${id} could not be kept, trying again: ${messageOf(fault)}`);
    again.later(() => wake(id));
  };

  return {
    wake,
    stop: async () => {
      isStopped = true;
      again.stop();
      await Promise.allSettled(running.values());
    },
  };
}
