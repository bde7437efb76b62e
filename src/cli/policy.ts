import type { Argv } from "yargs";
import { isTreatedOtherwise, replay } from "../domain/policy-replay.ts";
import { command, printJson, printLines } from "./command.ts";
import { summaryOf } from "./policy-check.ts";
import { recordFrom, replayLines, sinceOf } from "./policy-replay.ts";
import { caseLines, judged } from "./policy-test.ts";
import { type ReadPolicy, readPolicy } from "./policy-text.ts";
import { EXIT, type ExitCode, type Terminal } from "./terminal.ts";

interface Answer {
  readonly lines: readonly string[];
  readonly json: object;
  readonly exit: ExitCode;
}

const check = command({
  words: "check <file>",
  told: "Faults with their lines, or what the policy says",
  options: aboutFile,
  run: (asked, terminal) => about(asked, terminal, (read) => checked(read, terminal)),
});

const test = command({
  words: "test <file>",
  told: "Rules on the cases that stand in the file",
  options: aboutFile,
  run: (asked, terminal) => about(asked, terminal, (read) => tested(read, terminal)),
});

const replayed = command({
  words: "replay <file>",
  told: "What the policy would have done with the requests on record",
  options: (parser) =>
    aboutFile(parser)
      .option("from", {
        type: "string",
        requiresArg: true,
        describe:
          "The record: a service's address; else audit entries, one a line, in a file, on the standard input (-) or at an address. " +
          "By default RELAY_APPROVALS_URL, or the sandbox that runs on this machine",
      })
      .option("since", {
        type: "string",
        default: "90d",
        requiresArg: true,
        describe: "An age like 90d, 12h or 2w, or a date",
      })
      .option("scope", { type: "string", requiresArg: true, describe: "What to sign in for (RELAY_APPROVALS_SCOPE)" }),
  run: (asked, terminal) => about(asked, terminal, (read) => replayedRecord(read, asked, terminal)),
});

export const policy = (parser: Argv, carryOut: Parameters<typeof check>[1]) =>
  parser.command("policy", "Checks a policy before it is deployed", (inner) =>
    [check, test, replayed]
      .reduce((grown, add) => add(grown, carryOut), inner)
      .demandCommand(1, "policy: say check, test or replay.")
      .strict(),
  );

function aboutFile(parser: Argv) {
  return parser
    .positional("file", { type: "string", demandOption: true, describe: "The policy" })
    .option("json", { type: "boolean", default: false, describe: "The answer in JSON" });
}

interface AskedAbout {
  readonly file: string;
  readonly json: boolean;
}

async function about(
  { file, json }: AskedAbout,
  terminal: Terminal,
  answerTo: (read: ReadPolicy) => Answer | Promise<Answer>,
): Promise<ExitCode> {
  const read = await readPolicy(file);
  const isFaulty = "faults" in read;
  const answer = isFaulty
    ? { lines: read.faults, json: { faults: read.faults }, exit: EXIT.found }
    : await answerTo(read);
  if (json) printJson(terminal, answer.json);
  else printLines(terminal, answer.lines);
  return answer.exit;
}

function checked(read: ReadPolicy, { now }: Terminal): Answer {
  return { lines: summaryOf(read, now()), json: { ...read, faults: [] }, exit: EXIT.done };
}

function tested(read: ReadPolicy, { now }: Terminal): Answer {
  const cases = judged(read, now());
  const exit = cases.every(({ passed }) => passed) ? EXIT.done : EXIT.found;
  return { lines: caseLines(cases), json: { cases }, exit };
}

interface AskedReplay {
  readonly from: string | undefined;
  readonly since: string;
  readonly scope: string | undefined;
}

async function replayedRecord({ policy }: ReadPolicy, asked: AskedReplay, terminal: Terminal): Promise<Answer> {
  const since = sinceOf(asked.since, terminal.now());
  const requests = replay(policy, await recordFrom(asked, terminal), since);
  const json = { since, requests: requests.length, differences: requests.filter(isTreatedOtherwise) };
  return { lines: replayLines(requests, since), json, exit: EXIT.done };
}
