import { randomBytes } from "node:crypto";
import { tableStore } from "../../../src/adapters/storage/table-store.ts";
import type { TableName, Tables } from "../../../src/adapters/storage/tables.ts";
import { FakeClock } from "../../support/fakes/fake-clock.ts";
import { FakeLog } from "../../support/fakes/fake-log.ts";
import { sha256 } from "../../support/sha256.ts";

export function storeOn(tables: Tables, log = new FakeLog()) {
  const clock = new FakeClock().now;
  return tableStore({ tables, auditTables: tables, hash: sha256, random: randomBytes, clock, log });
}

export type KeptRow = Readonly<Record<string, unknown>>;

export async function rowsIn(tables: Tables, name: TableName): Promise<readonly KeptRow[]> {
  const rows: KeptRow[] = [];
  for await (const row of tables(name).listEntities<Record<string, unknown>>()) rows.push(row);
  return rows;
}
