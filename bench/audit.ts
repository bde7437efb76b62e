import { randomBytes } from "node:crypto";
import { tableStore } from "../src/adapters/storage/table-store.ts";
import { sealedCursors } from "../src/api/cursor.ts";
import { search } from "../src/api/search.ts";
import type { Caller } from "../src/domain/caller.ts";
import type { World } from "../src/orchestration/world.ts";
import type { Store } from "../src/store.ts";
import { FakeLog } from "../test/support/fakes/fake-log.ts";
import { MemoryTables } from "../test/support/memory-tables.ts";
import { sha256 } from "../test/support/sha256.ts";
import { Stage } from "../test/support/stage.ts";
import { believableEntries, NOW, QUERIES } from "./believable-entries.ts";
import type { Measured } from "./main.ts";

const SIZES = [10_000, 100_000] as const;
/** Rows of a range ÷ entries of the answer, for what an index finds. */
const MOST_READ = 1.1;
const MOST_ROWS_AN_ENTRY = 6;

const AUDITOR: Caller = {
  kind: "person",
  person: { objectId: "00000000-0000-4000-8000-000000000001", tenant: "", name: "Rita" },
  roles: ["Audit.Read.All"],
  via: "token",
};

interface Kept {
  readonly size: number;
  readonly tables: MemoryTables;
  readonly world: World;
  readonly rowsAnEntry: number;
  readonly requestsAnEntry: number;
}

/** Rows and requests of queries over tables that count them: the shipped adapters and search run, the clock counts for nothing. */
export async function auditCost(): Promise<Measured> {
  const logs: Kept[] = [];
  for (const size of SIZES) logs.push(await kept(size));
  const rows: (string | number)[][] = [];
  let isWithin = logs.every(({ rowsAnEntry }) => rowsAnEntry <= MOST_ROWS_AN_ENTRY);
  for (const query of QUERIES) {
    for (const log of logs) {
      const { read, returned, requests } = await asked(log, query.q);
      const ratio = read / Math.max(1, returned);
      if (query.isIndexed && ratio > MOST_READ) isWithin = false;
      const scan = [log.size, Math.ceil(log.size / 1_000)];
      rows.push([query.name, log.size, returned, read, ratio.toFixed(2), requests, ...scan]);
    }
  }
  return {
    title:
      "Queries over the audit log: rows inside the ranges of keys that are asked for, and a filtered scan of the record beside",
    head: ["filter", "entries", "returned", "rows read", "read ÷ returned", "requests", "scan: rows", "scan: requests"],
    rows,
    verdict: verdictOf(logs, isWithin),
    isWithin,
  };
}

function verdictOf(logs: readonly Kept[], isWithin: boolean): string {
  const written = logs.map(
    ({ size, rowsAnEntry, requestsAnEntry }) =>
      `${rowsAnEntry.toFixed(2)} rows an entry are kept of ${size} (the limit is ${MOST_ROWS_AN_ENTRY}), written in ${requestsAnEntry.toFixed(1)} requests an entry with one more row that waits in the inbox meanwhile`,
  );
  const limit = `Filters of an index read at most ${MOST_READ} rows a row returned, at both sizes; those marked * only narrow a range.`;
  return [...written, isWithin ? limit : `${limit} EXCEEDED`].join("\n");
}

async function kept(size: number): Promise<Kept> {
  const tables = new MemoryTables();
  const clock = () => NOW;
  const parts = { tables: tables.tables, auditTables: tables.tables, hash: sha256, random: randomBytes, clock };
  const store = tableStore({ ...parts, log: new FakeLog() });
  await sealedAll(store, size);
  const rowsKept = tables.table("AuditEntries").size + tables.table("AuditIndex").size;
  const requestsAnEntry = tables.counts.requests / size;
  return { size, tables, world: { ...new Stage().world, store, clock }, rowsAnEntry: rowsKept / size, requestsAnEntry };
}

/** As the sealing timer does it: what waits is filed, 256 at a time. */
async function sealedAll(store: Store, size: number): Promise<void> {
  let index = 0;
  let waiting = 0;
  const seal = async () => {
    const entries = await store.inbox.waiting(256);
    await store.inbox.file(entries.map((entry) => ({ ...entry, index: index++ })));
    waiting = 0;
  };
  for (const entry of believableEntries(size)) {
    await store.audit.record(entry);
    waiting += 1;
    if (waiting === 256) await seal();
  }
  await seal();
}

/** All pages of an answer. */
async function asked({ tables, world }: Kept, q: string) {
  const cursors = sealedCursors(async () => new Uint8Array(32));
  const parts = { world, reader: { caller: AUDITOR, within: undefined }, cursors };
  tables.forget();
  let [returned, cursor]: [number, string | undefined] = [0, undefined];
  do {
    const asking = { parameters: [["q", q]] as const, top: 500, cursor, facets: [], explain: false };
    const answer = await search(parts, asking);
    returned += answer.entries.length;
    cursor = answer.next;
  } while (cursor !== undefined);
  return { returned, read: tables.counts.rowsRead, requests: tables.counts.requests };
}
