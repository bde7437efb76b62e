import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { loadApp } from "../../sandbox/host/load-app.ts";

/** What loading took in this process: until functions can be invoked, and then for each of the `later` chunks, one after another. */
export interface Loaded {
  readonly ms: number;
  /** Of all threads; what others do on the machine moves it less than the time that passes. */
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
  readonly laterMs: readonly number[];
}

const [folder = "", ...later] = process.argv.slice(2);

const before = process.memoryUsage();
const cpu = process.cpuUsage();
const began = performance.now();
await loadApp(folder, () => {});
const ms = performance.now() - began;
const used = process.cpuUsage(cpu);
const after = process.memoryUsage();
const laterMs: number[] = [];
for (const chunk of later) {
  const then = performance.now();
  await import(pathToFileURL(join(folder, chunk)).href);
  laterMs.push(performance.now() - then);
}
const loaded: Loaded = {
  ...{ ms, laterMs },
  cpuMs: (used.user + used.system) / 1_000,
  rssBytes: after.rss - before.rss,
  heapBytes: after.heapUsed - before.heapUsed,
};
console.log(JSON.stringify(loaded));
// The library's server for streams would keep the process.
process.exit();
