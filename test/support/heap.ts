import { getHeapSnapshot, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** What stands in this process's memory after a garbage collection: `pattern` is searched for in every string there. */
export async function stringsInMemory(pattern: RegExp): Promise<number> {
  let found = 0;
  let rest = "";
  for await (const chunk of getHeapSnapshot()) {
    // A piece of the snapshot may end in the middle of a string; no string that is searched for is longer than this.
    const text = rest + String(chunk);
    const matches = [...text.matchAll(pattern)];
    found += matches.length;
    const last = matches.at(-1);
    rest = text.slice(Math.max(text.length - LONGEST, last ? last.index + last[0].length : 0));
  }
  return found;
}

const LONGEST = 100;

/** Bytes that are in use once everything that nobody holds is gone. */
export async function heapInUse(): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let time = 0; time < ROUNDS; time += 1) {
    collect();
    // What belongs to the engine's native side is let go of between two turns of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}

const ROUNDS = 5;
