import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createServer } from "node:net";

/** What runs at `npm start`, as a person has it: a process of its own at the head of a group of its own. */
export interface StartedSandbox {
  readonly said: () => string;
  readonly pid: number;
  /** Exit code, once it has ended; a signal's name when one ended it. */
  readonly ended: Promise<number | string>;
  /** Waits for words of its output; fails when it ends before. */
  says(words: string): Promise<void>;
}

/** `npm` puts npm itself, and the shell that npm starts, above the sandbox. */
export function startTheSandbox(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  through: "node" | "npm" = "node",
): StartedSandbox {
  const [program, before] = through === "npm" ? ["npm", ["start", "--"]] : [process.execPath, ["sandbox/start.ts"]];
  const child = spawn(program, [...before, ...args], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1", ...env },
  });
  let said = "";
  const listening = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      for (const hear of [...listening]) hear();
    });
  }
  const ended = endOf(child);
  return {
    said: () => said,
    pid: child.pid ?? 0,
    ended,
    says: (words) =>
      new Promise((resolve, reject) => {
        const hear = () => void (said.includes(words) && resolve());
        listening.add(hear);
        hear();
        void ended.then((code) => reject(new Error(`It ended with ${code} before it said "${words}":\n${said}`)));
      }),
  };
}

function endOf(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve) => child.once("close", (code, signal) => resolve(code ?? String(signal))));
}

/** All processes below this one, at any depth. */
export function descendantsOf(pid: number): readonly number[] {
  const processes = processesNow();
  const below = (parent: number): number[] =>
    processes.filter((one) => one.parent === parent).flatMap((one) => [one.pid, ...below(one.pid)]);
  return below(pid);
}

/** Those of them that still run; one that has ended and waits for its parent to see it does not. */
export function runningOf(pids: readonly number[]): readonly number[] {
  const running = processesNow().filter(({ isEnded }) => !isEnded);
  return pids.filter((pid) => running.some((one) => one.pid === pid));
}

/** Their command lines, as one text. */
export function commandsOf(pids: readonly number[]): string {
  return execFileSync("ps", ["-p", pids.join(","), "-o", "args="], { encoding: "utf8" });
}

function processesNow() {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat="], { encoding: "utf8" }).split("\n");
  return lines.map((line) => {
    const [pid, parent, stat = ""] = line.trim().split(/\s+/);
    return { pid: Number(pid), parent: Number(parent), isEnded: stat.startsWith("Z") };
  });
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

/** Free ports below those that the system gives to whoever asks for any, so that nobody else takes them meanwhile. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if (await isFree(port)) found.add(port);
  }
  return [...found];
}
