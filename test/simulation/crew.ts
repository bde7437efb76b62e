import { once } from "node:events";
import { rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { RunOrder, RunResult } from "./run.ts";

type OnResult = (result: RunResult) => "go on" | "enough" | Promise<"go on" | "enough">;

/** Threads that make runs, each one run at a time. When they end, so does their bundle. */
export interface Crew {
  /** Hears of each result as it comes, and says whether to go on. */
  run(orders: Iterable<RunOrder>, onResult: OnResult): Promise<void>;
  end(): Promise<void>;
}

const MOST_WORKERS = Math.min(2, availableParallelism());

export function aCrew(bundle: string, workers = MOST_WORKERS): Crew {
  const threads = Array.from({ length: workers }, () => new Worker(bundle));
  return {
    async run(orders, onResult) {
      const left = orders[Symbol.iterator]();
      const state = { isEnough: false };
      const work = async (thread: Worker) => {
        for (let next = left.next(); !next.done && !state.isEnough; next = left.next()) {
          const result = await made(thread, next.value);
          if ((await onResult(result)) === "enough") state.isEnough = true;
        }
      };
      await Promise.all(threads.map(work));
    },
    async end() {
      await Promise.all(threads.map((thread) => thread.terminate()));
      await rm(bundle, { force: true });
    },
  };
}

/** A thread that fails rejects `once`, and with it the whole simulation. */
async function made(thread: Worker, order: RunOrder): Promise<RunResult> {
  thread.postMessage(order);
  const [result] = await once(thread, "message");
  return result;
}

export function* seedsFrom(first: number, count: number, order: Omit<RunOrder, "seed">): Generator<RunOrder> {
  for (let seed = first; seed < first + count; seed += 1) yield { ...order, seed };
}

export async function resultsOf(crew: Crew, orders: Iterable<RunOrder>): Promise<readonly RunResult[]> {
  const results: RunResult[] = [];
  await crew.run(orders, (result) => {
    results.push(result);
    return "go on";
  });
  return results;
}
