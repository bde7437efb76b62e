import { odata, type TableClient } from "@azure/data-tables";
import { type ServiceEntry, stepOf } from "../../domain/audit.ts";
import type { Recorded } from "../../domain/recorded.ts";
import { type Clock, Fault } from "../../ports.ts";
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
  insert(entry: ServiceEntry, bytes: string): Promise<"inserted" | "there">;
  /** Of bytes that were to be recorded; answers what is on record under their id. */
  insertIfAbsent(bytes: string): Promise<Recorded>;
  find(id: string): Promise<Recorded | undefined>;
  /** Of one request, in the order of their steps. */
  of(requestId: string): Promise<readonly Recorded[]>;
  /** In the order of their ids, after one; at most a thousand. */
  pageAfter(id: string): Promise<readonly Recorded[]>;
}

export function tableAuditEntries(table: TableClient, clock: Clock): AuditEntries {
  const call = callsTo(table, clock);

  async function insert(entry: ServiceEntry, bytes: string): Promise<"inserted" | "there"> {
    const row = { partitionKey: entry.request, rowKey: stepOf(entry), bytes };
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
    async insertIfAbsent(bytes) {
      const entry = JSON.parse(bytes) as ServiceEntry;
      const found = await find(entry.id);
      if (found) return found;
      await insert(entry, bytes);
      const inserted = await find(entry.id);
      if (!inserted) throw new Fault(`Audit entry ${entry.id} went away while it was read`);
      return inserted;
    },
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
      const filter = odata`PartitionKey gt ${request} or (PartitionKey eq ${request} and RowKey gt ${step})`;
      const next = async (options: CallOptions) =>
        (
          await table
            .listEntities<EntryRow>({ ...options, queryOptions: { filter } })
            .byPage({ maxPageSize: 1_000 })
            .next()
        ).value as EntryRow[] | undefined;
      return ((await call("list", next)) ?? []).map(recordedOf);
    },
  };
}

/** Request and step. */
function partsOf(id: string): readonly [string, string] {
  const slash = id.indexOf("/");
  return slash < 0 ? [id, ""] : [id.slice(0, slash), id.slice(slash + 1)];
}

/** The row's keys are its name; its bytes may have been tampered with, and are given as they stand. */
function recordedOf({ partitionKey, rowKey, bytes }: EntryRow): Recorded {
  return { id: `${partitionKey}/${rowKey}`, at: timeIn(bytes), bytes };
}

const NO_TIME = "1970-01-01T00:00:00.000Z";

/** An entry that cannot be read stands at the beginning of time. */
function timeIn(bytes: string): string {
  try {
    const { at } = JSON.parse(bytes) as { readonly at?: unknown };
    return typeof at === "string" && !Number.isNaN(Date.parse(at)) ? at : NO_TIME;
  } catch {
    return NO_TIME;
  }
}
