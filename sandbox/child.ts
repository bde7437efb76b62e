import { type ChildProcess, fork } from "node:child_process";
import { clockOffsetMs } from "./clock.ts";

export interface Child {
  readonly pid: number;
  readonly exited: Promise<void>;
  setClock(offsetMs: number): void;
  /** Ends it in order; by force when it does not within three seconds. */
  stop(): Promise<void>;
  /** Ends it at once, as a machine that loses power. */
  kill(): Promise<void>;
}

export interface ChildProgram {
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
  readonly execArgv?: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Each line that it writes, to either stream. */
  readonly hear: (line: string) => void;
}

const STOP_WITHIN_MS = 3_000;

/** Runs a program of Node's that follows the sandbox's clock. `ready` finds in what it says, or in its messages, that it serves. */
export async function startChild<Ready>(
  program: ChildProgram,
  ready: {
    readonly line?: (line: string) => Ready | undefined;
    readonly message?: (message: unknown) => Ready | undefined;
  },
): Promise<{ readonly child: Child; readonly ready: Ready }> {
  const started = fork(program.script, program.args, {
    execArgv: [...(program.execArgv ?? [])],
    env: { PATH: process.env["PATH"], ...program.env, SANDBOX_CLOCK_OFFSET_MS: String(clockOffsetMs()) },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const exited = new Promise<void>((resolve) => started.once("exit", () => resolve()));
  const child = childOf(started, exited);
  try {
    return { child, ready: await readiness(started, program, ready) };
  } catch (error) {
    await child.kill();
    throw error;
  }
}

function childOf(started: ChildProcess, exited: Promise<void>): Child {
  const isOver = () => started.exitCode !== null || started.signalCode !== null;
  const end = async (signal: NodeJS.Signals) => {
    if (!isOver()) started.kill(signal);
    await exited;
  };
  return {
    pid: started.pid ?? 0,
    exited,
    setClock: (offsetMs) => void (started.connected && started.send({ kind: "clock", offsetMs })),
    kill: () => end("SIGKILL"),
    async stop() {
      const force = setTimeout(() => started.kill("SIGKILL"), STOP_WITHIN_MS);
      await end("SIGTERM");
      clearTimeout(force);
    },
  };
}

function readiness<Ready>(
  started: ChildProcess,
  { name, hear }: ChildProgram,
  ready: {
    readonly line?: (line: string) => Ready | undefined;
    readonly message?: (message: unknown) => Ready | undefined;
  },
): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    const settle = (found: Ready | undefined) => found !== undefined && resolve(found);
    const listen = (line: string) => {
      if (said.length < 50) said.push(line);
      hear(line);
      settle(ready.line?.(line));
    };
    for (const stream of [started.stdout, started.stderr]) if (stream) byLine(stream, listen);
    started.on("message", (message) => settle(ready.message?.(message)));
    started.once("error", reject);
    started.once("exit", () =>
      reject(new Error(`${name} ended before it served:\n${said.map((line) => `  ${line}`).join("\n")}`)),
    );
  });
}

function byLine(stream: NodeJS.ReadableStream, listen: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) listen(line);
  });
}
