import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { Instance } from "./instance.ts";
import type { Decision } from "./tasks.ts";

export interface ActivityWork {
  readonly position: number;
  readonly instanceId: string;
  readonly executionId: string;
  readonly taskId: number;
  readonly name: string;
  readonly input: string | undefined;
}

/** Activities that were scheduled and whose result was not delivered yet. */
export function activityQueue(database: DatabaseSync) {
  const insert = database.prepare(
    "INSERT INTO activities (instance, execution, task, name, input) VALUES (?, ?, ?, ?, ?)",
  );
  const remove = database.prepare("DELETE FROM activities WHERE position = ?");
  const select = database.prepare("SELECT * FROM activities ORDER BY position");
  return {
    add: ({ id, executionId }: Instance, decisions: readonly Decision[]): void => {
      for (const decision of decisions) {
        if (decision.kind !== "activity") continue;
        insert.run(id, executionId, decision.id, decision.name, decision.input ?? null);
      }
    },
    all: (): ActivityWork[] => select.all().map(workOf),
    /** False when it is not there any more, for instance because its instance was purged. */
    remove: ({ position }: ActivityWork): boolean => remove.run(position).changes > 0,
  };
}

function workOf(row: Record<string, SQLOutputValue>): ActivityWork {
  return {
    position: Number(row["position"]),
    instanceId: String(row["instance"]),
    executionId: String(row["execution"]),
    taskId: Number(row["task"]),
    name: String(row["name"]),
    input: row["input"] === null ? undefined : String(row["input"]),
  };
}
