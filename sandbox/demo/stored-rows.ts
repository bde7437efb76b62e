import type { TableClient } from "@azure/data-tables";
import { storageTables } from "../../src/adapters/storage/tables.ts";
import type { Sandbox } from "../sandbox.ts";
import { eventually } from "./eventually.ts";

export interface AuditRow {
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly connection: string;
  readonly actor: { readonly kind: string };
  readonly before?: string;
  readonly after?: string;
  readonly verdict?: string;
  readonly comment?: string;
}

/** What stands in storage about a request, read past the service. */
export interface Rows {
  votes(requestId: string): Promise<readonly unknown[]>;
  decisions(requestId: string): Promise<readonly unknown[]>;
  audit(requestId: string): Promise<readonly AuditRow[]>;
  /** Waits until the audit log holds entries of all these kinds; answers all entries. */
  auditHas(requestId: string, kinds: readonly string[]): Promise<readonly AuditRow[]>;
  /** The same for whatever is on record about a connection, in any request or in none. */
  auditAbout(connection: string, kinds: readonly string[]): Promise<readonly AuditRow[]>;
  /** Edits an entry on record past the service; answers how to undo it. */
  editRow(entry: string, edit: (bytes: string) => string): Promise<() => Promise<void>>;
  /** Waits until the service has noted since when a connection is Disconnected; an endpoint's own link counts as one. */
  notedDisconnected(connection: string): Promise<void>;
}

export function storedRows({ entra, azurite }: Sandbox): Rows {
  const credential = {
    getToken: async () => ({
      token: await entra.signIdentityToken("https://storage.azure.com"),
      expiresOnTimestamp: Date.now() + 3_600_000,
    }),
  };
  const tables = storageTables(azurite.tablesUrl, credential);
  const auditTables = storageTables(azurite.auditTablesUrl, credential);
  const entries = async (requestId?: string) => {
    const rows = await rowsOf(auditTables("AuditEntries"), requestId);
    return rows.flatMap(({ bytes }) => (bytes === undefined ? [] : [JSON.parse(String(bytes)) as AuditRow]));
  };
  const audit = (requestId: string) => entries(requestId);
  return {
    audit,
    votes: (requestId) => rowsOf(tables("Votes"), requestId),
    decisions: (requestId) => rowsOf(tables("Decisions"), requestId),
    auditHas: (requestId, kinds) => allOf(kinds, () => audit(requestId)),
    auditAbout: (id, kinds) =>
      allOf(kinds, async () => (await entries()).filter(({ connection }) => isSame(connection, id))),
    editRow: (entry, edit) => editRow(auditTables("AuditEntries"), entry, edit),
    async notedDisconnected(id) {
      await eventually("the service has noted that it is Disconnected", async () =>
        (await rowsOf(tables("Rounds"))).find(({ content }) => {
          const { connection, disconnectedSince } = JSON.parse(String(content ?? "{}"));
          return disconnectedSince && isSame(String(connection), id);
        }),
      );
    },
  };
}

async function editRow(
  table: TableClient,
  entry: string,
  edit: (bytes: string) => string,
): Promise<() => Promise<void>> {
  const [partitionKey = "", rowKey = ""] = entry.split("/");
  const { bytes } = await table.getEntity<{ bytes: string }>(partitionKey, rowKey);
  const edited = edit(bytes);
  if (edited === bytes) throw new Error(`Nothing of ${entry} was edited`);
  const write = async (text: string) => {
    await table.updateEntity({ partitionKey, rowKey, bytes: text }, "Replace");
  };
  await write(edited);
  return () => write(bytes);
}

function allOf(kinds: readonly string[], read: () => Promise<readonly AuditRow[]>): Promise<readonly AuditRow[]> {
  return eventually(`the audit log holds ${kinds.join(", ")}`, async () => {
    const entries = await read();
    return kinds.every((kind) => entries.some((entry) => entry.kind === kind)) ? entries : undefined;
  });
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** All rows of a partition, or of the table; none while the table is not there yet. */
async function rowsOf(table: TableClient, partition?: string): Promise<readonly Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  const options = partition === undefined ? {} : { queryOptions: { filter: `PartitionKey eq '${partition}'` } };
  try {
    for await (const row of table.listEntities(options)) rows.push(row);
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 404) throw error;
  }
  return rows;
}
