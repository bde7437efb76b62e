import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HostReady } from "../../../sandbox/host/main.ts";

/** A folder for one test's state and the effects of its functions. */
export interface Place extends Disposable {
  readonly statePath: string;
  /** What functions wrote under this name, in order. */
  effects(name: string): unknown[];
  /** Lets an activity pass that waits for this file. */
  open(gate: string): void;
  readonly directory: string;
}

export interface RunningHost extends AsyncDisposable {
  readonly url: string;
  readonly keys: HostReady["keys"];
  readonly lines: readonly string[];
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Calls the durable client inside of the app. */
  client(call: string, ...args: unknown[]): Promise<{ value?: unknown; fault?: string }>;
  status(id: string): Promise<Status>;
  setClock(offsetMs: number): void;
  /** Ends the host as a crash does. */
  kill(): Promise<void>;
}

export interface Status {
  readonly runtimeStatus: string;
  readonly createdTime: string;
  readonly input: unknown;
  readonly output: unknown;
  readonly customStatus: unknown;
  readonly historyEvents: readonly { readonly EventType: number }[];
}

export function aPlace(): Place {
  const directory = mkdtempSync(join(tmpdir(), "host-"));
  return {
    directory,
    statePath: join(directory, "state.db"),
    effects: (name) => {
      const path = join(directory, name);
      if (!existsSync(path)) return [];
      const lines = readFileSync(path, "utf8").split("\n").filter(Boolean);
      return lines.map((line) => JSON.parse(line));
    },
    open: (gate) => writeFileSync(join(directory, gate), ""),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

export function forkHost(
  place: Place,
  app: string,
  clockOffsetMs = 0,
  port = 0,
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  const main = join(process.cwd(), "sandbox/host/main.ts");
  const appDirectory = join(process.cwd(), "test/sandbox/host", app);
  return fork(main, ["--app", appDirectory, "--port", String(port), "--state", place.statePath], {
    execArgv: [],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: {
      ...process.env,
      EFFECTS_DIR: place.directory,
      HOURLY: "0 0 * * * *",
      SANDBOX_CLOCK_OFFSET_MS: String(clockOffsetMs),
      ...env,
    },
  });
}

export async function startHost(
  place: Place,
  clockOffsetMs = 0,
  app = "app",
  env: Readonly<Record<string, string>> = {},
): Promise<RunningHost> {
  const child = forkHost(place, app, clockOffsetMs, 0, env);
  const lines: string[] = [];
  child.stderr?.setEncoding("utf8").on("data", (text: string) => lines.push(...text.split("\n").filter(Boolean)));
  const ready = await readyOf(child, lines);
  const { url, keys } = ready;
  const send = (path: string, init?: RequestInit) => fetch(`${url.replace("localhost", "127.0.0.1")}${path}`, init);
  return {
    url,
    keys,
    lines,
    fetch: send,
    client: async (call, ...args) => {
      const response = await send("/api/client", { method: "POST", body: JSON.stringify({ call, args }) });
      return (await response.json()) as { value?: unknown; fault?: string };
    },
    status: async (id) =>
      (await (await send(`/durabletask/instances/${id}?showHistory=true&showHistoryOutput=true`)).json()) as Status,
    setClock: (offsetMs) => child.send({ kind: "clock", offsetMs }),
    kill: () => ended(child, "SIGKILL"),
    [Symbol.asyncDispose]: () => ended(child, "SIGTERM"),
  };
}

/** Waits for a condition, however slow the machine is. */
export async function until<T>(look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  const deadline = performance.now() + 20_000;
  while (performance.now() < deadline) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`Waited in vain for ${look}`);
}

export async function untilStatus(host: RunningHost, id: string, runtimeStatus: string): Promise<Status> {
  return until(async () => {
    const status = await host.status(id);
    return status.runtimeStatus === runtimeStatus && status;
  });
}

function readyOf(child: ChildProcess, lines: readonly string[]): Promise<HostReady> {
  return new Promise((resolve, reject) => {
    child.once("message", (message) => resolve(message as HostReady));
    child.once("close", () => reject(new Error(`The host did not start: ${lines.join("\n")}`)));
  });
}

async function ended(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill(signal);
  await exit;
}
