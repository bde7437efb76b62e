import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FILE = "clock.json";

/** How far an earlier run had moved the clock on: what is stored has its times. */
export function keptOffset(folder: string): number {
  const path = join(folder, FILE);
  const text = textOf(path);
  if (text === undefined) return 0;
  const offsetMs = offsetIn(text);
  if (offsetMs === undefined) throw new Error(`${path} can't be read as the sandbox's clock: begin anew with --fresh`);
  return offsetMs;
}

/** A reader sees the former time or the new one, never half a file. */
export function keepOffset(folder: string, offsetMs: number): void {
  const path = join(folder, FILE);
  const draft = `${path}.draft`;
  writeFileSync(draft, JSON.stringify({ offsetMs }));
  renameSync(draft, path);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw fault;
  }
}

function offsetIn(text: string): number | undefined {
  try {
    const { offsetMs } = JSON.parse(text) as { readonly offsetMs?: unknown };
    return Number.isFinite(offsetMs) ? Number(offsetMs) : undefined;
  } catch {
    return undefined;
  }
}
