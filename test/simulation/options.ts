import { parseArgs } from "node:util";
import { CONFIGS, configNamed } from "./configs.ts";

export interface Options {
  readonly seeds: number;
  readonly firstSeed: number;
  /** One seed alone is replayed with its trace. */
  readonly isReplay: boolean;
  readonly configs: readonly string[];
  readonly mutants: readonly string[] | "all" | undefined;
  readonly isJson: boolean;
}

const USAGE = `npm run simulate -- [--seeds N] [--seed S] [--config NAME] [--mutants] [--mutant NAME] [--json]

  --seeds N      runs N seeds, 1,000 if nothing is said; of mutants at most N each, 400 if nothing is said
  --seed S       replays one seed and prints its trace; with --seeds the first of them
  --config NAME  all: main with N seeds, every other with a tenth of them; or one of
${CONFIGS.map(({ name, what }) => `                   ${name.padEnd(28)}${what}`).join("\n")}
  --mutants      takes away one safeguard after the other and shows that each is missed
  --mutant NAME  takes away one
  --json         prints the results as JSON`;

export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: "string" },
      seed: { type: "string" },
      config: { type: "string", default: "main" },
      mutants: { type: "boolean", default: false },
      mutant: { type: "string", multiple: true },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) throw new Usage(USAGE);
  const mutants = values.mutants ? "all" : values.mutant;
  return {
    ...seedsIn(values, mutants === undefined ? "1000" : "400"),
    configs: values.config === "all" ? CONFIGS.map(({ name }) => name) : [configNamed(values.config).name],
    mutants,
    isJson: values.json,
  };
}

function seedsIn({ seed, seeds }: { readonly seed?: string; readonly seeds?: string }, usual: string) {
  const isReplay = seed !== undefined && seeds === undefined;
  return {
    isReplay,
    seeds: isReplay ? 1 : wholeNumber("--seeds", seeds ?? usual),
    firstSeed: wholeNumber("--seed", seed ?? "1"),
  };
}

/** What to print instead of running. */
export class Usage extends Error {}

function wholeNumber(option: string, text: string): number {
  const number = Number(text.replaceAll(",", ""));
  if (!Number.isSafeInteger(number) || number < 0 || text.trim() === "")
    throw new Usage(`${option} takes a whole number, not ${text}`);
  return number;
}
