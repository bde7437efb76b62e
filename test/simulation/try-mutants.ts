import { bundleWorker } from "./bundle.ts";
import { aCrew, type Crew, resultsOf, seedsFrom } from "./crew.ts";
import { MUTANTS, type Mutant } from "./mutants.ts";
import { type Options, Usage } from "./options.ts";
import { progress } from "./report.ts";
import type { RunOrder } from "./run.ts";
import { NOTHING_REMOVED } from "./safeguards.ts";
import type { Bad } from "./simulate.ts";

/** What came of taking a safeguard away. */
export interface Tried {
  readonly mutant: string;
  readonly config: string;
  readonly seeds: number;
  readonly caught: Bad | undefined;
}

export async function mutantsTried({
  mutants,
  seeds,
  firstSeed,
}: Pick<Options, "mutants" | "seeds" | "firstSeed">): Promise<readonly Tried[]> {
  const chosen = mutants === "all" || mutants === undefined ? MUTANTS : mutants.map(mutantNamed);
  const control = aCrew(await bundleWorker("shipped"), 1);
  const tried: Tried[] = [];
  for (const mutant of chosen) tried.push(await tryOne(mutant, { control, firstSeed, seeds }));
  await control.end();
  return tried;
}

interface Trial {
  /** Of the shipped code. */
  readonly control: Crew;
  readonly firstSeed: number;
  readonly seeds: number;
}

async function isClean(control: Crew, order: RunOrder): Promise<boolean> {
  const [result] = await resultsOf(control, [order]);
  return result?.violations.length === 0;
}

/** Until the first seed in which it is missed, and in which nothing is amiss with the safeguard in its place. */
async function tryOne(
  { name, by, config = "main", edits = [], removed }: Mutant,
  { control, firstSeed, seeds }: Trial,
): Promise<Tried> {
  const crew = aCrew(await bundleWorker(name.replace(/[^a-z]+/gi, "-"), edits));
  const state: { done: number; caught: Bad | undefined } = { done: 0, caught: undefined };
  const line = progress(() => `${name}: ${state.done} of ${seeds}`);
  const order = { config, removed: { ...NOTHING_REMOVED, ...removed } };
  await crew.run(seedsFrom(firstSeed, seeds, order), async ({ seed, violations: found }) => {
    state.done += 1;
    line.tell();
    const violations = found.filter((violation) => violation.startsWith(by));
    if (violations.length === 0 || !(await isClean(control, { config, seed }))) return "go on";
    state.caught = state.caught && state.caught.seed < seed ? state.caught : { seed, violations };
    return "enough";
  });
  line.end();
  await crew.end();
  return { mutant: name, config, seeds, caught: state.caught };
}

function mutantNamed(name: string): Mutant {
  const found = MUTANTS.find((mutant) => mutant.name === name);
  if (!found) throw new Usage(`There is no mutant ${name}: ${MUTANTS.map((mutant) => mutant.name).join(", ")}`);
  return found;
}
