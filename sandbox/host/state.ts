import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

export interface State {
  readonly database: DatabaseSync;
  /** Runs `write` as one transaction: after a crash all of it stands, or nothing. */
  atomically<T>(write: () => T): T;
  close(): void;
}

const version = 1;
const tables = `
  CREATE TABLE keys (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE schedules (function TEXT PRIMARY KEY, schedule TEXT NOT NULL, last TEXT, next TEXT NOT NULL, updated TEXT NOT NULL) STRICT;
  CREATE TABLE instances (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, execution TEXT NOT NULL, status TEXT NOT NULL, input TEXT NOT NULL,
    output TEXT NOT NULL, custom_status TEXT NOT NULL, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL) STRICT;
  CREATE TABLE history (instance TEXT NOT NULL, position INTEGER NOT NULL, event TEXT NOT NULL, PRIMARY KEY (instance, position)) STRICT;
  CREATE TABLE inbox (position INTEGER PRIMARY KEY AUTOINCREMENT, instance TEXT NOT NULL, execution TEXT, event TEXT NOT NULL) STRICT;
  CREATE INDEX inbox_of_instance ON inbox (instance, position);
  CREATE TABLE activities (
    position INTEGER PRIMARY KEY AUTOINCREMENT, instance TEXT NOT NULL, execution TEXT NOT NULL,
    task INTEGER NOT NULL, name TEXT NOT NULL, input TEXT) STRICT;
  CREATE TABLE timers (
    position INTEGER PRIMARY KEY AUTOINCREMENT, instance TEXT NOT NULL, execution TEXT NOT NULL,
    task INTEGER NOT NULL, due_ms INTEGER NOT NULL) STRICT;
  CREATE INDEX timers_by_due ON timers (due_ms);
  PRAGMA user_version = ${version};
`;

/** Opens the host's state file and holds it alone until it is closed or the process ends. */
export function openState(path: string): State {
  const database = opened(path);
  return {
    database,
    atomically: (write) => {
      database.exec("BEGIN IMMEDIATE");
      try {
        const result = write();
        database.exec("COMMIT");
        return result;
      } catch (fault) {
        if (database.isTransaction) database.exec("ROLLBACK");
        throw fault;
      }
    },
    close: () => database.close(),
  };
}

function opened(path: string): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path, { timeout: 2000 });
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    prepareTables(database);
    return database;
  } catch (cause) {
    database.close();
    throw new Error(`The state file ${path} can't be used: ${(cause as Error).message}`, { cause });
  }
}

function prepareTables(database: DatabaseSync): void {
  const found = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (found === version) return;
  if (found !== 0) throw new Error(`it has version ${found}, this host needs ${version}; remove it to start afresh`);
  database.exec(`BEGIN; ${tables} COMMIT;`);
}
