import yargs, { type Argv } from "yargs";
import { audit } from "./audit.ts";
import { remove, revoke } from "./change.ts";
import { checkDns } from "./check-dns.ts";
import { checkPorts } from "./check-ports.ts";
import type { Command } from "./command.ts";
import { complete } from "./completion.ts";
import { approve, hold, keep, reject } from "./decide.ts";
import { doctor } from "./doctor.ts";
import { exportRecord } from "./export.ts";
import { liveCheck } from "./live-check.ts";
import { metrics } from "./metrics.ts";
import { namespaces } from "./namespaces.ts";
import { pending } from "./pending.ts";
import { policy } from "./policy.ts";
import { posture } from "./posture.ts";
import { prove } from "./prove.ts";
import { repair } from "./repair.ts";
import { show } from "./show.ts";
import { type ExitCode, type Terminal, Unusable } from "./terminal.ts";
import { verify } from "./verify.ts";

export const PROGRAM = "relay-approvals";

const COMMANDS: readonly Command[] = [
  ...[pending, show, namespaces, metrics],
  ...[audit, exportRecord, verify, prove, repair],
  ...[approve, reject, hold, keep, revoke, remove],
  policy,
  ...[doctor, posture, checkDns, checkPorts, liveCheck],
];

const EPILOGUE = `Settings: RELAY_APPROVALS_URL, RELAY_APPROVALS_TOKEN or RELAY_APPROVALS_SCOPE, NO_COLOR; for Azure itself
RELAY_APPROVALS_ARM_URL, RELAY_APPROVALS_ARM_TOKEN.
Exit codes: 0 done, 1 found something or refused, 2 unusable input, 3 not signed in or not allowed, 4 no answer.`;

const MISSING = "Something is missing: %s of %s words are given.";
// The library takes one for each number here, which its types do not know.
const NOT_ENOUGH = { one: MISSING, other: MISSING } as unknown as string;

/** The parser hands no command what stands there: a query without it would be one for everything. */
function refuseAfterDashes({ "--": words }: Readonly<Record<string, unknown>>): true {
  if (Array.isArray(words) && words.length > 0) throw new Unusable("Leave -- away: words may begin with -.");
  return true;
}

/** Understands a command line; `carryOut` is given what it asks for, if it asks for a command. */
export function commandLine(
  terminal: Pick<Terminal, "screen">,
  version: string,
  carryOut: (run: (terminal: Terminal) => Promise<ExitCode>) => Promise<void>,
): Argv {
  const parser = yargs()
    .scriptName(PROGRAM)
    .usage("$0 COMMAND: asks and decides about Azure Relay's private endpoint requests")
    .epilogue(EPILOGUE)
    .version(version)
    .help()
    .alias("help", "h")
    .updateStrings({
      "Not enough non-option arguments: got %s, need at least %s": NOT_ENOUGH,
      "Show help": "Shows this; after a command, what it understands",
      "Show version number": "Shows the version",
    })
    .parserConfiguration({ "parse-positional-numbers": false, "populate--": true })
    .check(refuseAfterDashes, true)
    .detectLocale(false)
    .wrap(Math.min(terminal.screen?.columns ?? 100, 120))
    .strict()
    .demandCommand(1, "Say what to do.")
    .recommendCommands()
    .exitProcess(false)
    .fail(false);
  return COMMANDS.reduce((grown, add) => add(grown, carryOut), parser).completion(
    "completion",
    "The completion script of your shell ($SHELL): bash, zsh or fish",
    complete,
  );
}
