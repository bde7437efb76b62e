import { commandLine, PROGRAM } from "./command-line.ts";
import { harmlessLines } from "./harmless.ts";
import { protectedWords } from "./query-words.ts";
import { Ended, EXIT, type ExitCode, type Terminal } from "./terminal.ts";

const HINT = `See ${PROGRAM} --help, or --help after a command.`;

/** Carries out one command line; answers the exit code, and never throws for what a person may have done wrong. */
export async function run(words: readonly string[], terminal: Terminal, version: string): Promise<ExitCode> {
  let exit: ExitCode = EXIT.done;
  let carriedOut = false;
  const parser = commandLine(terminal, version, async (asked) => {
    carriedOut = true;
    exit = await asked(terminal);
  });
  let said = "";
  try {
    await parser.parseAsync(protectedWords(helpAsOption(words)), {}, (_error, _asked, output) => {
      said = output;
    });
    if (said) terminal.print(said);
    return exit;
  } catch (error) {
    if (error instanceof Ended) {
      terminal.complain(harmlessLines(error.message));
      return error.exit;
    }
    if (carriedOut) throw error;
    terminal.complain(`${harmlessLines((error as Error).message)}\n${HINT}`);
    return EXIT.unusable;
  }
}

/** `help audit` is `audit --help`. */
function helpAsOption([first, ...rest]: readonly string[]): readonly string[] {
  return first === "help" ? [...rest, "--help"] : first === undefined ? [] : [first, ...rest];
}
