import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { keyRanges } from "../../../src/adapters/storage/key-ranges.ts";
import { type AuditEntry, canonicalJson } from "../../../src/domain/audit.ts";
import { foldedId } from "../../../src/domain/azure-id.ts";
import type { AuditRange } from "../../../src/domain/search/plan.ts";
import { newestFirstKey, oldestFirstKey } from "../../../src/domain/search/row-key.ts";
import type { Found, Store } from "../../../src/store.ts";
import { type StartedAzurite, startAzurite } from "../../support/azurite.ts";
import { anEntry } from "../../support/builders.ts";
import { FakeClock } from "../../support/fakes/fake-clock.ts";
import { FakeLog } from "../../support/fakes/fake-log.ts";
import { rowsIn, storeOn } from "./storage-fixture.ts";
import { type Sent, watchedTables } from "./watched-tables.ts";

let azurite: StartedAzurite;
beforeEach(async () => {
  azurite = await startAzurite();
});
afterEach(() => azurite.close());

const SPAN = { from: "2025-01-01T00:00:00.000Z", to: "2027-01-01T00:00:00.000Z" };
const BY_TIME: AuditRange = { by: "time", value: "", span: SPAN };
const byActor = (value: string): AuditRange => ({ by: "actor", value, span: SPAN });
const byRequest = (value: string): AuditRange => ({ by: "request", value, span: SPAN });

const entryOf = (request: string, overrides: Partial<AuditEntry> = {}) =>
  anEntry({ id: `${request}/seen`, request, actor: { kind: "person", ref: "p-one", commitment: "c" }, ...overrides });

async function read({ index }: Store, range: AuditRange): Promise<readonly Found[]> {
  const found: Found[] = [];
  for await (const rows of index.read(range, { page: 100 })) found.push(...rows);
  return found;
}

const idsOf = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id);

async function seal({ inbox }: Store, from = 0): Promise<readonly string[]> {
  const waiting = await inbox.waiting(256);
  await inbox.copy(waiting);
  await inbox.file(waiting.map((entry, place) => ({ ...entry, index: from + place })));
  return idsOf(waiting);
}

const rowsOf = (count: number, bytes = "{}") =>
  Array.from({ length: count }, (_, number) => ({ rowKey: String(number).padStart(5, "0"), bytes }));

describe("many rows", () => {
  const clock = new FakeClock().now;

  it("are read page by page, in the order of their keys, each once", async () => {
    const { tables, sent } = watchedTables(azurite.tables);
    const ranges = keyRanges(tables("AuditIndex"), clock);
    await ranges.write("p", rowsOf(2_300));
    expect(sent.filter(({ write }) => write === "submitTransaction").map(({ rows }) => rows)).toContain(100);
    const pages: number[] = [];
    const keys: string[] = [];
    for await (const rows of ranges.read("p", { from: "00005", to: "02200" }, 5_000)) {
      pages.push(rows.length);
      keys.push(...rows.map(({ rowKey }) => rowKey));
    }
    expect(pages).toEqual([1_000, 1_000, 195]);
    expect(keys).toEqual(
      rowsOf(2_200)
        .map(({ rowKey }) => rowKey)
        .slice(5),
    );
  });

  it("are written in transactions of a hundred", async () => {
    const { tables, sent } = watchedTables(azurite.tables);
    const ranges = keyRanges(tables("AuditIndex"), clock);
    await ranges.insert("p", { rowKey: "0", bytes: "" });
    sent.splice(0);
    await ranges.write("p", rowsOf(250));
    expect(sent.map(({ rows }) => rows)).toEqual([100, 100, 50]);
    expect(await rowsIn(azurite.tables, "AuditIndex")).toHaveLength(251);
  });

  it("are written in transactions of less than 4 MiB, whatever the characters", async () => {
    const { tables, sent } = watchedTables(azurite.tables);
    const ranges = keyRanges(tables("AuditIndex"), clock);
    await ranges.insert("p", { rowKey: "0", bytes: "" });
    sent.splice(0);
    await ranges.write("p", rowsOf(100, "世".repeat(30_000)));
    expect(sent.map(({ rows }) => rows)).toEqual([43, 43, 14]);
    expect(await rowsIn(azurite.tables, "AuditIndex")).toHaveLength(101);
  });

  it("are removed in transactions, and one by one where somebody took some out", async () => {
    const { tables, sent } = watchedTables(azurite.tables);
    const ranges = keyRanges(tables("AuditIndex"), clock);
    await ranges.write("p", rowsOf(150));
    await ranges.remove("p", ["00120"]);
    sent.splice(0);
    await ranges.remove(
      "p",
      rowsOf(150).map(({ rowKey }) => rowKey),
    );
    const removed = sent.map(({ write, rows }) => `${write} ${rows}`);
    expect(removed).toEqual([
      "submitTransaction 100",
      "submitTransaction 50",
      ...Array.from({ length: 50 }, () => "deleteEntity 1"),
    ]);
    expect(await rowsIn(azurite.tables, "AuditIndex")).toEqual([]);
    await ranges.remove("p", []);
    await ranges.remove("p", ["00001"]);
  });

  it("are written, found and removed in a table that is not there yet", async () => {
    const ranges = keyRanges(azurite.tables("AuditIndex"), clock);
    await ranges.remove("p", ["1"]);
    await azurite.tables("AuditIndex").deleteTable();
    expect(await ranges.find("p", "1")).toBeUndefined();
    await azurite.tables("AuditIndex").deleteTable();
    await ranges.write("p", [{ rowKey: "1", bytes: "x", index: 7 }]);
    expect(await ranges.find("p", "1")).toEqual({ rowKey: "1", bytes: "x", index: 7 });
  });
});

describe("an entry whose writer was cut off", () => {
  const beforeTheRecord = (_: number, { table }: Sent) => (table === "AuditEntries" ? "before" : undefined);

  it("between inbox and record is recorded once, by whoever comes first, and found", async () => {
    const { tables } = watchedTables(azurite.tables, beforeTheRecord);
    const entry = entryOf("r-1");
    await expect(storeOn(tables).audit.record(entry)).rejects.toThrow("ECONNRESET");
    const store = storeOn(azurite.tables);
    expect(await store.audit.of("r-1")).toEqual([]);
    expect(await store.index.readInbox(BY_TIME)).toEqual([]);
    const [one, other] = await Promise.all([store.inbox.waiting(256), store.inbox.waiting(256)]);
    expect([idsOf(one), idsOf(other)]).toEqual([[entry.id], [entry.id]]);
    expect((await store.audit.of("r-1")).map(canonicalJson)).toEqual([canonicalJson(entry)]);
    expect(idsOf(await store.index.readInbox(BY_TIME))).toEqual([entry.id]);
    await store.audit.record(entry);
    expect(await seal(store)).toEqual([entry.id]);
    expect(idsOf(await read(store, BY_TIME))).toEqual([entry.id]);
    expect(idsOf(await read(store, byRequest("r-1")))).toEqual([entry.id]);
    expect(await store.inbox.waiting(256)).toEqual([]);
  });

  it("and recorded by another at another time is what the other said, and both rows go", async () => {
    const { tables } = watchedTables(azurite.tables, beforeTheRecord);
    const [first, second] = [entryOf("r-1"), entryOf("r-1", { at: "2026-11-20T10:00:05.000Z" })];
    await expect(storeOn(tables).audit.record(first)).rejects.toThrow("ECONNRESET");
    const store = storeOn(azurite.tables);
    await store.audit.record(second);
    expect(await seal(store)).toEqual([first.id]);
    expect(await read(store, BY_TIME)).toMatchObject([{ at: second.at, bytes: canonicalJson(second), index: 0 }]);
    expect(await store.inbox.waiting(256)).toEqual([]);
    expect((await rowsIn(azurite.tables, "AuditIndex")).filter(isInInbox)).toEqual([]);
  });
});

const isInInbox = (row: Readonly<Record<string, unknown>>) => row["partitionKey"] === "inbox";

/** As somebody who may write to the tables, and should not. */
async function forgeInbox(entry: AuditEntry, bytes: string, key = oldestFirstKey(entry)): Promise<void> {
  await azurite.tables("AuditIndex").upsertEntity({ partitionKey: "inbox", rowKey: key, bytes }, "Replace");
}

async function forgeRecord({ request }: AuditEntry, bytes: string): Promise<void> {
  await azurite.tables("AuditEntries").upsertEntity({ partitionKey: request, rowKey: "seen", bytes }, "Replace");
}

const spoiled = (said: object) => JSON.stringify({ ...entryOf("r-1"), ...said });
const SPOILED = [
  ["no JSON", "no JSON"],
  ["null", "null"],
  ["a list", "[]"],
  ["nothing in it", "{}"],
  ["an id alone", '{"id":"r-1/seen"}'],
  ["another entry", canonicalJson(entryOf("r-9"))],
  ["a time that would make a forbidden key", spoiled({ at: "11/20/2026" })],
  ["a number for a namespace", spoiled({ namespace: 7 })],
  ["a number for a person", spoiled({ actor: { ref: 7 } })],
  ["a list for a subscription", spoiled({ requester: { subscription: [] } })],
] as const;

describe("a row of the inbox", () => {
  it("that says something else than the record is in no answer, and goes once the entry is sealed", async () => {
    const store = storeOn(azurite.tables);
    const other = entryOf("r-1").namespace.replace("contoso-orders", "contoso-other");
    const recorded = entryOf("r-1", { at: "2026-11-20T10:00:05.000Z", namespace: other });
    const forged = entryOf("r-1", { actor: { kind: "person", ref: "p-two", commitment: "c" } });
    await store.audit.record(recorded);
    await forgeInbox(forged, canonicalJson(forged));
    const byNamespace = (id: string): AuditRange => ({ by: "namespace", value: foldedId(id), span: SPAN });
    expect(await store.index.readInbox(byActor("p-two"))).toEqual([]);
    expect(await store.index.readInbox(byNamespace(forged.namespace))).toEqual([]);
    const early = { from: forged.at, to: recorded.at };
    expect(await store.index.readInbox({ ...BY_TIME, span: early })).toEqual([]);
    for (const range of [BY_TIME, byActor("p-one"), byNamespace(other)])
      expect(await store.index.readInbox(range)).toMatchObject([{ id: "r-1/seen", bytes: canonicalJson(recorded) }]);
    expect(await seal(store)).toEqual(["r-1/seen"]);
    expect(await read(store, byActor("p-two"))).toEqual([]);
    expect(await store.inbox.waiting(256)).toEqual([]);
    expect((await rowsIn(azurite.tables, "AuditIndex")).filter(isInInbox)).toEqual([]);
  });

  it.each(SPOILED)("that is no entry stops nothing, and is told: %s", async (_what, bytes) => {
    const log = new FakeLog();
    const store = storeOn(azurite.tables, log);
    await store.audit.record(entryOf("r-2"));
    await forgeInbox(entryOf("r-1"), bytes);
    expect(idsOf(await store.index.readInbox(BY_TIME))).toEqual(["r-2/seen"]);
    expect(idsOf(await store.index.readInbox(byActor("p-one")))).toEqual(["r-2/seen"]);
    expect(await seal(store)).toEqual(["r-2/seen"]);
    expect(log.lines).toEqual([
      {
        level: "error",
        message: "A row of the audit log's inbox is no entry: somebody has written there",
        details: { row: oldestFirstKey(entryOf("r-1")) },
      },
    ]);
    expect(await store.audit.of("r-1")).toEqual([]);
    expect(await store.audit.of("r-9")).toEqual([]);
  });

  it("that is no entry does not hide the entry on record", async () => {
    const store = storeOn(azurite.tables);
    const entry = entryOf("r-1");
    await store.audit.record(entry);
    await forgeInbox(entry, "no JSON");
    expect(await store.index.readInbox(BY_TIME)).toMatchObject([{ bytes: canonicalJson(entry) }]);
    expect(await seal(store)).toEqual(["r-1/seen"]);
    expect(await read(store, byActor("p-one"))).toMatchObject([{ bytes: canonicalJson(entry), index: 0 }]);
    expect((await rowsIn(azurite.tables, "AuditIndex")).filter(isInInbox)).toEqual([]);
  });
});

describe("a row of the record that somebody wrote to", () => {
  it.each(SPOILED)("is filed, in no answer as an entry, and told: %s", async (_what, bytes) => {
    const log = new FakeLog();
    const store = storeOn(azurite.tables, log);
    await store.audit.record(entryOf("r-1"));
    await store.audit.record(entryOf("r-1", { id: "r-1/decision" }));
    await forgeRecord(entryOf("r-1"), bytes);
    expect(await seal(store)).toEqual(expect.arrayContaining(["r-1/seen", "r-1/decision"]));
    expect(idsOf(await store.audit.of("r-1"))).toEqual(["r-1/decision"]);
    expect(log.lines).toEqual([
      {
        level: "error",
        message: "A row of the audit log is no entry: somebody has written there",
        details: { entry: "r-1/seen" },
      },
    ]);
    for (const range of [BY_TIME, byActor("p-one"), byRequest("r-1")])
      expect(idsOf(await read(store, range))).toEqual(["r-1/decision"]);
    expect(await store.inbox.find("r-1/seen")).toEqual({ id: "r-1/seen", at: "1970-01-01T00:00:00.000Z", bytes });
    expect(await store.inbox.indexOf({ id: "r-1/seen", at: "1970-01-01T00:00:00.000Z" })).toEqual(expect.any(Number));
    expect(await store.inbox.waiting(256)).toEqual([]);
    await expect(store.audit.record(entryOf("r-1"))).rejects.toThrow("says something else");
  });

  it("is given as it stands to whoever reads everything", async () => {
    const store = storeOn(azurite.tables);
    await store.audit.record(entryOf("r-1"));
    await forgeRecord(entryOf("r-1"), "no JSON");
    expect((await store.index.pageAfter("")).map((row) => row.bytes)).toEqual(["no JSON"]);
  });
});

describe("a row of an index that somebody wrote to", () => {
  it("has the id of its key, and bytes that are no entry", async () => {
    const store = storeOn(azurite.tables);
    const entry = entryOf("r-1");
    await store.audit.record(entry);
    await seal(store);
    await azurite
      .tables("AuditIndex")
      .updateEntity({ partitionKey: "time-2026-11", rowKey: newestFirstKey(entry), bytes: "no JSON" }, "Merge");
    expect(await read(store, BY_TIME)).toEqual([
      { id: "r-1/seen", at: "", bytes: "no JSON", key: newestFirstKey(entry), index: 0 },
    ]);
  });
});

describe("filing that is cut off at any write", () => {
  const ENTRIES = ["r-1", "r-2", "r-3"].map((request, number) =>
    entryOf(request, {
      at: `2026-${number === 0 ? "10" : "11"}-20T10:00:00.000Z`,
      actor: { kind: "person", ref: number === 1 ? "p-two" : "p-one", commitment: "c" },
    }),
  );
  const kept = async () =>
    (await rowsIn(azurite.tables, "AuditIndex"))
      .map(({ partitionKey, rowKey, bytes, index }) => JSON.stringify([partitionKey, rowKey, bytes, index]))
      .toSorted();
  const recordAll = async () => {
    for (const entry of ENTRIES) await storeOn(azurite.tables).audit.record(entry);
    return storeOn(azurite.tables).inbox.waiting(256);
  };
  const places = (waiting: Awaited<ReturnType<typeof recordAll>>) =>
    waiting.map((entry, index) => ({ ...entry, index }));

  it("and repeated leaves the same rows as one that was not", async () => {
    const waiting = await recordAll();
    const { tables, sent } = watchedTables(azurite.tables);
    await storeOn(tables).inbox.file(places(waiting));
    const whole = await kept();
    expect(whole).toHaveLength(15);
    expect(sent.length).toBeGreaterThanOrEqual(9);
    for (const when of ["before", "after"] as const)
      for (let number = 1; number <= sent.length; number += 1) {
        await azurite.tables("AuditIndex").deleteTable();
        await azurite.tables("AuditEntries").deleteTable();
        const again = places(await recordAll());
        const cut = watchedTables(azurite.tables, (write) => (write === number ? when : undefined));
        await expect(storeOn(cut.tables).inbox.file(again)).rejects.toThrow("ECONNRESET");
        const store = storeOn(azurite.tables);
        await store.inbox.file(again);
        expect(await kept()).toEqual(whole);
        expect(await store.inbox.waiting(256)).toEqual([]);
      }
  });

  it("never shows an entry by time before its other rows are there", async () => {
    const waiting = places(await recordAll());
    const { sent } = await watched(waiting);
    for (let number = 1; number <= sent.length; number += 1) {
      await azurite.tables("AuditIndex").deleteTable();
      await azurite.tables("AuditEntries").deleteTable();
      const again = places(await recordAll());
      const cut = watchedTables(azurite.tables, (write) => (write === number ? "before" : undefined));
      await expect(storeOn(cut.tables).inbox.file(again)).rejects.toThrow("ECONNRESET");
      const store = storeOn(azurite.tables);
      const byActors = [...(await read(store, byActor("p-one"))), ...(await read(store, byActor("p-two")))];
      expect(idsOf(byActors)).toEqual(expect.arrayContaining([...idsOf(await read(store, BY_TIME))]));
    }
  });

  async function watched(waiting: ReturnType<typeof places>) {
    const seen = watchedTables(azurite.tables);
    await storeOn(seen.tables).inbox.file(waiting);
    return seen;
  }
});
