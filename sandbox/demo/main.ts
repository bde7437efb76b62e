import "../clock.ts";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { builtApp } from "../built-app.ts";
import { startSandbox } from "../sandbox.ts";
import { FREE_PORTS } from "../settings.ts";
import { linesOf, runScenario, type ScenarioResult, summaryOf } from "./report.ts";
import { SCENARIOS, type Scenario } from "./scenario.ts";

const USAGE = `Runs the story without a person, through the real parts, and checks each step in the part that owns it.

  npm run demo -- [--scenario NAME|all] [--json] [--list] [--log] [--from-package]

  --scenario NAME   one of them, or all (default: approve)
  --json            one JSON object: { scenarios: [{ name, passed, ms, timeline: [{ at, step }], figures?, error? }] };
                    "at" is in ms since the scenario began
  --list            the scenarios
  --from-package    run the zip that is deployed, unpacked outside of the project
  --log             also what the host and the functions log, on stderr

Exit code 0 when every step was observed, 1 when one was not, 2 for a wrong command line or a sandbox that does not start.`;

const ROOT = join(import.meta.dirname, "../..");

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = complain(error instanceof Error ? error.message : String(error));
}

async function main(): Promise<number> {
  const asked = readArguments();
  if (typeof asked === "number") return asked;
  const results = await inSandbox(asked);
  if (asked.json) process.stdout.write(`${JSON.stringify({ scenarios: results }, undefined, 2)}\n`);
  else process.stdout.write(`${summaryOf(results)}\n`);
  return results.every(({ passed }) => passed) ? 0 : 1;
}

interface Asked {
  readonly scenarios: readonly Scenario[];
  readonly json: boolean;
  readonly log: boolean;
  readonly fromPackage: boolean;
}

function readArguments(): Asked | number {
  try {
    const { values } = parseArgs({
      options: {
        scenario: { type: "string", default: "approve" },
        json: { type: "boolean", default: false },
        list: { type: "boolean", default: false },
        log: { type: "boolean", default: false },
        "from-package": { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) return say(USAGE);
    if (values.list) return say(SCENARIOS.map(({ name, about }) => `${name.padEnd(28)}${about}`).join("\n"));
    const scenarios = SCENARIOS.filter(({ name }) => values.scenario === "all" || name === values.scenario);
    const { json, log, "from-package": fromPackage } = values;
    if (scenarios.length > 0) return { scenarios, json, log, fromPackage };
    return complain(
      `There is no scenario "${values.scenario}". There are: all, ${SCENARIOS.map(({ name }) => name).join(", ")}.`,
    );
  } catch (error) {
    return complain(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

function complain(text: string): number {
  process.stderr.write(`${text}\n`);
  return 2;
}

/** A sandbox of its own on free ports, so that it does not meet one that a person has started. Its folder goes with it. */
async function inSandbox(asked: Asked): Promise<readonly ScenarioResult[]> {
  await using cleanUp = new AsyncDisposableStack();
  const ended = endedBySignal();
  const folder = await mkdtemp(join(tmpdir(), "relay-approvals-demo-"));
  cleanUp.defer(() => rm(folder, { recursive: true, force: true }));
  const show = (line: string) => void (asked.json || ended.aborted || process.stdout.write(`${line}\n`));
  const hear = (line: string) => void (asked.log && process.stderr.write(`${line}\n`));
  show("Starting Azure, Teams and the functions on this machine …");
  const { folder: app } = cleanUp.use(await builtApp(ROOT, asked));
  const ports = FREE_PORTS;
  const sandbox = await startSandbox({ root: ROOT, app, folder, fresh: true, ports, progress: () => {}, hear });
  cleanUp.defer(() => sandbox.stop());
  ended.throwIfAborted();
  const interrupted = once(ended, "abort").then(() => ended.throwIfAborted());
  const results: ScenarioResult[] = [];
  for (const scenario of asked.scenarios) {
    show(`\n${scenario.name}: ${scenario.about}`);
    const result = await Promise.race([runScenario(scenario, sandbox, (line) => show(linesOf(line))), interrupted]);
    if (result) results.push(result);
  }
  return results;
}

function endedBySignal(): AbortSignal {
  const ended = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => ended.abort(new Error(`Ended by ${signal}`)));
  return ended.signal;
}
