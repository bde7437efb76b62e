import type { TableClient } from "@azure/data-tables";
import * as z from "zod";
import type { Clock } from "../../ports.ts";
import { type CallOptions, callsTo } from "./calls.ts";
import { rowsOf } from "./rows.ts";
import type { TableName, Tables } from "./tables.ts";

/**
 * Throws when an account cannot be written and read now. The row is written once and then only tried again, which takes the same
 * right: nothing changes, and nobody reads it.
 */
export function tryWritingTo(tables: Tables, table: TableName, clock: Clock): () => Promise<void> {
  const rows = rowsOf(tables(table), z.strictObject({}), clock);
  const key = { partition: "doctor", row: "doctor" };
  return async () => {
    await rows.insert(key, {});
    await rows.read(key);
  };
}

/** Throws when nothing can be added to a table now. One of its rows is added again, which takes that right and changes nothing. */
export function tryAddingTo(tables: Tables, table: TableName, clock: Clock): () => Promise<void> {
  const client = tables(table);
  const call = callsTo(client, clock);
  return async () => {
    const row = await call("list", (options) => anyRowOf(client, options));
    if (row) await call("insert", (options) => client.createEntity(row, options), { 409: undefined });
  };
}

interface AnyRow {
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly bytes: string;
}

async function anyRowOf(table: TableClient, options: CallOptions): Promise<AnyRow | undefined> {
  const queryOptions = { select: ["PartitionKey", "RowKey", "bytes"] };
  for await (const page of table.listEntities<AnyRow>({ ...options, queryOptions }).byPage({ maxPageSize: 1 }))
    for (const { partitionKey, rowKey, bytes } of page) return { partitionKey, rowKey, bytes } as AnyRow;
  return undefined;
}
