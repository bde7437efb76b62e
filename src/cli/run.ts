import { POLICY_USAGE, policyCommand } from "./policy.ts";
import { EXIT, type ExitCode, type Terminal, Unusable } from "./terminal.ts";

/** Carries out one command line; answers the exit code, and never throws for what a person may have done wrong. */
export async function run([command, ...words]: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    if (command !== "policy") throw new Unusable(`Commands:\n${POLICY_USAGE}`);
    return await policyCommand(words, terminal);
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    terminal.complain(error.message);
    return EXIT.unusable;
  }
}
