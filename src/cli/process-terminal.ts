import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import type { Screen, Terminal } from "./terminal.ts";

/** The terminal, or the pipes, of this process. */
export function processTerminal(env: Terminal["env"]): Terminal {
  const { stdin, stdout, stderr } = process;
  endWithReader(stdout);
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
      if (stderr.isTTY) stderr.write(words === undefined ? "\r\u001b[K" : `\r\u001b[K${words}`);
    },
    ask,
    input: () => text(stdin),
    wait: (milliseconds, signal) => pause(milliseconds, undefined, signal && { signal }).catch(() => undefined),
    interrupted,
  };
}

function screenOf(stdout: NodeJS.WriteStream): Screen | undefined {
  return stdout.isTTY ? { columns: stdout.columns || 80, hasColours: stdout.hasColors() } : undefined;
}

/** Whoever reads may have seen enough (`| head`): then there is nobody to print for, and nothing is wrong. */
function endWithReader(stdout: NodeJS.WriteStream): void {
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? 0 : 1);
  });
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

function interrupted(): AbortSignal {
  const controller = new AbortController();
  process.once("SIGINT", () => controller.abort());
  return controller.signal;
}
