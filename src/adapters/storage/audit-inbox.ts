import { entryIn, type Recorded } from "../../domain/recorded.ts";
import { idInKey, newestFirstKey, oldestFirstKey } from "../../domain/search/row-key.ts";
import { inParallel } from "../../in-parallel.ts";
import type { Log } from "../../ports.ts";
import type { AuditInbox } from "../../store.ts";
import type { AuditEntries } from "./audit-entries.ts";
import { INBOX, type Place, partitionOf, placesOf } from "./audit-places.ts";
import type { IndexRow, KeyRanges } from "./key-ranges.ts";
import type { HashKey } from "./keys.ts";

type Filed = Recorded & { readonly index?: number };

/** Point reads at the same time. */
const AT_ONCE = 16;

/** Rows `inbox / time and id`, written before the entry itself: whatever is on record is there, or sealed. */
export function tableAuditInbox(entries: AuditEntries, index: KeyRanges, hashKey: HashKey, log: Log): AuditInbox {
  async function indexOf({ id, at }: Pick<Recorded, "id" | "at">): Promise<number | undefined> {
    return (await index.find(partitionOf(hashKey, "time", "", at.slice(0, 7)), newestFirstKey({ id, at })))?.index;
  }

  /** What its writer did not come to record, since it was cut off, is recorded now. */
  async function recordOf({ rowKey, bytes }: IndexRow): Promise<Recorded | undefined> {
    const id = idInKey(rowKey);
    const found = await entries.find(id);
    if (found) return readable(found);
    const entry = entryIn({ id, bytes });
    if (entry) await entries.insert({ id, bytes });
    else log.error("A row of the audit log's inbox is no entry: somebody has written there", { row: rowKey });
    return entry && entries.find(id);
  }

  /** A record that somebody spoiled may be sealed already as it was: it is never sealed as it is now. */
  function readable(found: Recorded): Recorded | undefined {
    if (entryIn(found)) return found;
    log.error("A row of the audit log is no entry: somebody has written there", { entry: found.id });
    return undefined;
  }

  /** One that is sealed goes out; what is no entry stays, since its entry may be on its way. */
  async function stillWaiting(row: IndexRow): Promise<Recorded | undefined> {
    const entry = await recordOf(row);
    if (entry && (await indexOf(entry)) === undefined) return entry;
    if (entry) await index.remove(INBOX, [row.rowKey]);
    return undefined;
  }

  const rowsOf = (filed: readonly Filed[]) => filed.flatMap((entry) => placedRows(hashKey, entry));

  return {
    indexOf,
    find: entries.find,
    async waiting(most) {
      for await (const rows of index.read(INBOX, { from: "0", to: "a" }, most)) {
        const found = await inParallel(rows, AT_ONCE, stillWaiting);
        const waiting = found.filter((entry) => entry !== undefined);
        const distinct = [...new Map(waiting.map((entry) => [entry.id, entry])).values()];
        if (distinct.length > 0) return distinct;
      }
      return [];
    },
    async copy(waiting) {
      await write(index, rowsOf(waiting).filter(isNotByTime));
    },
    async rewrite(filed) {
      await inParallel(filed, AT_ONCE, entries.insert);
      await writeAll(index, rowsOf(filed));
    },
    enqueue: ({ id, at, bytes }) => index.insert(INBOX, { rowKey: oldestFirstKey({ id, at }), bytes }),
    async file(filed) {
      await writeAll(index, rowsOf(filed));
      await index.remove(INBOX, filed.map(oldestFirstKey));
    },
  };
}

interface PlacedRow extends Place {
  readonly row: IndexRow;
}

function placedRows(hashKey: HashKey, entry: Filed): readonly PlacedRow[] {
  const { bytes, index } = entry;
  return placesOf(hashKey, entry).map((place) => ({
    ...place,
    row: { rowKey: place.rowKey, bytes, ...(index !== undefined && { index }) },
  }));
}

/** By time comes last: an entry that is found there is sealed, and all its other rows are written. */
async function writeAll(index: KeyRanges, rows: readonly PlacedRow[]): Promise<void> {
  await write(index, rows.filter(isNotByTime));
  await write(
    index,
    rows.filter((row) => !isNotByTime(row)),
  );
}

const isNotByTime = ({ by }: Place) => by !== "time";

async function write(index: KeyRanges, rows: readonly PlacedRow[]): Promise<void> {
  const partitions = [...Map.groupBy(rows, ({ partition }) => partition)];
  await inParallel(partitions, AT_ONCE, ([partition, placed]) =>
    index.write(
      partition,
      placed.map(({ row }) => row),
    ),
  );
}
