import { type ChildProcess, spawn } from "node:child_process";
import { text } from "node:stream/consumers";

export interface BinWorld {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** The command line as it is installed, in an environment of its own. */
export function startBin(words: readonly string[], { env = {} }: Pick<BinWorld, "env"> = {}) {
  const own = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" };
  return spawn(process.execPath, ["dist/cli.js", ...words], { stdio: "pipe", env: { ...own, ...env } });
}

export function ended(child: ChildProcess): Promise<{ readonly code: number | null; readonly signal: string | null }> {
  return new Promise((resolve) => child.on("close", (code, signal) => resolve({ code, signal })));
}

export async function runBin(words: readonly string[], { env = {}, input = "" }: BinWorld = {}) {
  const child = startBin(words, { env });
  child.stdin.end(input);
  const end = ended(child);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: (await end).code, out, err };
}
