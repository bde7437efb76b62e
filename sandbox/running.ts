import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const NOTE = "running.json";

/** Leaves word of where a running sandbox is controlled, for who finds nothing but its folder. Disposed it is gone. */
export function noteRunning(folder: string, controlUrl: string): Disposable {
  const path = join(folder, NOTE);
  writeFileSync(path, JSON.stringify({ controlUrl }));
  return { [Symbol.dispose]: () => rmSync(path, { force: true }) };
}

/** `undefined` when none has left word. One that was killed has left it too. */
export function controlUrlIn(folder: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(join(folder, NOTE), "utf8")) as { controlUrl: string }).controlUrl;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
