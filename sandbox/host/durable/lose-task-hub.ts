import { DatabaseSync } from "node:sqlite";

/** Of a host that is stopped: every orchestration with its history, messages and timers, as when somebody deletes the task hub's storage. */
export function loseTaskHub(statePath: string): void {
  const database = new DatabaseSync(statePath, { timeout: 2000 });
  try {
    for (const table of ["instances", "history", "inbox", "activities", "timers"])
      database.exec(`DELETE FROM ${table}`);
  } finally {
    database.close();
  }
}
