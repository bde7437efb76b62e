import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { type Arrival, arrived, eventTypes } from "./history.ts";
import type { Instance } from "./instance.ts";
import type { Letter } from "./store.ts";
import type { Decision } from "./tasks.ts";

export interface ActivityWork {
  readonly position: number;
  readonly instanceId: string;
  readonly executionId: string;
  readonly taskId: number;
  readonly name: string;
  readonly input: string | undefined;
}

type Row = Record<string, SQLOutputValue>;

/** Messages to instances, activities to run and timers to fire. These write within the caller's transaction. */
export function workQueues(database: DatabaseSync) {
  const insertLetter = database.prepare("INSERT INTO inbox (position, instance, execution, event) VALUES (?, ?, ?, ?)");
  const deleteLetter = database.prepare("DELETE FROM inbox WHERE position = ?");
  const letters = database.prepare("SELECT * FROM inbox WHERE instance = ? ORDER BY position");
  const firstPosition = database.prepare("SELECT min(0, coalesce(min(position), 0)) AS first FROM inbox");
  const insertActivity = database.prepare(
    "INSERT INTO activities (instance, execution, task, name, input) VALUES (?, ?, ?, ?, ?)",
  );
  const deleteActivity = database.prepare("DELETE FROM activities WHERE position = ?");
  const insertTimer = database.prepare("INSERT INTO timers (instance, execution, task, due_ms) VALUES (?, ?, ?, ?)");
  const deleteTimer = database.prepare("DELETE FROM timers WHERE position = ?");
  const dueTimers = database.prepare("SELECT * FROM timers WHERE due_ms <= ? ORDER BY due_ms, position");

  const write = (position: number | null, id: string, executionId: string | null, arrival: Arrival) =>
    insertLetter.run(position, id, executionId, JSON.stringify(arrived(arrival, new Date())));
  const post = (id: string, executionId: string | null, arrival: Arrival) => write(null, id, executionId, arrival);

  return {
    post,
    /** Puts messages before those that wait already. */
    postFirst: (id: string, executionId: string, arrivals: readonly Arrival[]) => {
      const before = Number(firstPosition.get()?.["first"]) - arrivals.length;
      arrivals.forEach((arrival, index) => {
        write(before + index, id, executionId, arrival);
      });
    },
    discard: (read: readonly Letter[]) => {
      for (const { position } of read) deleteLetter.run(position);
    },
    /** Messages for an instance; those of an older execution are none of its business any more. */
    inboxOf: (instance: Instance): { current: Letter[]; stale: Letter[] } => {
      const all = letters.all(instance.id).map((row) => ({ ...letterOf(row), execution: row["execution"] }));
      const isCurrent = ({ execution }: (typeof all)[number]) =>
        execution === null || execution === instance.executionId;
      return { current: all.filter(isCurrent), stale: all.filter((letter) => !isCurrent(letter)) };
    },
    instancesWithMail: (): string[] =>
      database
        .prepare("SELECT DISTINCT instance FROM inbox")
        .all()
        .map((row) => String(row["instance"])),
    schedule: (instance: Instance, decisions: readonly Decision[]) => {
      for (const decision of decisions) {
        const shared = [instance.id, instance.executionId, decision.id] as const;
        if (decision.kind === "activity") insertActivity.run(...shared, decision.name, decision.input ?? null);
        else if (!decision.isCanceled) insertTimer.run(...shared, decision.fireAt.getTime());
      }
    },
    /** A finished instance hears nothing more; activities under way still end, and their results are dropped. */
    forget: (id: string) => {
      database.prepare("DELETE FROM inbox WHERE instance = ?").run(id);
      database.prepare("DELETE FROM timers WHERE instance = ?").run(id);
    },
    waitingActivities: (): ActivityWork[] =>
      database.prepare("SELECT * FROM activities ORDER BY position").all().map(activityOf),
    endActivity: (work: ActivityWork, result: Arrival) => {
      if (deleteActivity.run(work.position).changes > 0) post(work.instanceId, work.executionId, result);
    },
    /** Turns timers whose time has come into messages; gives the instances that got one. */
    fireTimers: (now: Date): string[] =>
      dueTimers.all(now.getTime()).map((row) => {
        const id = String(row["instance"]);
        const FireAt = new Date(Number(row["due_ms"])).toISOString();
        deleteTimer.run(row["position"] ?? null);
        post(id, String(row["execution"]), { EventType: eventTypes.timerFired, TimerId: Number(row["task"]), FireAt });
        return id;
      }),
    nextTimerAt: (): Date | undefined => {
      const due = database.prepare("SELECT min(due_ms) AS due FROM timers").get()?.["due"];
      return typeof due === "number" ? new Date(due) : undefined;
    },
  };
}

function letterOf(row: Row): Letter {
  return { position: Number(row["position"]), event: JSON.parse(String(row["event"])) };
}

function activityOf(row: Row): ActivityWork {
  return {
    position: Number(row["position"]),
    instanceId: String(row["instance"]),
    executionId: String(row["execution"]),
    taskId: Number(row["task"]),
    name: String(row["name"]),
    input: row["input"] === null ? undefined : String(row["input"]),
  };
}
