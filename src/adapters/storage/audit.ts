import { type AuditEntry, canonicalJson, type ServiceEntry, saysTheSame } from "../../domain/audit.ts";
import { entryIn } from "../../domain/recorded.ts";
import { oldestFirstKey } from "../../domain/search/row-key.ts";
import { Contradiction, Fault, type Log } from "../../ports.ts";
import type { AuditLog } from "../../store.ts";
import type { AuditEntries } from "./audit-entries.ts";
import { INBOX } from "./audit-places.ts";
import type { KeyRanges } from "./key-ranges.ts";

/** Two rows an entry: first the one in the inbox, so that nothing on record is ever left out of indexes and log; then the entry. */
export function tableAuditLog(entries: AuditEntries, index: KeyRanges, log: Log): AuditLog {
  async function readBack(id: string): Promise<string> {
    const found = await entries.find(id);
    if (!found) throw new Fault(`Audit entry ${id} went away while it was read`);
    return found.bytes;
  }

  return {
    async of(requestId) {
      const found = (await entries.of(requestId)).map((row) => ({ row, entry: entryIn(row) }));
      for (const { row, entry } of found)
        if (!entry) log.error("A row of the audit log is no entry: somebody has written there", { entry: row.id });
      // The seam: entries of a request are about a connection.
      return found.flatMap(({ entry }) => (entry ? [entry as AuditEntry] : []));
    },
    async record(entry) {
      const bytes = canonicalJson(entry);
      await index.insert(INBOX, { rowKey: oldestFirstKey(entry), bytes });
      if ((await entries.insert({ id: entry.id, bytes })) === "inserted") return;
      if (isRecordOf(await readBack(entry.id), entry)) return;
      log.error("An audit entry is there already and says something else", { entry: entry.id });
      throw new Contradiction(`Audit entry ${entry.id} is there already and says something else`);
    },
  };
}

function isRecordOf(bytes: string, entry: ServiceEntry): boolean {
  const found = entryIn({ bytes });
  return found !== undefined && saysTheSame(found, entry);
}
