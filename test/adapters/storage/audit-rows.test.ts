import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { canonicalJson } from "../../../src/domain/audit.ts";
import { type StartedAzurite, startAzurite } from "../../support/azurite.ts";
import { BY_TIME, byActor, byRequest, entryOf, idsOf, isInInbox, read, seal } from "./audit-reading.ts";
import { rowsIn, storeOn } from "./storage-fixture.ts";
import { type Sent, watchedTables } from "./watched-tables.ts";

let azurite: StartedAzurite;
beforeEach(async () => {
  azurite = await startAzurite();
});
afterEach(() => azurite.close());

describe("an entry whose writer was cut off", () => {
  const beforeTheRecord = (_: number, { table }: Sent) => (table === "AuditEntries" ? "before" : undefined);

  it("between inbox and record is recorded once, by whoever comes first, and found", async () => {
    const { tables } = watchedTables(azurite.tables, beforeTheRecord);
    const entry = entryOf("r-1");
    await expect(storeOn(tables).audit.record(entry)).rejects.toThrow("ECONNRESET");
    const store = storeOn(azurite.tables);
    expect(await store.audit.of("r-1")).toEqual([]);
    expect(await store.index.readInbox([BY_TIME])).toEqual([]);
    const [one, other] = await Promise.all([store.inbox.waiting(256), store.inbox.waiting(256)]);
    expect([idsOf(one), idsOf(other)]).toEqual([[entry.id], [entry.id]]);
    expect((await store.audit.of("r-1")).map(canonicalJson)).toEqual([canonicalJson(entry)]);
    expect(idsOf(await store.index.readInbox([BY_TIME]))).toEqual([entry.id]);
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
