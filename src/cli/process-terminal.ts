import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { cutTo } from "./cut.ts";
import { harmless } from "./harmless.ts";
import { EXIT, type Screen, type Terminal } from "./terminal.ts";

/** The terminal, or the pipes, of this process. */
export function processTerminal(env: Terminal["env"]): Terminal {
  const { stdin, stdout, stderr } = process;
  endWithReader(stdout);
  goOnUnheard(stderr);
  const isInteractive = stdin.isTTY && stderr.isTTY;
  return {
    env,
    screen: screenOf(stdout),
    isInteractive,
    now: () => new Date(),
    print: (line) => stdout.write(`${line}\n`),
    complain: (line) => stderr.write(`${line}\n`),
    write: (chunk) => new Promise((resolve) => stdout.write(chunk, () => resolve())),
    progress: (words) => {
      if (stderr.isTTY) stderr.write(`\r\u001b[K${progressLine(words, stderr.columns || 80)}`);
    },
    ask,
    input: () => text(stdin),
    wait: (milliseconds, signal) => pause(milliseconds, undefined, signal && { signal }).catch(() => undefined),
    interrupted,
  };
}

/** One line of the screen: another one would stay there. */
export function progressLine(words: string | undefined, columns: number): string {
  return words === undefined ? "" : cutTo(columns - 1, harmless(words)).text;
}

function screenOf(stdout: NodeJS.WriteStream): Screen | undefined {
  return stdout.isTTY ? { columns: stdout.columns || 80, hasColours: stdout.hasColors() } : undefined;
}

/** Whoever reads may have seen enough (`| head`): then there is nobody to print for, and nothing is wrong. */
function endWithReader(stdout: NodeJS.WriteStream): void {
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(EXIT.done);
    process.stderr.write(`The standard output cannot be written (${error.code}).\n`, () => process.exit(EXIT.unusable));
  });
}

/** Whoever was told of progress may be gone, with a session that broke off: what is under way goes on. */
function goOnUnheard(stderr: NodeJS.WriteStream): void {
  stderr.on("error", () => {});
}

/** Whoever ends the input (Ctrl-D) or interrupts it says nothing. */
async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const nothing = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
  try {
    return await Promise.race([lines.question(question), nothing]);
  } finally {
    lines.close();
  }
}

const INTERRUPTS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** One Ctrl-C, or one session that ends, may come as several signals: from the terminal, the shell, npm. */
const ONE_INTERRUPT_MS = 1_000;

function interrupted(lastWords: () => readonly string[] = () => []): AbortSignal {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const hear = (signal: NodeJS.Signals) => {
    firstAt ??= performance.now();
    if (!controller.signal.aborted) controller.abort();
    else if (performance.now() - firstAt >= ONE_INTERRUPT_MS) endBy(signal);
  };
  const endBy = (signal: NodeJS.Signals) => {
    for (const one of INTERRUPTS) process.off(one, hear);
    const words = ["", ...lastWords(), ""].join("\n");
    process.stderr.write(words, () => process.kill(process.pid, signal));
  };
  for (const one of INTERRUPTS) process.on(one, hear);
  return controller.signal;
}
