import { randomUUID } from "node:crypto";
import type { State } from "../state.ts";
import { type Arrival, type ArrivedEvent, eventTypes, type HistoryEvent } from "./history.ts";
import { type Instance, isFinished } from "./instance.ts";
import { instanceQueries } from "./instance-queries.ts";
import type { Turn, TurnEnd } from "./turn.ts";
import { workQueues } from "./work-queues.ts";

export interface Start {
  readonly id: string;
  readonly name: string;
  /** JSON. */
  readonly input: string;
  readonly version: string;
}

export interface Letter {
  readonly position: number;
  readonly event: ArrivedEvent;
}

export type Store = ReturnType<typeof durableStore>;

/** Everything the task hub knows, in SQLite; each method that writes is one transaction. */
export function durableStore(state: State) {
  const { database, atomically } = state;
  const queues = workQueues(database);
  const queries = instanceQueries(database);
  const insert = database.prepare("INSERT INTO instances VALUES (?, ?, ?, 'Pending', ?, 'null', 'null', ?, ?)");
  const insertHistory = database.prepare("INSERT INTO history VALUES (?, ?, ?)");
  const selectHistory = database.prepare("SELECT event FROM history WHERE instance = ? ORDER BY position");
  const setStatus = database.prepare("UPDATE instances SET status = ?, updated_ms = ? WHERE id = ?");

  const remove = (id: string) => {
    for (const table of ["history", "inbox", "activities", "timers"]) {
      database.prepare(`DELETE FROM ${table} WHERE instance = ?`).run(id);
    }
    return Number(database.prepare("DELETE FROM instances WHERE id = ?").run(id).changes);
  };

  const begin = ({ id, name, input, version }: Start) => {
    const now = new Date();
    const executionId = randomUUID().replaceAll("-", "");
    remove(id);
    insert.run(id, name, executionId, input, now.getTime(), now.getTime());
    queues.post(id, executionId, startedEvent({ id, name, input, version }, executionId));
  };

  return {
    ...queries,
    ...queues,
    historyOf: (id: string): HistoryEvent[] => selectHistory.all(id).map((row) => JSON.parse(String(row["event"]))),
    /** Begins an instance, or puts a new one where a finished one was; false while one with this id lives. */
    start: (wanted: Start): boolean =>
      atomically(() => {
        const present = queries.find(wanted.id);
        if (present && !isFinished(present)) return false;
        begin(wanted);
        return true;
      }),
    raise: (id: string, arrival: Arrival) => atomically(() => queues.post(id, null, arrival)),
    suspend: (id: string) => atomically(() => setStatus.run("Suspended", Date.now(), id)),
    resume: (id: string) => atomically(() => setStatus.run("Running", Date.now(), id)),
    purge: (id: string): number => atomically(() => remove(id)),
    commit: (instance: Instance, read: readonly Letter[], pastLength: number, turn: Turn) =>
      atomically(() => {
        const stillThere = queries.find(instance.id)?.executionId === instance.executionId;
        if (!stillThere) return;
        queues.discard(read);
        if (turn.end?.kind === "continuedAsNew") return continueAsNew(instance, turn, turn.end);
        turn.events.forEach((event, index) => {
          insertHistory.run(instance.id, pastLength + index, JSON.stringify(event));
        });
        queues.schedule(instance, turn.decisions);
        updateInstance(instance.id, turn);
        if (turn.end) queues.forget(instance.id);
      }),
  };

  function updateInstance(id: string, { end, customStatus }: Turn): void {
    const status = end ? end.kind : "Running";
    const output = end && end.kind !== "continuedAsNew" ? JSON.stringify(end.output) : "null";
    database
      .prepare(
        `UPDATE instances SET output = ?, custom_status = coalesce(?, custom_status), updated_ms = ?,
         status = CASE WHEN status = 'Suspended' AND ? = 'Running' THEN status ELSE ? END WHERE id = ?`,
      )
      .run(output, customStatusText(customStatus), Date.now(), status, status, id);
  }

  function continueAsNew({ id, name }: Instance, { customStatus }: Turn, end: TurnEnd & { kind: "continuedAsNew" }) {
    const executionId = randomUUID().replaceAll("-", "");
    const input = JSON.stringify(end.input);
    const now = Date.now();
    database.prepare("DELETE FROM history WHERE instance = ?").run(id);
    database.prepare("DELETE FROM timers WHERE instance = ?").run(id);
    database
      .prepare(
        `UPDATE instances SET execution = ?, input = ?, created_ms = ?, updated_ms = ?,
         custom_status = coalesce(?, custom_status) WHERE id = ?`,
      )
      .run(executionId, input, now, now, customStatusText(customStatus), id);
    const first = [startedEvent({ id, name, input, version: "" }, executionId), ...end.carried];
    queues.postFirst(id, executionId, first);
  }
}

function startedEvent({ id, name, input, version }: Start, executionId: string): Arrival {
  return {
    EventType: eventTypes.executionStarted,
    OrchestrationInstance: { InstanceId: id, ExecutionId: executionId },
    ParentInstance: null,
    Name: name,
    Version: version,
    Input: input,
    Tags: null,
  };
}

function customStatusText(customStatus: unknown): string | null {
  return customStatus === undefined ? null : JSON.stringify(customStatus);
}
