import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { finished, type Instance, type InstanceFilter, type RuntimeStatus } from "./instance.ts";

type Row = Record<string, SQLOutputValue>;

export function instanceQueries(database: DatabaseSync) {
  const byId = database.prepare("SELECT * FROM instances WHERE id = ?");
  return {
    find: (id: string): Instance | undefined => {
      const row = byId.get(id);
      return row && instanceOf(row);
    },
    list: (filter: InstanceFilter): Instance[] => {
      const { where, values } = conditionsOf(filter);
      const select = `SELECT * FROM instances ${where} ORDER BY id LIMIT ?`;
      return database
        .prepare(select)
        .all(...values, filter.limit)
        .map(instanceOf);
    },
  };
}

/** A filter for what may be purged: finished instances only. */
export function finishedOnly(filter: InstanceFilter): InstanceFilter {
  const wanted = filter.statuses ?? finished;
  return { ...filter, statuses: wanted.filter((status) => finished.some((known) => known === status)) };
}

function conditionsOf(filter: InstanceFilter): { where: string; values: (string | number)[] } {
  const { createdFrom, createdTo, statuses, idPrefix, afterId } = filter;
  const conditions: string[] = [];
  const values: (string | number)[] = [];
  const add = (condition: string, ...more: (string | number)[]) => {
    conditions.push(condition);
    values.push(...more);
  };
  if (createdFrom) add("created_ms >= ?", createdFrom.getTime());
  if (createdTo) add("created_ms <= ?", createdTo.getTime());
  if (statuses) add(`status IN (${statuses.map(() => "?").join(", ")})`, ...statuses);
  if (idPrefix) add("substr(id, 1, ?) = ?", idPrefix.length, idPrefix);
  if (afterId) add("id > ?", afterId);
  return { where: conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : "", values };
}

function instanceOf(row: Row): Instance {
  return {
    id: String(row["id"]),
    name: String(row["name"]),
    executionId: String(row["execution"]),
    status: row["status"] as RuntimeStatus,
    input: String(row["input"]),
    output: String(row["output"]),
    customStatus: String(row["custom_status"]),
    createdAt: new Date(Number(row["created_ms"])),
    updatedAt: new Date(Number(row["updated_ms"])),
  };
}
