import { odata, type TableClient } from "@azure/data-tables";
import type * as z from "zod";
import { type Clock, Contradiction, Fault } from "../../ports.ts";
import { type CallOptions, callsTo } from "./calls.ts";

export interface RowKey {
  readonly partition: string;
  readonly row: string;
}

export interface ReadRow<Content> {
  readonly content: Content;
  readonly etag: string;
}

/** The rows of one table: a key and a content of JSON, checked when it is read. */
export interface Rows<Content> {
  /** Inserts if absent; answers the row that is there now. */
  insert(key: RowKey, content: Content): Promise<Content>;
  read(key: RowKey): Promise<ReadRow<Content> | undefined>;
  /** Merges if the row is still as it was read; `stale` when somebody else changed or removed it. */
  change(key: RowKey, content: Content, etag: string): Promise<"changed" | "stale">;
  remove(key: RowKey): Promise<void>;
  /** Row keys and contents of a partition. With `onMisfit`, a row that does not fit is told there and left out. */
  list(partition: string, onMisfit?: OnMisfit): Promise<readonly { readonly row: string; readonly content: Content }[]>;
}

export type OnMisfit = (misfit: Contradiction) => void;

interface Entity {
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly content: string;
}

export function rowsOf<Content>(table: TableClient, schema: z.ZodType<Content>, clock: Clock): Rows<Content> {
  const call = callsTo(table, clock);

  async function read(key: RowKey): Promise<ReadRow<Content> | undefined> {
    const get = (options: CallOptions) => table.getEntity<Entity>(key.partition, key.row, options);
    const entity = await call("read", get, { 404: undefined });
    return entity && { content: contentOf(schema, entity, table.tableName), etag: entity.etag };
  }

  async function insert(key: RowKey, content: Content): Promise<Content> {
    const create = (options: CallOptions) => table.createEntity(entityOf(key, content), options);
    const answer = await call("insert", create, { 409: "there" as const });
    if (answer !== "there") return content;
    const found = await read(key);
    if (!found) throw new Fault(`A row of ${table.tableName} went away while it was read`);
    return found.content;
  }

  async function change(key: RowKey, content: Content, etag: string): Promise<"changed" | "stale"> {
    const merge = (options: CallOptions) =>
      table.updateEntity(entityOf(key, content), "Merge", { ...options, etag }).then(() => "changed" as const);
    return call("change", merge, { 412: "stale" as const, 404: "stale" as const });
  }

  async function remove({ partition, row }: RowKey): Promise<void> {
    await call("remove", (options) => table.deleteEntity(partition, row, options), { 404: undefined });
  }

  async function list(partition: string, onMisfit: OnMisfit = thrown) {
    const entities = await call("list", (options) => partitionOf(table, partition, options));
    const read = (entity: Entity) => ({ row: entity.rowKey, content: contentOf(schema, entity, table.tableName) });
    const rows = await Promise.all(entities.map((entity) => unlessMisfit(async () => read(entity), onMisfit)));
    return rows.filter((row) => row !== undefined);
  }

  return { insert, read, change, remove, list };
}

/** For a list, in which one row that another version wrote must not hold up the others. */
export async function unlessMisfit<Read>(read: () => Promise<Read>, onMisfit: OnMisfit): Promise<Read | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Contradiction)) throw error;
    onMisfit(error);
    return undefined;
  }
}

function thrown(misfit: Contradiction): never {
  throw misfit;
}

async function partitionOf(table: TableClient, partition: string, options: CallOptions): Promise<readonly Entity[]> {
  const filter = odata`PartitionKey eq ${partition}`;
  const entities: Entity[] = [];
  const found = table.listEntities<Entity>({ ...options, queryOptions: { filter } });
  for await (const { partitionKey = "", rowKey = "", content } of found) {
    entities.push({ partitionKey, rowKey, content });
  }
  return entities;
}

function entityOf<Content>({ partition, row }: RowKey, content: Content): Entity {
  return { partitionKey: partition, rowKey: row, content: JSON.stringify(content) };
}

interface KeptEntity {
  readonly partitionKey?: string | undefined;
  readonly rowKey?: string | undefined;
  readonly content?: string | undefined;
}

function contentOf<Content>(schema: z.ZodType<Content>, entity: KeptEntity, table: string): Content {
  const parsed = schema.safeParse(jsonOf(entity.content));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
  throw new Contradiction(`Row ${entity.partitionKey} / ${entity.rowKey} of ${table} does not fit: ${where}`);
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
