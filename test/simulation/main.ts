import { type Options, readOptions, Usage } from "./options.ts";
import { readable, tableOf } from "./report.ts";
import { type Outcome, replayed, simulated } from "./simulate.ts";
import { mutantsTried, type Tried } from "./try-mutants.ts";

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options.isReplay && options.mutants === undefined) return replay(options);
  return options.mutants === undefined ? simulate(options) : tryMutants(options);
}

async function replay({ firstSeed, configs: [config = "main"], isJson }: Options): Promise<number> {
  const result = await replayed({ config, seed: firstSeed });
  if (isJson) console.log(JSON.stringify(result));
  else
    console.log(
      [...readable(result.trace ?? []), "", `seed ${firstSeed} of ${config}: ${verdictOf(result.violations)}`].join(
        "\n",
      ),
    );
  return result.violations.length > 0 ? 1 : 0;
}

async function simulate(options: Options): Promise<number> {
  const outcomes = await simulated(options);
  if (options.isJson) console.log(JSON.stringify(outcomes));
  else for (const line of reportOf(outcomes)) console.log(line);
  return outcomes.some(({ bad }) => bad.length > 0) ? 1 : 0;
}

function reportOf(outcomes: readonly Outcome[]): readonly string[] {
  const head = ["config", "seeds", "bad", "seeds/s", "requests", "changes", "cards", "orphans", "longest history"];
  const rows = outcomes.map(({ config, seeds, bad, seconds, stats }) => {
    const { requests = 0, changes = 0, cards = 0, orphans = 0, longestHistory = 0 } = stats;
    return [config, seeds, bad.length, seeds / seconds, requests, changes, cards, orphans, longestHistory];
  });
  return [...outcomes.flatMap(badOf), tableOf(head, rows)];
}

const MOST_SHOWN = 10;

/** The first bad seed with its trace, the others in a line each. */
function badOf({ config, bad, trace }: Outcome): readonly string[] {
  const [first] = bad;
  if (!first) return [];
  return [
    `seed ${first.seed} of ${config}: ${verdictOf(first.violations)}`,
    ...readable(trace ?? []),
    ...bad
      .slice(0, MOST_SHOWN)
      .flatMap(({ seed, violations }) => [
        `seed ${seed} of ${config}: ${verdictOf(violations)}`,
        `  replay with: npm run simulate -- --seed ${seed} --config ${config}`,
      ]),
    ...(bad.length > MOST_SHOWN ? [`and ${bad.length - MOST_SHOWN} more`] : []),
    "",
  ];
}

function verdictOf(violations: readonly string[]): string {
  return violations.length === 0 ? "every invariant holds" : violations.join("; ");
}

async function tryMutants(options: Options): Promise<number> {
  const tried = await mutantsTried(options);
  if (options.isJson) console.log(JSON.stringify(tried));
  else console.log(tableOf(["safeguard removed", "config", "caught", "at seed", "by"], tried.map(rowOf)));
  return tried.every(({ caught }) => caught) ? 0 : 1;
}

function rowOf({ mutant, config, seeds, caught }: Tried): readonly (string | number)[] {
  return caught
    ? [mutant, config, "yes", caught.seed, String(caught.violations[0])]
    : [mutant, config, "NO", seeds, "nothing in as many seeds"];
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Usage)) throw error;
  console.log(error.message);
  process.exitCode = 2;
}
