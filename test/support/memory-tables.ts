import { RestError } from "@azure/core-rest-pipeline";
import type { TableClient } from "@azure/data-tables";
import type { TableName, Tables } from "../../src/adapters/storage/tables.ts";

export interface Counts {
  /** Calls to the service. */
  requests: number;
  /** Rows inside the ranges of keys that were asked for, as far as pages were fetched: what table storage reads. */
  rowsRead: number;
  rowsWritten: number;
}

interface Row {
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly [property: string]: unknown;
}

const missing = new RestError("ResourceNotFound", { statusCode: 404, code: "ResourceNotFound" });
const stale = new RestError("UpdateConditionNotSatisfied", { statusCode: 412, code: "UpdateConditionNotSatisfied" });
const there = new RestError("EntityAlreadyExists", { statusCode: 409, code: "EntityAlreadyExists" });

/**
 * Tables in memory that count what a real account would read: Azurite reads whole tables whatever the keys are. Of the client only
 * what the adapters use is there, and anything else fails loudly.
 */
export class MemoryTables {
  readonly counts: Counts = { requests: 0, rowsRead: 0, rowsWritten: 0 };
  private readonly byName = new Map<string, MemoryTable>();

  /** The seam: the adapters take it for a client. */
  readonly tables: Tables = (name) => this.table(name) as unknown as TableClient;

  table(name: TableName): MemoryTable {
    const table = this.byName.get(name) ?? new MemoryTable(name, this.counts);
    this.byName.set(name, table);
    return table;
  }

  forget(): void {
    Object.assign(this.counts, { requests: 0, rowsRead: 0, rowsWritten: 0 });
  }
}

interface Partition {
  readonly rows: Map<string, Row>;
  /** In order; `undefined` after a write. */
  keys: readonly string[] | undefined;
}

export class MemoryTable {
  readonly tableName: string;
  private readonly counts: Counts;
  private readonly partitions = new Map<string, Partition>();

  constructor(tableName: string, counts: Counts) {
    this.tableName = tableName;
    this.counts = counts;
  }

  get size(): number {
    return [...this.partitions.values()].reduce((sum, { rows }) => sum + rows.size, 0);
  }

  async createEntity(row: Row): Promise<object> {
    this.counts.requests += 1;
    if (this.partitions.get(row.partitionKey)?.rows.has(row.rowKey)) throw there;
    this.put(row);
    return {};
  }

  async getEntity(partition: string, rowKey: string): Promise<Row> {
    this.counts.requests += 1;
    const row = this.partitions.get(partition)?.rows.get(rowKey);
    if (!row) throw missing;
    this.counts.rowsRead += 1;
    return row;
  }

  async updateEntity(row: Row, mode: string, { etag }: { readonly etag: string }): Promise<object> {
    if (mode !== "Merge") throw new Error("These tables only merge");
    this.counts.requests += 1;
    const found = this.partitions.get(row.partitionKey)?.rows.get(row.rowKey);
    if (!found) throw missing;
    if (found["etag"] !== etag) throw stale;
    this.put({ ...found, ...row });
    return {};
  }

  async deleteEntity(partition: string, rowKey: string): Promise<object> {
    this.counts.requests += 1;
    if (!this.drop(partition, rowKey)) throw missing;
    return {};
  }

  async submitTransaction(actions: readonly (readonly [string, Row, ...unknown[]])[]): Promise<object> {
    this.counts.requests += 1;
    if (actions.length > 100) throw new Error("A transaction takes 100 rows");
    if (new Set(actions.map(([, { partitionKey }]) => partitionKey)).size > 1) throw new Error("of one partition");
    const gone = actions.find(
      ([action, { partitionKey, rowKey }]) => action === "delete" && !this.has(partitionKey, rowKey),
    );
    if (gone) throw missing;
    for (const [action, row] of actions) action === "delete" ? this.drop(row.partitionKey, row.rowKey) : this.put(row);
    return {};
  }

  listEntities({ queryOptions }: { readonly queryOptions?: { readonly filter?: string } } = {}) {
    const pages = this.pages.bind(this, queryOptions?.filter ?? "");
    return {
      byPage: ({ maxPageSize = 1_000, continuationToken = "" } = {}) => pages(maxPageSize, continuationToken),
      async *[Symbol.asyncIterator]() {
        for await (const page of pages(1_000, "")) yield* page;
      },
    };
  }

  private async *pages(
    filter: string,
    size: number,
    token: string,
  ): AsyncGenerator<Row[] & { continuationToken?: string }> {
    const rows = this.inRange(filter);
    for (let from = Number(token || 0); from === Number(token || 0) || from < rows.length; from += size) {
      this.counts.requests += 1;
      const page = rows.slice(from, from + size);
      this.counts.rowsRead += page.length;
      yield from + size < rows.length ? Object.assign(page, { continuationToken: String(from + size) }) : page;
    }
  }

  private inRange(filter: string): readonly Row[] {
    const [, partition] = /^PartitionKey eq '([^']*)'/.exec(filter) ?? [];
    if (filter !== "" && partition === undefined) throw new Error(`These tables do not know the filter ${filter}`);
    const [, from = ""] = /RowKey ge '([^']*)'/.exec(filter) ?? [];
    const [, to = "\uffff"] = /RowKey lt '([^']*)'/.exec(filter) ?? [];
    const partitions = partition === undefined ? [...this.partitions.values()] : [this.partitions.get(partition)];
    return partitions.flatMap((found) => {
      if (!found) return [];
      found.keys ??= [...found.rows.keys()].sort();
      const begin = firstAt(found.keys, from);
      return found.keys.slice(begin, firstAt(found.keys, to)).map((key) => found.rows.get(key) as Row);
    });
  }

  private put(row: Row): void {
    this.counts.rowsWritten += 1;
    const partition = this.partitions.get(row.partitionKey) ?? { rows: new Map<string, Row>(), keys: undefined };
    this.partitions.set(row.partitionKey, partition);
    partition.rows.set(row.rowKey, { ...row, etag: `W/"${this.counts.rowsWritten}"` });
    partition.keys = undefined;
  }

  private has(partition: string, rowKey: string): boolean {
    return this.partitions.get(partition)?.rows.has(rowKey) ?? false;
  }

  private drop(partition: string, rowKey: string): boolean {
    const found = this.partitions.get(partition);
    if (found) found.keys = undefined;
    return found?.rows.delete(rowKey) ?? false;
  }
}

/** Place of the first key that is not before `wanted`. */
function firstAt(keys: readonly string[], wanted: string): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? "") < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
