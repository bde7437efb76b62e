import type { DatabaseSync } from "node:sqlite";
import type { State } from "../state.ts";
import { type ActivityWork, activityQueue } from "./activity-queue.ts";
import { newExecutionId, type Start, startedEvent, type TurnTaken, turnCommit } from "./commit.ts";
import { type Arrival, eventTypes, type HistoryEvent } from "./history.ts";
import { inboxes, type Letter } from "./inbox.ts";
import { type Instance, isFinished } from "./instance.ts";
import { instanceQueries } from "./instance-queries.ts";
import { timerQueue } from "./timer-queue.ts";

export type Store = ReturnType<typeof durableStore>;

/** Everything the task hub knows, in SQLite; each method that writes is one transaction. */
export function durableStore({ database, atomically }: State) {
  const inbox = inboxes(database);
  const activities = activityQueue(database);
  const timers = timerQueue(database);
  const instances = instanceQueries(database);
  const commit = turnCommit(database, { inbox, activities, timers });
  const selectHistory = database.prepare("SELECT event FROM history WHERE instance = ? ORDER BY position");
  const setStatus = database.prepare("UPDATE instances SET status = ?, updated_ms = ? WHERE id = ?");
  const isCurrent = ({ id, executionId }: Instance) => instances.find(id)?.executionId === executionId;

  return {
    ...instances,
    historyOf: (id: string): HistoryEvent[] => selectHistory.all(id).map((row) => JSON.parse(String(row["event"]))),
    readInbox: inbox.read,
    discard: (letters: readonly Letter[]) => atomically(() => inbox.discard(letters)),
    instancesWithMail: inbox.owners,
    waitingActivities: activities.all,
    nextTimerAt: timers.nextAt,
    /** Begins an instance, or puts a new one where a finished one was; false while one with this id lives. */
    start: (wanted: Start): boolean =>
      atomically(() => {
        const present = instances.find(wanted.id);
        if (present && !isFinished(present)) return false;
        const executionId = newExecutionId();
        remove(database, wanted.id);
        insert(database, wanted, executionId);
        inbox.post(wanted.id, executionId, startedEvent(wanted, executionId));
        return true;
      }),
    raise: (id: string, arrival: Arrival) => atomically(() => inbox.post(id, null, arrival)),
    setStatus: (id: string, status: "Suspended" | "Running") => atomically(() => setStatus.run(status, Date.now(), id)),
    purge: (id: string): number => atomically(() => remove(database, id)),
    /** A turn of an instance that was purged or begun again meanwhile leaves no trace. */
    commit: (taken: TurnTaken) => atomically(() => (isCurrent(taken.instance) ? commit(taken) : undefined)),
    endActivity: (work: ActivityWork, result: Arrival) =>
      atomically(() => {
        if (activities.remove(work)) inbox.post(work.instanceId, work.executionId, result);
      }),
    /** Turns timers whose time has come into messages; gives the instances that got one. */
    fireTimers: (now: Date): string[] =>
      atomically(() =>
        timers.takeDue(now).map(({ instanceId, executionId, taskId, dueAt }) => {
          const FireAt = dueAt.toISOString();
          inbox.post(instanceId, executionId, { EventType: eventTypes.timerFired, TimerId: taskId, FireAt });
          return instanceId;
        }),
      ),
  };
}

function remove(database: DatabaseSync, id: string): number {
  for (const table of ["history", "inbox", "activities", "timers"]) {
    database.prepare(`DELETE FROM ${table} WHERE instance = ?`).run(id);
  }
  return Number(database.prepare("DELETE FROM instances WHERE id = ?").run(id).changes);
}

function insert(database: DatabaseSync, { id, name, input }: Start, executionId: string): void {
  database
    .prepare("INSERT INTO instances VALUES (?, ?, ?, 'Pending', ?, 'null', 'null', ?, ?)")
    .run(id, name, executionId, input, Date.now(), Date.now());
}
