import type { ArgumentsCamelCase, Argv } from "yargs";
import { isGuid } from "../domain/azure-id.ts";
import { type Api, reachApi } from "./api.ts";
import { harmlessJson } from "./harmless.ts";
import { type ExitCode, type Terminal, Unusable } from "./terminal.ts";

/** Puts a command into a parser; `carryOut` runs what was understood. */
export type Command = (parser: Argv, carryOut: (run: Run) => Promise<void>) => Argv;

type Run = (terminal: Terminal) => Promise<ExitCode>;

interface Described<Options> {
  /** As it is written: `show <request>`. */
  readonly words: string;
  readonly told: string;
  readonly options: (parser: Argv) => Argv<Options>;
  readonly run: (asked: ArgumentsCamelCase<Options>, terminal: Terminal) => Promise<ExitCode>;
}

export function command<Options>({ words, told, options, run }: Described<Options>): Command {
  return (parser, carryOut) =>
    parser.command(words, told, options, (asked) =>
      carryOut((terminal) => {
        refuseTwice(asked);
        return run(asked, terminal);
      }),
    );
}

/** Of an option that takes a subscription. */
export function refuseNoId(subscription: string | undefined): void {
  if (subscription !== undefined && !isGuid(subscription))
    throw new Unusable(`--subscription ${subscription}: give its id, a GUID.`);
}

const LISTS = ["_", "query"];

/** The parser makes a list of an option that is given twice, whatever its type. */
function refuseTwice(asked: object): void {
  const twice = Object.entries(asked).find(([name, value]) => Array.isArray(value) && !LISTS.includes(name));
  if (twice) throw new Unusable(`--${twice[0]}: give it once.`);
}

/** What each command that asks the service understands. */
export function asksService<Options>(parser: Argv<Options>) {
  return parser
    .group(["url", "scope", "json", "help", "version"], "Everywhere:")
    .option("url", { type: "string", requiresArg: true, describe: "Address of the service (RELAY_APPROVALS_URL)" })
    .option("scope", {
      type: "string",
      requiresArg: true,
      describe: "What to sign in for (RELAY_APPROVALS_SCOPE)",
    })
    .option("json", { type: "boolean", default: false, describe: "The service's answer in JSON" });
}

interface AskedService {
  readonly url: string | undefined;
  readonly scope: string | undefined;
}

interface DescribedAsking<Options> extends Omit<Described<Options>, "run"> {
  readonly run: (asked: ArgumentsCamelCase<Options>, api: Api, terminal: Terminal) => Promise<ExitCode>;
}

/** A command that asks the service. */
export function asking<Options extends AskedService>({ run, ...described }: DescribedAsking<Options>): Command {
  return command({
    ...described,
    run: (asked, terminal) => run(asked, reachApi(asked as AskedService, terminal), terminal),
  });
}

export function printJson(terminal: Terminal, answer: object): void {
  for (const line of harmlessJson(answer).split("\n")) terminal.print(line);
}

export function printLines(terminal: Terminal, lines: readonly string[]): void {
  for (const line of lines) terminal.print(line);
}

/** How many at most, as the service takes it. */
export function atMost(top: number | undefined): number | undefined {
  if (top === undefined || (Number.isInteger(top) && top >= 1 && top <= MOST)) return top;
  throw new Unusable(`--top: give a whole number from 1 to ${MOST}.`);
}

export const MOST = 500;
