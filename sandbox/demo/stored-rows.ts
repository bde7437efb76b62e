import type { TableClient } from "@azure/data-tables";
import { storageTables } from "../../src/adapters/storage/tables.ts";
import type { Sandbox } from "../sandbox.ts";
import { eventually } from "./eventually.ts";

export interface AuditRow {
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly verdict?: string;
}

/** What stands in storage about a request, read past the service. */
export interface Rows {
  votes(requestId: string): Promise<readonly unknown[]>;
  decisions(requestId: string): Promise<readonly unknown[]>;
  audit(requestId: string): Promise<readonly AuditRow[]>;
  /** Waits until the audit log holds entries of all these kinds; answers all entries. */
  auditHas(requestId: string, kinds: readonly string[]): Promise<readonly AuditRow[]>;
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
  const audit = async (requestId: string) => {
    const rows = await rowsOf(auditTables("AuditEntries"), requestId);
    return rows.map(({ bytes }) => JSON.parse(String(bytes)) as AuditRow);
  };
  return {
    audit,
    votes: (requestId) => rowsOf(tables("Votes"), requestId),
    decisions: (requestId) => rowsOf(tables("Decisions"), requestId),
    auditHas: (requestId, kinds) =>
      eventually(`the audit log holds ${kinds.join(", ")}`, async () => {
        const entries = await audit(requestId);
        return kinds.every((kind) => entries.some((entry) => entry.kind === kind)) ? entries : undefined;
      }),
  };
}

/** All rows of a partition; none while the table is not there yet. */
async function rowsOf(table: TableClient, partition: string): Promise<readonly Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  try {
    const filter = `PartitionKey eq '${partition}'`;
    for await (const row of table.listEntities({ queryOptions: { filter } })) rows.push(row);
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 404) throw error;
  }
  return rows;
}
