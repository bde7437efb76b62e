import { odata, type TableClient } from "@azure/data-tables";
import { entryIn, type Recorded } from "../../domain/recorded.ts";
import type { Clock } from "../../ports.ts";
import { type CallOptions, callsTo } from "./calls.ts";

/** Rows `request id / step`; `bytes` is the entry as it is proved later, so it is never written anew. */
interface EntryRow {
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly bytes: string;
}

/** The record itself: table AuditEntries. */
export interface AuditEntries {
  /** `there`: the entry has a row already, whatever it says. */
  insert(entry: Pick<Recorded, "id" | "bytes">): Promise<"inserted" | "there">;
  find(id: string): Promise<Recorded | undefined>;
  /** Of one request, in the order of their steps. */
  of(requestId: string): Promise<readonly Recorded[]>;
  /** In the order of their ids, after one; at most a thousand. */
  pageAfter(id: string): Promise<readonly Recorded[]>;
}

export function tableAuditEntries(table: TableClient, clock: Clock): AuditEntries {
  const call = callsTo(table, clock);

  async function insert({ id, bytes }: Pick<Recorded, "id" | "bytes">): Promise<"inserted" | "there"> {
    const [partitionKey, rowKey] = partsOf(id);
    const row = { partitionKey, rowKey, bytes };
    const create = (options: CallOptions) => table.createEntity(row, options).then(() => "inserted" as const);
    return call("insert", create, { 409: "there" as const });
  }

  async function find(id: string): Promise<Recorded | undefined> {
    const get = (options: CallOptions) => table.getEntity<EntryRow>(...partsOf(id), options);
    const row = await call("read", get, { 404: undefined });
    return row && recordedOf(row);
  }

  return {
    insert,
    find,
    async of(requestId) {
      const filter = odata`PartitionKey eq ${requestId}`;
      return call("list", async (options) => {
        const found: Recorded[] = [];
        const rows = table.listEntities<EntryRow>({ ...options, queryOptions: { filter } });
        for await (const row of rows) found.push(recordedOf(row as EntryRow));
        return found;
      });
    },
    async pageAfter(id) {
      const [request = "", step = ""] = partsOf(id);
      // Bounded by its first half: with nothing but an `or`, each page would begin at the first row of the table.
      const filter = odata`PartitionKey ge ${request} and (PartitionKey gt ${request} or RowKey gt ${step})`;
      return call("list", async (options) => {
        const pages = table.listEntities<EntryRow>({ ...options, queryOptions: { filter } });
        // Storage may answer a page without rows, and that there are more: only its end is the end.
        for await (const rows of pages.byPage({ maxPageSize: 1_000 }))
          if (rows.length > 0) return rows.map((row) => recordedOf(row as EntryRow));
        return [];
      });
    },
  };
}

/** Request and step. */
function partsOf(id: string): readonly [string, string] {
  const slash = id.indexOf("/");
  return slash < 0 ? [id, ""] : [id.slice(0, slash), id.slice(slash + 1)];
}

const NO_TIME = "1970-01-01T00:00:00.000Z";

/**
 * The row's keys are its name; its bytes may have been tampered with, and are given as they stand. What is no entry stands at the
 * beginning of time.
 */
function recordedOf({ partitionKey, rowKey, bytes }: EntryRow): Recorded {
  const id = `${partitionKey}/${rowKey}`;
  return { id, at: entryIn({ id, bytes })?.at ?? NO_TIME, bytes };
}
