import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type AuditEntry, canonicalJson } from "../../../src/domain/audit.ts";
import { foldedId } from "../../../src/domain/azure-id.ts";
import type { AuditRange } from "../../../src/domain/search/plan.ts";
import { newestFirstKey, oldestFirstKey } from "../../../src/domain/search/row-key.ts";
import { type StartedAzurite, startAzurite } from "../../support/azurite.ts";
import { FakeLog } from "../../support/fakes/fake-log.ts";
import { BY_TIME, byActor, byRequest, entryOf, idsOf, isInInbox, read, SPAN, seal } from "./audit-reading.ts";
import { rowsIn, storeOn } from "./storage-fixture.ts";

let azurite: StartedAzurite;
beforeEach(async () => {
  azurite = await startAzurite();
});
afterEach(() => azurite.close());

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
    expect(await store.index.readInbox([byActor("p-two")])).toEqual([]);
    expect(await store.index.readInbox([byNamespace(forged.namespace)])).toEqual([]);
    const early = { from: forged.at, to: recorded.at };
    expect(await store.index.readInbox([{ ...BY_TIME, span: early }])).toEqual([]);
    for (const range of [BY_TIME, byActor("p-one"), byNamespace(other)])
      expect(await store.index.readInbox([range])).toMatchObject([{ id: "r-1/seen", bytes: canonicalJson(recorded) }]);
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
    expect(idsOf(await store.index.readInbox([BY_TIME]))).toEqual(["r-2/seen"]);
    expect(idsOf(await store.index.readInbox([byActor("p-one")]))).toEqual(["r-2/seen"]);
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
    expect(await store.index.readInbox([BY_TIME])).toMatchObject([{ bytes: canonicalJson(entry) }]);
    expect(await seal(store)).toEqual(["r-1/seen"]);
    expect(await read(store, byActor("p-one"))).toMatchObject([{ bytes: canonicalJson(entry), index: 0 }]);
    expect((await rowsIn(azurite.tables, "AuditIndex")).filter(isInInbox)).toEqual([]);
  });
});

describe("a row of the record that somebody wrote to", () => {
  it.each(SPOILED)("is never sealed as it is now, in no answer as an entry, and told: %s", async (_what, bytes) => {
    const log = new FakeLog();
    const store = storeOn(azurite.tables, log);
    await store.audit.record(entryOf("r-1"));
    await store.audit.record(entryOf("r-1", { id: "r-1/decision" }));
    await forgeRecord(entryOf("r-1"), bytes);
    const told = {
      level: "error",
      message: "A row of the audit log is no entry: somebody has written there",
      details: { entry: "r-1/seen" },
    };
    expect(await seal(store)).toEqual(["r-1/decision"]);
    expect(log.lines).toEqual([told]);
    expect(idsOf(await store.audit.of("r-1"))).toEqual(["r-1/decision"]);
    expect(log.lines).toEqual([told, told]);
    for (const range of [BY_TIME, byActor("p-one"), byRequest("r-1")])
      expect(idsOf(await read(store, range))).toEqual(["r-1/decision"]);
    expect(await store.inbox.find("r-1/seen")).toEqual({ id: "r-1/seen", at: "1970-01-01T00:00:00.000Z", bytes });
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
