import { RestError } from "@azure/core-rest-pipeline";
import type { TableClient } from "@azure/data-tables";
import type { TableName, Tables } from "../../../src/adapters/storage/tables.ts";
import { currentFiber } from "../engine/fiber.ts";
import { MINUTE, SECOND } from "../engine/schedule.ts";
import type { Simulation } from "../engine/simulation.ts";
import { filterOf } from "./filter.ts";

export interface Entity {
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly [name: string]: unknown;
}

interface Kept {
  readonly entity: Entity;
  readonly etag: string;
}

/** Hears of every row that is written, with what stood there before. */
export type OnWrite = (table: string, entity: Entity, before: Entity | undefined) => void;

export interface TableManners {
  /** A safeguard taken away: a second insert overwrites the first one. */
  readonly insertOverwrites: (table: string) => boolean;
  readonly onWrite: OnWrite;
}

/** The tables of a storage account in memory, for the shipped `tableStore`. Errors are made once: their stack would cost the most. */
const ERRORS = {
  missing: restError(404, "ResourceNotFound"),
  there: restError(409, "EntityAlreadyExists"),
  stale: restError(412, "UpdateConditionNotSatisfied"),
  down: restError(503, "ServerBusy"),
  slow: Object.assign(new Error("The operation was aborted"), { name: "AbortError" }),
};

function restError(statusCode: number, code: string): RestError {
  return new RestError(code, { statusCode, code });
}

export class TableAccount {
  private readonly sim: Simulation;
  private readonly manners: TableManners;
  private readonly models = new Map<string, TableModel>();

  constructor(sim: Simulation, manners: TableManners) {
    this.sim = sim;
    this.manners = manners;
  }

  /** The seam: of the client only what the model has is used, and anything else fails loudly. */
  readonly tables: Tables = (name) => this.table(name) as unknown as TableClient;

  table(name: TableName): TableModel {
    const model = this.models.get(name) ?? new TableModel(name, this.sim, this.manners);
    this.models.set(name, model);
    return model;
  }

  all(): readonly TableModel[] {
    return [...this.models.values()];
  }
}

export class TableModel {
  readonly tableName: string;
  private readonly sim: Simulation;
  private readonly manners: TableManners;
  private readonly partitions = new Map<string, Map<string, Kept>>();
  private etags = 0;

  constructor(tableName: string, sim: Simulation, manners: TableManners) {
    this.tableName = tableName;
    this.sim = sim;
    this.manners = manners;
  }

  rows(): readonly Entity[] {
    return [...this.partitions.values()].flatMap((partition) => [...partition.values()].map(({ entity }) => entity));
  }

  getEntity(partitionKey: string, rowKey: string): Promise<object> {
    return this.act(`read ${partitionKey}/${rowKey}`, "read", () => {
      const kept = this.partitions.get(partitionKey)?.get(rowKey);
      if (!kept) throw ERRORS.missing;
      return { ...kept.entity, etag: kept.etag };
    });
  }

  createEntity(entity: Entity): Promise<object> {
    return this.act(`insert ${entity.partitionKey}/${entity.rowKey}`, "write", () => {
      const before = this.partitions.get(entity.partitionKey)?.get(entity.rowKey)?.entity;
      if (before && !this.manners.insertOverwrites(this.tableName)) throw ERRORS.there;
      return this.write(entity, before);
    });
  }

  updateEntity(entity: Entity, mode: "Merge" | "Replace", { etag = "*" }: { readonly etag?: string }): Promise<object> {
    return this.act(`change ${entity.partitionKey}/${entity.rowKey}`, "write", () => {
      const kept = this.partitions.get(entity.partitionKey)?.get(entity.rowKey);
      if (!kept) throw ERRORS.missing;
      if (etag !== "*" && etag !== kept.etag) throw ERRORS.stale;
      return this.write(mode === "Merge" ? { ...kept.entity, ...entity } : entity, kept.entity);
    });
  }

  upsertEntity(entity: Entity, mode: "Merge" | "Replace" = "Merge"): Promise<object> {
    return this.act(`upsert ${entity.partitionKey}/${entity.rowKey}`, "write", () => {
      const before = this.partitions.get(entity.partitionKey)?.get(entity.rowKey)?.entity;
      return this.write(mode === "Merge" ? { ...before, ...entity } : entity, before);
    });
  }

  deleteEntity(partitionKey: string, rowKey: string, { etag = "*" }: { readonly etag?: string } = {}): Promise<object> {
    return this.act(`remove ${partitionKey}/${rowKey}`, "write", () => {
      const kept = this.partitions.get(partitionKey)?.get(rowKey);
      if (!kept) throw ERRORS.missing;
      if (etag !== "*" && etag !== kept.etag) throw ERRORS.stale;
      this.partitions.get(partitionKey)?.delete(rowKey);
      this.sim.changes += 1;
      return {};
    });
  }

  /** All or nothing, and in one partition: the service only puts rows there. */
  submitTransaction(actions: readonly (readonly [string, Entity, ...unknown[]])[]): Promise<object> {
    return this.act(`put ${actions.length} rows`, "write", () => {
      for (const [action, entity] of actions) {
        if (action !== "upsert") throw new Error(`The model of tables does not know ${action} in a transaction`);
        this.write(entity, this.partitions.get(entity.partitionKey)?.get(entity.rowKey)?.entity);
      }
      return {};
    });
  }

  async *listEntities({ queryOptions }: { readonly queryOptions?: { readonly filter?: string } } = {}) {
    const { partition, fits } = filterOf(queryOptions?.filter ?? "");
    yield* await this.act(`list ${partition ?? "all"}`, "read", () => {
      const from = partition === undefined ? [...this.partitions.values()] : [this.partitions.get(partition)];
      const kept = from.flatMap((rows) => [...(rows?.values() ?? [])]).filter(({ entity }) => fits(entity));
      return kept.map(({ entity, etag }) => ({ ...entity, etag })).sort(byKeys);
    });
  }

  private write(entity: Entity, before: Entity | undefined): object {
    this.etags += 1;
    const { partitionKey, rowKey } = entity;
    const partition = this.partitions.get(partitionKey) ?? new Map<string, Kept>();
    this.partitions.set(partitionKey, partition.set(rowKey, { entity, etag: `W/"${this.etags}"` }));
    this.manners.onWrite(this.tableName, entity, before);
    this.sim.changes += 1;
    const fiber = currentFiber();
    if (fiber) fiber.sees = undefined;
    return { etag: `W/"${this.etags}"` };
  }

  /** A call fails before its effect, or its answer is lost: then the effect was there at once, or comes after the caller gave up. */
  private act<Answer>(what: string, kind: "read" | "write", effect: () => Answer): Promise<Answer> {
    const { sim } = this;
    const name = `${this.tableName} ${what}`;
    const ms = sim.random.between(3, 30);
    if (sim.chance("storageFault")) return sim.call(`${name}, down`, ms, () => fail(ERRORS.down));
    if (!sim.chance("storageLost")) return sim.call(name, sim.random.chance(0.01) ? ms * 50 : ms, effect);
    const landsAfter = sim.random.pick([undefined, ms, ms, sim.random.between(ms, MINUTE / 2)]);
    if (kind === "write" && landsAfter !== undefined) sim.schedule.after(landsAfter, () => this.land(name, effect));
    return sim.call(`${name}, no answer`, 10 * SECOND, () => fail(ERRORS.slow));
  }

  private land(name: string, effect: () => unknown): void {
    try {
      effect();
      this.sim.note(() => `  (${name} landed, though its answer was lost)`);
    } catch (error) {
      this.sim.note(() => `  (${name} did not land: ${String(error)})`);
    }
  }
}

function fail(error: Error): never {
  throw error;
}

function byKeys(one: Entity, other: Entity): number {
  return one.partitionKey < other.partitionKey || (one.partitionKey === other.partitionKey && one.rowKey < other.rowKey)
    ? -1
    : 1;
}
