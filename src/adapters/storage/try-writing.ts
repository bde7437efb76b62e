import * as z from "zod";
import type { Clock } from "../../ports.ts";
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
