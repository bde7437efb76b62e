import type { Recorded } from "../../domain/recorded.ts";
import { newestFirstKey, oldestFirstKey } from "../../domain/search/row-key.ts";
import { inParallel } from "../../in-parallel.ts";
import type { AuditInbox } from "../../store.ts";
import type { AuditEntries } from "./audit-entries.ts";
import { INBOX, type Place, partitionOf, placesOf } from "./audit-places.ts";
import type { IndexRow, KeyRanges } from "./key-ranges.ts";
import type { HashKey } from "./keys.ts";

type Filed = Recorded & { readonly index?: number };

/** Point reads at the same time. */
const AT_ONCE = 16;

/** Rows `inbox / time and id`, written before the entry itself: whatever is on record is there, or sealed. */
export function tableAuditInbox(entries: AuditEntries, index: KeyRanges, hashKey: HashKey): AuditInbox {
  async function indexOf({ id, at }: Pick<Recorded, "id" | "at">): Promise<number | undefined> {
    return (await index.find(partitionOf(hashKey, "time", "", at.slice(0, 7)), newestFirstKey({ id, at })))?.index;
  }

  /** An entry whose writer was cut off before the record itself is completed; one that is sealed goes out. */
  async function completed({ rowKey, bytes }: IndexRow): Promise<Recorded | undefined> {
    const entry = await entries.insertIfAbsent(bytes);
    if ((await indexOf(entry)) === undefined) return entry;
    await index.remove(INBOX, [rowKey]);
    return undefined;
  }

  async function write(filed: readonly Filed[], isMeant: (place: Place) => boolean): Promise<void> {
    const partitions = new Map<string, IndexRow[]>();
    for (const entry of filed) {
      for (const place of placesOf(hashKey, entry).filter(isMeant)) {
        const row = {
          rowKey: place.rowKey,
          bytes: entry.bytes,
          ...(entry.index !== undefined && { index: entry.index }),
        };
        partitions.set(place.partition, [...(partitions.get(place.partition) ?? []), row]);
      }
    }
    await inParallel([...partitions], AT_ONCE, ([partition, rows]) => index.write(partition, rows));
  }

  /** By time comes last: an entry that is found there is sealed, and all its other rows are written. */
  async function writeAll(filed: readonly Filed[]): Promise<void> {
    await write(filed, ({ by }) => by !== "time");
    await write(filed, ({ by }) => by === "time");
  }

  return {
    indexOf,
    find: entries.find,
    async waiting(most) {
      for await (const rows of index.read(INBOX, { from: "0", to: "a" }, most)) {
        const found = await inParallel(rows, AT_ONCE, completed);
        const waiting = found.filter((entry) => entry !== undefined);
        const distinct = [...new Map(waiting.map((entry) => [entry.id, entry])).values()];
        if (distinct.length > 0) return distinct;
      }
      return [];
    },
    async copy(waiting) {
      await write(waiting, ({ by }) => by !== "time");
    },
    async rewrite(filed) {
      await inParallel(filed, AT_ONCE, ({ bytes }) => entries.insertIfAbsent(bytes));
      await writeAll(filed);
    },
    enqueue: ({ id, at, bytes }) => index.insert(INBOX, { rowKey: oldestFirstKey({ id, at }), bytes }),
    async file(filed) {
      await writeAll(filed);
      await index.remove(INBOX, filed.map(oldestFirstKey));
    },
  };
}
