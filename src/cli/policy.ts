import { parseArgs } from "node:util";
import { isTreatedOtherwise, replay } from "../domain/policy-replay.ts";
import { summaryOf } from "./policy-check.ts";
import { recordFrom, replayLines, sinceOf } from "./policy-replay.ts";
import { caseLines, judged } from "./policy-test.ts";
import { type ReadPolicy, readPolicy } from "./policy-text.ts";
import { EXIT, type ExitCode, type Terminal, Unusable } from "./terminal.ts";

export const POLICY_USAGE = `policy check FILE [--json]     faults with their lines, or what the policy says
policy test FILE [--json]      rules on the cases that stand in the file
policy replay FILE [--from RECORD] [--since 90d] [--json]
                               what the policy would have done with the requests on record;
                               RECORD: audit entries, one a line, in a file, on the standard input (-),
                               or at an address, with the token in RELAY_APPROVALS_TOKEN;
                               without it, that of the sandbox which runs on this machine`;

/** Where `npm start` gives its audit log, unless its port was set to another one. */
const SANDBOX_RECORD = "http://localhost:7070/audit.ndjson";

interface Asked {
  readonly file: string;
  readonly json: boolean;
  readonly from: string | undefined;
  readonly since: string;
}

interface Answer {
  readonly lines: readonly string[];
  readonly json: unknown;
  readonly exit: ExitCode;
}

type Command = (policy: ReadPolicy, asked: Asked, terminal: Terminal) => Answer | Promise<Answer>;

const COMMANDS: ReadonlyMap<string, Command> = new Map(
  Object.entries({ check: checkPolicy, test: testPolicy, replay: replayRecord }),
);

export async function policyCommand(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  if (words.includes("--help")) {
    terminal.print(POLICY_USAGE);
    return EXIT.done;
  }
  const { verb, asked } = askedIn(words);
  const command = COMMANDS.get(verb);
  if (!command) throw new Unusable(`policy ${verb}: not known here.\n${POLICY_USAGE}`);
  const read = await readPolicy(asked.file);
  const isFaulty = "faults" in read;
  const answer = isFaulty
    ? { lines: read.faults, json: { faults: read.faults }, exit: EXIT.found }
    : await command(read, asked, terminal);
  const lines = asked.json ? [JSON.stringify(answer.json, undefined, 2)] : answer.lines;
  for (const line of lines) terminal.print(line);
  return answer.exit;
}

function askedIn(words: readonly string[]): { readonly verb: string; readonly asked: Asked } {
  const options = { json: { type: "boolean" }, from: { type: "string" }, since: { type: "string" } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true });
    const [verb = "", file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new Error("Give one file.");
    return { verb, asked: { file, json: values.json ?? false, from: values.from, since: values.since ?? "90d" } };
  } catch (cause) {
    throw new Unusable(`${(cause as Error).message}\n${POLICY_USAGE}`, { cause });
  }
}

function checkPolicy(read: ReadPolicy, _asked: Asked, { now }: Terminal): Answer {
  return { lines: summaryOf(read, now()), json: { ...read, faults: [] }, exit: EXIT.done };
}

function testPolicy(read: ReadPolicy, _asked: Asked, { now }: Terminal): Answer {
  const cases = judged(read, now());
  const exit = cases.every(({ passed }) => passed) ? EXIT.done : EXIT.found;
  return { lines: caseLines(cases), json: { cases }, exit };
}

async function replayRecord({ policy }: ReadPolicy, { from, since: age }: Asked, terminal: Terminal): Promise<Answer> {
  const since = sinceOf(age, terminal.now());
  const replayed = replay(policy, await recordFrom(from ?? SANDBOX_RECORD, terminal), since);
  const json = { since, requests: replayed.length, differences: replayed.filter(isTreatedOtherwise) };
  return { lines: replayLines(replayed, since), json, exit: EXIT.done };
}
