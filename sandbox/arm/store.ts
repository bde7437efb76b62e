import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Connection, DenyAssignment, Endpoint, Namespace, Resource, RoleAssignment } from "./model.ts";
import { keyOf } from "./resource-id.ts";
import type { CustomRole } from "./roles.ts";

/** Documents by resource id, in the order of their creation. */
export interface Shelf<Document extends { readonly id: string }> {
  get(id: string): Document | undefined;
  put(document: Document): void;
  remove(id: string): void;
  all(): readonly Document[];
  /** Those whose id begins with `id` and a slash. */
  under(id: string): readonly Document[];
}

export interface Store {
  readonly namespaces: Shelf<Namespace>;
  readonly connections: Shelf<Connection>;
  readonly endpoints: Shelf<Endpoint>;
  readonly assignments: Shelf<RoleAssignment>;
  readonly denials: Shelf<DenyAssignment>;
  readonly customRoles: Shelf<CustomRole>;
  /** What stands around: groups, networks, storage, event subscriptions, as they were put. */
  readonly resources: Shelf<Resource>;
  /** All of it or, when it throws, nothing. Nests. */
  atomically<T>(change: () => T): T;
  close(): void;
}

/** `":memory:"` for a store that nobody keeps. */
export function openStore(path: string): Store {
  if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  return {
    namespaces: shelfOf(database, "namespaces"),
    connections: shelfOf(database, "connections"),
    endpoints: shelfOf(database, "endpoints"),
    assignments: shelfOf(database, "assignments"),
    denials: shelfOf(database, "denials"),
    customRoles: shelfOf(database, "custom_roles"),
    resources: shelfOf(database, "resources"),
    atomically: (change) => atomically(database, change),
    close: () => database.close(),
  };
}

function atomically<T>(database: DatabaseSync, change: () => T): T {
  if (database.isTransaction) return change();
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = change();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

function shelfOf<Document extends { readonly id: string }>(database: DatabaseSync, table: string): Shelf<Document> {
  database.exec(`CREATE TABLE IF NOT EXISTS ${table} (number INTEGER PRIMARY KEY, key TEXT UNIQUE, body TEXT) STRICT`);
  const get = database.prepare(`SELECT body FROM ${table} WHERE key = ?`);
  const put = database.prepare(
    `INSERT INTO ${table} (key, body) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET body = excluded.body`,
  );
  const remove = database.prepare(`DELETE FROM ${table} WHERE key = ?`);
  const under = database.prepare(`SELECT body FROM ${table} WHERE key >= ? AND key < ? ORDER BY number`);
  const documentOf = (row: { body?: unknown }) => JSON.parse(String(row.body)) as Document;
  const between = (from: string, to: string) => under.all(from, to).map(documentOf);
  return {
    get(id) {
      const row = get.get(keyOf(id));
      return row && documentOf(row);
    },
    put: (document) => void put.run(keyOf(document.id), JSON.stringify(document)),
    remove: (id) => void remove.run(keyOf(id)),
    all: () => between("/", "0"),
    under: (id) => between(`${keyOf(id)}/`, `${keyOf(id)}0`),
  };
}
