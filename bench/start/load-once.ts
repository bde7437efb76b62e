import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { loadApp } from "../../sandbox/host/load-app.ts";

export interface Cost {
  readonly ms: number;
  /** Of all threads; what others do on the machine moves it less than the time that passes. */
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
}

const [folder = "", ...later] = process.argv.slice(2);
/** Of the app until its functions can be invoked, and then of each of the `later` files, one after another. */
const costs: Cost[] = [await costOf(async () => void (await loadApp(folder, () => {})))];
for (const file of later) costs.push(await costOf(() => loadAll(join(folder, file))));
console.log(JSON.stringify(costs));
// The library's server for streams would keep the process.
process.exit();

async function costOf(load: () => Promise<void>): Promise<Cost> {
  const before = process.memoryUsage();
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  await load();
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  const { rss, heapUsed } = process.memoryUsage();
  return { ms, cpuMs: (user + system) / 1_000, rssBytes: rss - before.rss, heapBytes: heapUsed - before.heapUsed };
}

/** In the file of durable-functions' parts each runs when it is asked for. */
async function loadAll(path: string): Promise<void> {
  const { default: parts } = (await import(pathToFileURL(path).href)) as { readonly default?: object };
  if (path.endsWith(".cjs")) Object.values(parts ?? {});
}
