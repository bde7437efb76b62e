import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const LOCK = "sandbox.lock";
const HOLDER = "sandbox.pid";

/** Takes the folder of all state for this process alone; only then is it emptied when `fresh`. Disposed it is free again. */
export function takeFolder(folder: string, { fresh }: { readonly fresh: boolean }): Disposable {
  mkdirSync(folder, { recursive: true });
  const lock = lockIn(folder);
  const holder = join(folder, HOLDER);
  const letGo = () => {
    rmSync(holder, { force: true });
    lock.close();
  };
  try {
    writeFileSync(holder, String(process.pid));
    if (fresh) empty(folder);
  } catch (error) {
    letGo();
    throw error;
  }
  return { [Symbol.dispose]: letGo };
}

/** SQLite locks the file through the system, which lets go of it however the process ends: no lock is left to be judged stale. */
function lockIn(folder: string): DatabaseSync {
  const database = new DatabaseSync(join(folder, LOCK), { timeout: 0 });
  try {
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return database;
  } catch (cause) {
    database.close();
    throw isLocked(cause) ? new Error(inUse(folder), { cause }) : cause;
  }
}

const SQLITE_BUSY = 5;

function isLocked(fault: unknown): boolean {
  return (fault as { readonly errcode?: unknown }).errcode === SQLITE_BUSY;
}

function inUse(folder: string): string {
  return `Another sandbox uses ${folder} (process ${holderOf(folder)}). Stop it, or set SANDBOX_HOME to another folder.`;
}

function holderOf(folder: string): string {
  try {
    return readFileSync(join(folder, HOLDER), "utf8") || "unknown";
  } catch {
    // The other one has just taken the folder, or is just letting go of it.
    return "unknown";
  }
}

function empty(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name !== LOCK && name !== HOLDER) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
