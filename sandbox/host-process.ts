import { join } from "node:path";
import { type Child, startChild } from "./child.ts";
import { clockOffsetMs } from "./clock.ts";
import type { HostReady } from "./host/main.ts";

export interface HostProcessOptions {
  readonly port: number;
  /** The folder of the app: its package.json says what to load. */
  readonly app: string;
  readonly statePath: string;
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly hear: (line: string) => void;
}

/** The local Functions host in a process of its own, that may be killed and started again on the same state. */
export interface HostProcess {
  readonly url: string;
  readonly keys: HostReady["keys"];
  state(): "running" | "stopped";
  pid(): number;
  setClock(offsetMs: number): void;
  /** The app's settings as they are now. */
  settings(): Readonly<Record<string, string>>;
  /** Settings that are changed start the app anew, as in Azure; one without a value goes away. */
  set(changes: Readonly<Record<string, string | undefined>>): Promise<void>;
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export async function startHostProcess(options: HostProcessOptions): Promise<HostProcess> {
  let { child, ready } = await run(options, options.port);
  const { url, keys } = ready;
  let state: "running" | "stopped" = "running";
  const watch = (one: Child) =>
    void one.exited.then(() => {
      if (one === child) state = "stopped";
    });
  watch(child);
  let env = options.env;
  const start = async () => {
    if (state === "running") return;
    ({ child, ready } = await run({ ...options, env }, Number(new URL(url).port)));
    state = "running";
    watch(child);
  };
  return {
    url,
    keys,
    state: () => state,
    pid: () => child.pid,
    setClock: (offsetMs) => child.setClock(offsetMs),
    kill: () => child.kill(),
    stop: () => child.stop(),
    settings: () => env,
    async set(changes) {
      const changed = Object.entries({ ...env, ...changes });
      env = Object.fromEntries(changed.filter((entry): entry is [string, string] => entry[1] !== undefined));
      await child.stop();
      state = "stopped";
      await start();
    },
    start,
  };
}

async function run({ app, statePath, root, env, hear }: HostProcessOptions, port: number) {
  const started = await startChild<HostReady>(
    {
      name: "The Functions host",
      script: join(root, "sandbox/host/main.ts"),
      args: ["--app", app, "--port", String(port), "--state", statePath],
      execArgv: ["--disable-warning=ExperimentalWarning", "--disable-warning=DEP0040"],
      env,
      hear,
    },
    { message: (message) => (isReady(message) ? message : undefined) },
  );
  // The clock may have been moved while it started.
  started.child.setClock(clockOffsetMs());
  return started;
}

function isReady(message: unknown): message is HostReady {
  return (message as { kind?: unknown } | undefined)?.kind === "ready";
}
