import { bundleWorker } from "./bundle.ts";
import { aCrew, type Crew, resultsOf, seedsFrom } from "./crew.ts";
import type { Options } from "./options.ts";
import { progress } from "./report.ts";
import type { RunOrder, RunResult } from "./run.ts";

export interface Bad {
  readonly seed: number;
  readonly violations: readonly string[];
}

/** What came of all seeds of a config. */
export interface Outcome {
  readonly config: string;
  readonly seeds: number;
  readonly seconds: number;
  readonly bad: readonly Bad[];
  /** Of the first bad seed. */
  readonly trace: readonly string[] | undefined;
  readonly stats: Readonly<Record<string, number>>;
}

export async function simulated({
  configs,
  seeds,
  firstSeed,
}: Pick<Options, "configs" | "seeds" | "firstSeed">): Promise<readonly Outcome[]> {
  const crew = aCrew(await bundleWorker("shipped"));
  const outcomes: Outcome[] = [];
  for (const config of configs) {
    const count = configs.length === 1 || config === "main" ? seeds : Math.ceil(seeds / 10);
    outcomes.push(await outcomeOf(crew, config, firstSeed, count));
  }
  await crew.end();
  return outcomes;
}

export async function replayed(order: RunOrder): Promise<RunResult> {
  const crew = aCrew(await bundleWorker("shipped"), 1);
  const [result] = await resultsOf(crew, [{ ...order, traced: true }]);
  await crew.end();
  if (!result) throw new Error("The run made no result");
  return result;
}

async function outcomeOf(crew: Crew, config: string, firstSeed: number, seeds: number): Promise<Outcome> {
  const begun = performance.now();
  const secondsSince = () => (performance.now() - begun) / 1_000;
  const bad: Bad[] = [];
  const stats: Record<string, number> = {};
  const state = { done: 0 };
  const line = progress(
    () => `${config} ${state.done} of ${seeds}, ${bad.length} bad, ${Math.round(state.done / secondsSince())} seeds/s`,
  );
  await crew.run(seedsFrom(firstSeed, seeds, { config }), ({ seed, violations, stats: more }) => {
    state.done += 1;
    if (violations.length > 0) bad.push({ seed, violations });
    addTo(stats, more);
    line.tell();
    return "go on";
  });
  line.end();
  const seconds = secondsSince();
  bad.sort((one, other) => one.seed - other.seed);
  const [first] = bad;
  const [again] = first ? await resultsOf(crew, [{ config, seed: first.seed, traced: true }]) : [];
  return { config, seeds, seconds, bad, trace: again?.trace, stats };
}

function addTo(sum: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(more)) {
    const before = sum[name] ?? 0;
    sum[name] = name.startsWith("longest") ? Math.max(before, value) : before + value;
  }
}
