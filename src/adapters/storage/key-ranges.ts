import { odata, type TableClient, type TransactionAction } from "@azure/data-tables";
import type { KeyRange } from "../../domain/search/row-key.ts";
import type { Clock } from "../../ports.ts";
import { type CallOptions, callsTo } from "./calls.ts";

/** A row that is found by its key: the bytes of an entry, and its place in the sealed log. */
export interface IndexRow {
  readonly rowKey: string;
  readonly bytes: string;
  readonly index?: number;
}

/** Table storage answers no more rows at once. */
const MOST_A_PAGE = 1_000;
/** Table storage takes 100 rows and 4 MiB in a transaction. */
const MOST_A_TRANSACTION = 100;
const MOST_BYTES = 4_000_000;
/** In a transaction, apart from its text: keys, headers and the like. */
const BYTES_A_ROW = 2_000;

/** Rows of one table that are read in ranges of a partition's keys. */
export interface KeyRanges {
  /** In the order of their keys, a page at a time; a page has at most `page` rows and a request of its own. */
  read(partition: string, range: KeyRange, page: number): AsyncIterable<readonly IndexRow[]>;
  find(partition: string, rowKey: string): Promise<IndexRow | undefined>;
  /** Inserts if absent. */
  insert(partition: string, row: IndexRow): Promise<"inserted" | "there">;
  /** Writes rows, whatever stood there. */
  write(partition: string, rows: readonly IndexRow[]): Promise<void>;
  /** No fault when one is not there. */
  remove(partition: string, rowKeys: readonly string[]): Promise<void>;
}

export function keyRanges(table: TableClient, clock: Clock): KeyRanges {
  const call = callsTo(table, clock);

  async function* read(partition: string, { from, to }: KeyRange, page: number): AsyncGenerator<readonly IndexRow[]> {
    const filter = odata`PartitionKey eq ${partition} and RowKey ge ${from} and RowKey lt ${to}`;
    let continuationToken: string | undefined;
    do {
      const settings = { maxPageSize: Math.min(page, MOST_A_PAGE), ...(continuationToken && { continuationToken }) };
      const next = async (options: CallOptions) => {
        const pages = table.listEntities<IndexRow>({ ...options, queryOptions: { filter } }).byPage(settings);
        const { value } = await pages.next();
        return value as (IndexRow[] & { readonly continuationToken?: string }) | undefined;
      };
      const rows = await call("list", next);
      if (rows && rows.length > 0) yield rows.map(plain);
      continuationToken = rows?.continuationToken;
    } while (continuationToken);
  }

  async function submit<Missing>(actions: readonly TransactionAction[], expected: Readonly<Record<number, Missing>>) {
    return call("write", (options) => table.submitTransaction([...actions], options), expected);
  }

  async function removeOne(partition: string, rowKey: string): Promise<void> {
    await call("remove", (options) => table.deleteEntity(partition, rowKey, options), { 404: undefined });
  }

  /** A transaction does all or nothing: when somebody else took a row out, the others go one by one. */
  async function removeAll(partitionKey: string, rows: readonly IndexRow[]): Promise<void> {
    const deletes = rows.map(({ rowKey }): TransactionAction => ["delete", { partitionKey, rowKey }]);
    if ((await submit(deletes, { 404: "missing" as const })) === "missing")
      for (const { rowKey } of rows) await removeOne(partitionKey, rowKey);
  }

  return {
    read,
    async find(partition, rowKey) {
      const get = (options: CallOptions) => table.getEntity<IndexRow>(partition, rowKey, options);
      const row = await call("read", get, { 404: undefined });
      return row && plain(row);
    },
    async insert(partitionKey, row) {
      const create = (options: CallOptions) =>
        table.createEntity({ partitionKey, ...row }, options).then(() => "inserted" as const);
      return call("insert", create, { 409: "there" as const });
    },
    async write(partitionKey, rows) {
      for (const some of inTransactions(rows))
        await submit(
          some.map((row) => ["upsert", { partitionKey, ...row }, "Replace"]),
          {},
        );
    },
    async remove(partition, rowKeys) {
      for (const some of inTransactions(rowKeys.map((rowKey) => ({ rowKey, bytes: "" }))))
        await removeAll(partition, some);
    },
  };
}

function plain({ rowKey, bytes, index }: IndexRow): IndexRow {
  return { rowKey, bytes, ...(index !== undefined && { index: Number(index) }) };
}

function inTransactions(rows: readonly IndexRow[]): readonly (readonly IndexRow[])[] {
  const groups: IndexRow[][] = [];
  let size = 0;
  for (const row of rows) {
    size += sizeOf(row);
    const last = groups.at(-1);
    if (!last || last.length === MOST_A_TRANSACTION || size > MOST_BYTES) {
      groups.push([row]);
      size = sizeOf(row);
    } else last.push(row);
  }
  return groups;
}

/** At most three bytes a character: in UTF-8, and for a quotation mark in JSON. */
function sizeOf({ bytes }: IndexRow): number {
  return bytes.length * 3 + BYTES_A_ROW;
}
