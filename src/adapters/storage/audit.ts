import { odata, type TableClient } from "@azure/data-tables";
import { type AuditEntry, canonicalJson, type ServiceEntry, saysTheSame, stepOf } from "../../domain/audit.ts";
import { type Clock, Contradiction, Fault, type Log } from "../../ports.ts";
import type { AuditLog } from "../../store.ts";
import { type CallOptions, callsTo } from "./calls.ts";

/** Rows `request id / step`; `bytes` is the entry as it is proved later, so it is never written anew. */
interface EntryRow {
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly bytes: string;
}

export function tableAuditLog(table: TableClient, clock: Clock, log: Log): AuditLog {
  const call = callsTo(table, clock);

  async function readBack({ id, request }: ServiceEntry, step: string): Promise<string> {
    const get = (options: CallOptions) => table.getEntity<EntryRow>(request, step, options);
    const row = await call("read", get, { 404: undefined });
    if (!row) throw new Fault(`Audit entry ${id} went away while it was read`);
    return row.bytes;
  }

  return {
    async of(requestId) {
      const filter = odata`PartitionKey eq ${requestId}`;
      return call("list", async (options) => {
        const entries: AuditEntry[] = [];
        const rows = table.listEntities<EntryRow>({ ...options, queryOptions: { filter } });
        for await (const { bytes = "" } of rows) entries.push(JSON.parse(bytes));
        return entries;
      });
    },
    async record(entry) {
      const row = { partitionKey: entry.request, rowKey: stepOf(entry), bytes: canonicalJson(entry) };
      const create = (options: CallOptions) => table.createEntity(row, options);
      const answer = await call("insert", create, { 409: "there" as const });
      if (answer !== "there") return;
      if (isRecordOf(await readBack(entry, row.rowKey), entry)) return;
      log.error("An audit entry is there already and says something else", { entry: entry.id });
      throw new Contradiction(`Audit entry ${entry.id} is there already and says something else`);
    },
  };
}

function isRecordOf(bytes: string, entry: ServiceEntry): boolean {
  try {
    return saysTheSame(JSON.parse(bytes), entry);
  } catch {
    return false;
  }
}
