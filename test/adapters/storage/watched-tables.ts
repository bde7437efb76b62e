import { RestError } from "@azure/core-rest-pipeline";
import type { TableClient, TableTransactionResponse } from "@azure/data-tables";
import type { Tables } from "../../../src/adapters/storage/tables.ts";

/** What changes a table. */
const WRITES = ["createEntity", "updateEntity", "upsertEntity", "deleteEntity", "submitTransaction"] as const;

type Write = (typeof WRITES)[number];

export interface Sent {
  readonly table: string;
  readonly write: Write;
  /** Of a transaction, how many rows. */
  readonly rows: number;
}

/** Tables that note each write; the one that `isCutOff` says fails, before or after it was done. */
export function watchedTables(
  tables: Tables,
  isCutOff: (number: number, write: Sent) => "before" | "after" | undefined = () => undefined,
): { readonly tables: Tables; readonly sent: Sent[] } {
  const sent: Sent[] = [];
  const watch = (table: TableClient, write: Write) => {
    // The seam: whichever of the client's methods it is, it is called as it came.
    const act = table[write].bind(table) as (...args: readonly unknown[]) => Promise<TableTransactionResponse>;
    return async (...args: readonly unknown[]) => {
      const next = { table: table.tableName, write, rows: rowsIn(args) };
      sent.push(next);
      const cut = isCutOff(sent.length, next);
      if (cut === "before") throw cutOff();
      const answer = await act(...args);
      if (cut === "after") throw cutOff();
      return answer;
    };
  };
  return {
    sent,
    tables: (name) => {
      const table = tables(name);
      for (const write of WRITES) Object.assign(table, { [write]: watch(table, write) });
      return table;
    },
  };
}

const rowsIn = ([actions]: readonly unknown[]) => (Array.isArray(actions) ? actions.length : 1);

const cutOff = () => new RestError("read ECONNRESET", { code: "ECONNRESET" });
