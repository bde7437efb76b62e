import type { DatabaseSync } from "node:sqlite";
import { type Arrival, type ArrivedEvent, arrived } from "./history.ts";
import type { Instance } from "./instance.ts";

export interface Letter {
  readonly position: number;
  readonly event: ArrivedEvent;
}

export type Inbox = ReturnType<typeof inboxes>;

/** Messages that wait for an instance's next turn. A message without an execution is for any generation. */
export function inboxes(database: DatabaseSync) {
  const insert = database.prepare("INSERT INTO inbox (position, instance, execution, event) VALUES (?, ?, ?, ?)");
  const remove = database.prepare("DELETE FROM inbox WHERE position = ?");
  const select = database.prepare("SELECT * FROM inbox WHERE instance = ? ORDER BY position");
  const firstPosition = database.prepare("SELECT min(0, coalesce(min(position), 0)) AS first FROM inbox");
  const owners = database.prepare("SELECT DISTINCT instance FROM inbox");

  const write = (position: number | null, id: string, executionId: string | null, arrival: Arrival) =>
    insert.run(position, id, executionId, JSON.stringify(arrived(arrival, new Date())));

  return {
    post: (id: string, executionId: string | null, arrival: Arrival): void => {
      write(null, id, executionId, arrival);
    },
    /** Puts messages before those that wait already. */
    postFirst: (id: string, executionId: string, arrivals: readonly Arrival[]): void => {
      const before = Number(firstPosition.get()?.["first"]) - arrivals.length;
      for (const [index, arrival] of arrivals.entries()) write(before + index, id, executionId, arrival);
    },
    discard: (letters: readonly Letter[]): void => {
      for (const { position } of letters) remove.run(position);
    },
    /** Those of an older execution are stale: nobody reads them. */
    read: ({ id, executionId }: Instance): { current: Letter[]; stale: Letter[] } => {
      const rows = select.all(id).map((row) => ({
        position: Number(row["position"]),
        event: JSON.parse(String(row["event"])) as ArrivedEvent,
        isCurrent: row["execution"] === null || row["execution"] === executionId,
      }));
      return { current: rows.filter(({ isCurrent }) => isCurrent), stale: rows.filter(({ isCurrent }) => !isCurrent) };
    },
    owners: (): string[] => owners.all().map((row) => String(row["instance"])),
  };
}
