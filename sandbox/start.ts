import "./clock.ts";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs, styleText } from "node:util";
import { builtApp } from "./built-app.ts";
import { type Control, startControl } from "./control/control.ts";
import { noteRunning } from "./running.ts";
import { type Sandbox, startSandbox } from "./sandbox.ts";
import { type Ports, readPorts, refusedPorts, stateFolder } from "./settings.ts";
import { takeFolder } from "./state-folder.ts";

const USAGE = `Runs the whole service on this machine: the shipped functions between stand-ins for Azure and Teams.

  npm start -- [--fresh] [--from-package]

  --fresh          forget what earlier runs left in .sandbox
  --from-package   run the zip that is deployed, unpacked outside of the project

Each port is a setting: SANDBOX_CONTROL_PORT, SANDBOX_HOST_PORT, SANDBOX_ARM_PORT, SANDBOX_ENTRA_PORT, SANDBOX_IDENTITY_PORT,
SANDBOX_TEAMS_RELAY_PORT, SANDBOX_TABLES_PORT, SANDBOX_BLOBS_PORT, SANDBOX_PLAYGROUND_PORT. SANDBOX_HOME is the folder that .sandbox is made in.`;

const ROOT = join(import.meta.dirname, "..");
const FOLDER = stateFolder(process.env, ROOT);
const LOG = join(FOLDER, "host.log");
/** Under npm, its shell: a signal to npm alone ends that, and the shell passes none on. */
const SHELL_OF_NPM = process.env["npm_lifecycle_event"] === undefined ? undefined : process.ppid;
const LOOK_EVERY_MS = 500;

await main();

async function main(): Promise<void> {
  const options = readOptions();
  if (!options) return;
  const began = performance.now();
  try {
    // Whoever has the folder has the ports too, and is what has to be stopped.
    takeFolder(FOLDER, { fresh: false })[Symbol.dispose]();
    const refused = await refusedPorts(options.ports);
    if (refused.length > 0) return complain(refused.join("\n"));
    const { sandbox, control, all } = await start(options);
    stopOnSignal(all);
    print(welcome(sandbox, control, (performance.now() - began) / 1_000));
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
  }
}

interface Options {
  readonly ports: Ports;
  readonly fresh: boolean;
  readonly fromPackage: boolean;
}

function readOptions(): Options | undefined {
  try {
    const options = {
      fresh: { type: "boolean", default: false },
      "from-package": { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    } as const;
    const { values } = parseArgs({ options });
    if (!values.help) {
      return { ports: readPorts(process.env), fresh: values.fresh, fromPackage: values["from-package"] };
    }
    print(USAGE);
  } catch (error) {
    complain(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
  return undefined;
}

async function start({ ports, fresh, fromPackage }: Options) {
  await using parts = new AsyncDisposableStack();
  const { folder: app } = parts.use(await builtApp(ROOT, { fromPackage }));
  print(`Starting Azure, Teams and the functions on this machine${fresh ? ", from nothing" : ""} …\n`);
  const progress = (part: string, where: string) => print(`  ${styleText("green", "✓")} ${part.padEnd(26)}${where}`);
  const sandbox = await startSandbox({ root: ROOT, app, folder: FOLDER, fresh, ports, progress, hear: logTo(LOG) });
  parts.defer(() => sandbox.stop());
  const control = await startControl({ port: ports.control, sandbox, root: ROOT });
  parts.defer(() => control.close());
  parts.use(noteRunning(FOLDER, control.url));
  progress("Control page", control.url);
  return { sandbox, control, all: parts.move() };
}

/** What the host and the functions say is for a file: a person at the terminal reads what to do. */
function logTo(path: string): (line: string) => void {
  let isNew = true;
  return (line) => {
    if (isNew) {
      mkdirSync(FOLDER, { recursive: true });
      writeFileSync(path, "");
      isNew = false;
    }
    appendFileSync(path, `${line}\n`);
  };
}

function welcome({ playground, host }: Sandbox, control: Control, seconds: number): string {
  const bold = (text: string) => styleText("bold", text);
  return `
Ready in ${seconds.toFixed(1)} s. What to try:

  1. Open Teams       ${bold(playground.url)}
     and the channel "Relay approvals". Teams here shows only what is posted while its page is open.
  2. Play the consumer ${bold(control.url)}
     Ask to join contoso-orders: a private endpoint of another company becomes Pending, and a card appears in Teams.
  3. Be the owner: write a comment on the card, press Approve or Reject, and watch the connection on the control page.
  4. Ask who did what ${bold(host.url)}
     The audit log, and what waits. One click signs you in as Olga, or as another one. In a terminal: npm run cli -- help

  The functions  ${host.url}/api/health
  Their log      ${relative(process.cwd(), LOG)}

Ctrl-C stops everything; the state stays in .sandbox. "npm start -- --fresh" begins anew.`;
}

function stopOnSignal(all: AsyncDisposable): void {
  const stop = async () => {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    clearInterval(looking);
    print("\nStopping …");
    await all[Symbol.asyncDispose]();
    print("Stopped. Nothing is left running.");
    process.exit(0);
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  const isOrphan = () => SHELL_OF_NPM !== undefined && process.ppid !== SHELL_OF_NPM;
  const looking = setInterval(() => isOrphan() && void stop(), LOOK_EVERY_MS);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function complain(text: string): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
