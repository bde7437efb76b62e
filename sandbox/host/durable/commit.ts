import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { activityQueue } from "./activity-queue.ts";
import { type Arrival, eventTypes } from "./history.ts";
import type { Inbox, Letter } from "./inbox.ts";
import type { Instance } from "./instance.ts";
import type { timerQueue } from "./timer-queue.ts";
import type { Turn, TurnEnd } from "./turn.ts";

export interface Start {
  readonly id: string;
  readonly name: string;
  /** JSON. */
  readonly input: string;
  readonly version: string;
}

export interface TurnTaken {
  readonly instance: Instance;
  readonly read: readonly Letter[];
  /** How many events the history had before the turn. */
  readonly pastLength: number;
  readonly turn: Turn;
}

interface Queues {
  readonly inbox: Inbox;
  readonly activities: ReturnType<typeof activityQueue>;
  readonly timers: ReturnType<typeof timerQueue>;
}

/** Writes what a turn did; the caller makes it one transaction. */
export function turnCommit(database: DatabaseSync, { inbox, activities, timers }: Queues) {
  const addHistory = database.prepare("INSERT INTO history VALUES (?, ?, ?)");
  const update = database.prepare(
    `UPDATE instances SET output = ?, custom_status = coalesce(?, custom_status), updated_ms = ?,
     status = CASE WHEN status = 'Suspended' AND ? = 'Running' THEN status ELSE ? END WHERE id = ?`,
  );
  const renew = database.prepare(
    `UPDATE instances SET execution = ?, input = ?, created_ms = ?, updated_ms = ?,
     custom_status = coalesce(?, custom_status) WHERE id = ?`,
  );
  const forget = (id: string, tables: readonly string[]) => {
    for (const table of tables) database.prepare(`DELETE FROM ${table} WHERE instance = ?`).run(id);
  };

  const continueAsNew = ({ id, name }: Instance, { customStatus }: Turn, end: TurnEnd & { kind: "continuedAsNew" }) => {
    const executionId = newExecutionId();
    const input = JSON.stringify(end.input);
    forget(id, ["history", "timers"]);
    renew.run(executionId, input, Date.now(), Date.now(), textOf(customStatus), id);
    inbox.postFirst(id, executionId, [startedEvent({ id, name, input, version: "" }, executionId), ...end.carried]);
  };

  return ({ instance, read, pastLength, turn }: TurnTaken): void => {
    const { events, decisions, end, customStatus } = turn;
    inbox.discard(read);
    if (end?.kind === "continuedAsNew") {
      continueAsNew(instance, turn, end);
      return;
    }
    for (const [index, event] of events.entries()) {
      addHistory.run(instance.id, pastLength + index, JSON.stringify(event));
    }
    activities.add(instance, decisions);
    timers.add(instance, decisions);
    const status = end?.kind ?? "Running";
    const output = JSON.stringify(end?.output ?? null);
    update.run(output, textOf(customStatus), Date.now(), status, status, instance.id);
    // Activities under way still end; their results are dropped.
    if (end) forget(instance.id, ["inbox", "timers"]);
  };
}

export function newExecutionId(): string {
  return randomUUID().replaceAll("-", "");
}

export function startedEvent({ id, name, input, version }: Start, executionId: string): Arrival {
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

/** A status that the orchestrator did not set leaves the former one. */
function textOf(customStatus: unknown): string | null {
  return customStatus === undefined ? null : JSON.stringify(customStatus);
}
