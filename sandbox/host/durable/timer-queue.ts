import type { DatabaseSync } from "node:sqlite";
import type { Instance } from "./instance.ts";
import type { Decision } from "./tasks.ts";

export interface DueTimer {
  readonly instanceId: string;
  readonly executionId: string;
  readonly taskId: number;
  readonly dueAt: Date;
}

/** Durable timers that have not fired. */
export function timerQueue(database: DatabaseSync) {
  const insert = database.prepare("INSERT INTO timers (instance, execution, task, due_ms) VALUES (?, ?, ?, ?)");
  const selectDue = database.prepare("SELECT * FROM timers WHERE due_ms <= ? ORDER BY due_ms, position");
  const removeDue = database.prepare("DELETE FROM timers WHERE due_ms <= ?");
  const earliest = database.prepare("SELECT min(due_ms) AS due FROM timers");
  return {
    add: ({ id, executionId }: Instance, decisions: readonly Decision[]): void => {
      for (const decision of decisions) {
        if (decision.kind !== "timer" || decision.isCanceled) continue;
        insert.run(id, executionId, decision.id, decision.fireAt.getTime());
      }
    },
    takeDue: (now: Date): DueTimer[] => {
      const due = selectDue.all(now.getTime()).map((row) => ({
        instanceId: String(row["instance"]),
        executionId: String(row["execution"]),
        taskId: Number(row["task"]),
        dueAt: new Date(Number(row["due_ms"])),
      }));
      removeDue.run(now.getTime());
      return due;
    },
    nextAt: (): Date | undefined => {
      const due = earliest.get()?.["due"];
      return typeof due === "number" ? new Date(due) : undefined;
    },
  };
}
