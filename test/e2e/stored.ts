import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { TableClient, TableServiceClient } from "@azure/data-tables";
import type { Sandbox } from "../../sandbox/sandbox.ts";

export type Row = Readonly<Record<string, unknown>>;

/** Every row of every table of both storage accounts, by the table's name; read past the service. */
export async function allTables({ azurite, entra }: Sandbox): Promise<Readonly<Record<string, readonly Row[]>>> {
  const credential = credentialOf(entra);
  const tables: Record<string, readonly Row[]> = {};
  for (const url of new Set([azurite.tablesUrl, azurite.auditTablesUrl])) {
    for await (const { name = "" } of new TableServiceClient(url, credential).listTables()) {
      const rows = await rowsOf(new TableClient(url, name, credential));
      tables[name] = [...(tables[name] ?? []), ...rows];
    }
  }
  return tables;
}

/** Rows of a table that belong to one partition. */
export async function rowsIn(sandbox: Sandbox, table: string, partition: string): Promise<readonly Row[]> {
  const { [table]: rows = [] } = await allTables(sandbox);
  return rows.filter(({ partitionKey }) => partitionKey === partition);
}

/** By time; of the same moment the entry first with which the request began. */
export function inOrder<Entry extends { readonly id: string; readonly at: string }>(
  entries: readonly Entry[],
): Entry[] {
  const rank = ({ id }: Entry) => (id.endsWith("/seen") ? 0 : 1);
  return [...entries].sort((one, other) => one.at.localeCompare(other.at) || rank(one) - rank(other));
}

export function contentOf(row: Row | undefined): Row {
  return JSON.parse(String(row?.["content"])) as Row;
}

/** All that the host has kept, as text: each row of its database, and the bytes of its files, where deleted rows may still stand. */
export async function hostState({ folder }: Pick<Sandbox, "folder">): Promise<string> {
  const files = (await readdir(folder)).filter((name) => name.startsWith("host.sqlite"));
  const bytes = await Promise.all(files.map((name) => readFile(join(folder, name), "latin1")));
  const database = new DatabaseSync(join(folder, "host.sqlite"));
  try {
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    const rows = tables.map(({ name }) => database.prepare(`SELECT * FROM "${name}"`).all());
    return [JSON.stringify(rows), ...bytes].join("\n");
  } finally {
    database.close();
  }
}

export function credentialOf(entra: Sandbox["entra"]) {
  return {
    getToken: async () => ({
      token: await entra.signIdentityToken("https://storage.azure.com"),
      expiresOnTimestamp: Date.now() + 3_600_000,
    }),
  };
}

async function rowsOf(table: TableClient): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const row of table.listEntities()) rows.push(row);
  return rows;
}
