import { describe, expect, it } from "@jest/globals";
import { type AuditEntry, canonicalJson } from "../../src/domain/audit.ts";
import { foldedId } from "../../src/domain/azure-id.ts";
import type { AuditRange, IndexName } from "../../src/domain/search/plan.ts";
import type { Found, Store } from "../../src/store.ts";
import { anEntry } from "../support/builders.ts";

const EVER = { from: "2026-01-01T00:00:00.000Z", to: "2027-01-01T00:00:00.000Z" };

/** Six entries over two months: odd ones are of another namespace, subscription and person. */
const SIX: readonly AuditEntry[] = [1, 2, 3, 4, 5, 6].map((number) => {
  const other = number % 2 === 1;
  const namespace = anEntry().namespace.replace("contoso-orders", other ? "contoso-other" : "contoso-orders");
  return anEntry({
    id: `r-${number}/decision`,
    request: `r-${number}`,
    at: `2026-${number < 4 ? "10" : "11"}-0${number}T10:00:00.000Z`,
    namespace,
    connection: `${namespace}/privateEndpointConnections/pec-1`,
    requester: { subscription: other ? "22222222-2222-4222-8222-222222222222" : undefined, tenant: "other" },
    actor: { kind: "person", ref: other ? "p-other" : "p-one", commitment: "c" },
  });
});

const [first, second, , , , sixth] = SIX as readonly [
  AuditEntry,
  AuditEntry,
  AuditEntry,
  AuditEntry,
  AuditEntry,
  AuditEntry,
];

const rangeOf = (by: IndexName, value: string, span = EVER): AuditRange => ({
  by,
  value: by === "time" ? "" : foldedIf(by, value),
  span,
});
const foldedIf = (by: IndexName, value: string) =>
  by === "namespace" || by === "connection" ? foldedId(value) : value;

async function read(store: Store, range: AuditRange, options: { page: number; past?: string } = { page: 100 }) {
  const found: Found[] = [];
  for await (const rows of store.index.read(range, options)) found.push(...rows);
  return found;
}

const requestsOf = (found: readonly Found[]) => found.map(({ id }) => id.split("/")[0]);

export function auditIndexContract(store: () => Store): void {
  const recorded = async (entries = SIX) => {
    for (const entry of entries) await store().audit.record(entry);
    return store().inbox.waiting(100);
  };
  const filed = async () => {
    const waiting = await recorded();
    await store().inbox.file(waiting.map((entry, index) => ({ ...entry, index })));
  };

  describe("the inbox of the audit log", () => {
    it("gives what was recorded, oldest first, with the very bytes", async () => {
      const waiting = await recorded([sixth, first]);
      expect(waiting).toEqual(
        [first, sixth].map((entry) => ({ id: entry.id, at: entry.at, bytes: canonicalJson(entry) })),
      );
    });

    it("gives no more than was asked for", async () => {
      await recorded();
      expect((await store().inbox.waiting(2)).map(({ id }) => id)).toEqual([first.id, second.id]);
    });

    it("gives an entry that was recorded twice once, and not again after it was filed", async () => {
      await recorded([first, { ...first, at: "2026-10-01T11:00:00.000Z" }]);
      const waiting = await store().inbox.waiting(100);
      expect(waiting).toHaveLength(1);
      await store().inbox.file(waiting.map((entry) => ({ ...entry, index: 7 })));
      expect(await store().inbox.waiting(100)).toEqual([]);
      await store().audit.record(first);
      expect(await store().inbox.waiting(100)).toEqual([]);
      expect(await store().inbox.indexOf(first)).toBe(7);
    });

    it("finds an entry by its id, and none that is not there", async () => {
      await recorded([first]);
      expect(await store().inbox.find(first.id)).toEqual({ id: first.id, at: first.at, bytes: canonicalJson(first) });
      expect(await store().inbox.find("r-none/seen")).toBeUndefined();
      expect(await store().inbox.indexOf(first)).toBeUndefined();
    });

    it("does not take in again what waits already", async () => {
      await recorded([first]);
      expect(await store().inbox.enqueue({ id: first.id, at: first.at, bytes: canonicalJson(first) })).toBe("there");
      expect(await store().inbox.waiting(9)).toHaveLength(1);
    });

    it("may file the same entries again", async () => {
      await filed();
      await store().inbox.file([{ id: first.id, at: first.at, bytes: canonicalJson(first), index: 0 }]);
      expect(await read(store(), rangeOf("time", ""))).toHaveLength(6);
    });
  });

  describe("the index of the audit log", () => {
    it("finds filed entries by each of their values, newest first, with their place in the log", async () => {
      await filed();
      expect(requestsOf(await read(store(), rangeOf("time", "")))).toEqual(["r-6", "r-5", "r-4", "r-3", "r-2", "r-1"]);
      expect(requestsOf(await read(store(), rangeOf("namespace", first.namespace)))).toEqual(["r-5", "r-3", "r-1"]);
      expect(requestsOf(await read(store(), rangeOf("connection", second.connection)))).toEqual(["r-6", "r-4", "r-2"]);
      expect(requestsOf(await read(store(), rangeOf("actor", "p-one")))).toEqual(["r-6", "r-4", "r-2"]);
      expect(requestsOf(await read(store(), rangeOf("subscription", "22222222-2222-4222-8222-222222222222")))).toEqual([
        "r-5",
        "r-3",
        "r-1",
      ]);
      const [newest] = await read(store(), rangeOf("time", ""));
      expect(newest).toMatchObject({ id: sixth.id, at: sixth.at, bytes: canonicalJson(sixth), index: 5 });
    });

    it("finds the entries of a request also before they are filed", async () => {
      await recorded();
      expect(requestsOf(await read(store(), rangeOf("request", "r-3")))).toEqual(["r-3"]);
      expect(await store().index.readInbox([rangeOf("request", "r-3")])).toEqual([]);
    });

    it("finds them from the beginning of time on", async () => {
      await filed();
      const ever = { from: "1970-01-01T00:00:00.000Z", to: "2100-01-01T00:00:00.000Z" };
      expect(requestsOf(await read(store(), rangeOf("connection", second.connection, ever)))).toEqual([
        "r-6",
        "r-4",
        "r-2",
      ]);
      expect(requestsOf(await read(store(), rangeOf("request", "r-3", ever)))).toEqual(["r-3"]);
    });

    it("keeps to the range of time, its beginning within and its end not", async () => {
      await filed();
      const span = { from: second.at, to: sixth.at };
      expect(requestsOf(await read(store(), rangeOf("time", "", span)))).toEqual(["r-5", "r-4", "r-3", "r-2"]);
      expect(requestsOf(await read(store(), rangeOf("request", "r-1", span)))).toEqual([]);
    });

    it("goes on after a key, a page a time", async () => {
      await filed();
      const all = await read(store(), rangeOf("time", ""));
      const past = String(all[1]?.key);
      expect(requestsOf(await read(store(), rangeOf("time", ""), { page: 2, past }))).toEqual([
        "r-4",
        "r-3",
        "r-2",
        "r-1",
      ]);
    });

    it("finds what is copied but not filed by all but time, and what waits in the inbox", async () => {
      const waiting = await recorded([first, second]);
      expect(requestsOf(await store().index.readInbox([rangeOf("time", "")]))).toEqual(["r-2", "r-1"]);
      expect(requestsOf(await store().index.readInbox([rangeOf("actor", "p-one")]))).toEqual(["r-2"]);
      const early = { from: "1970-01-01T00:00:00.000Z", to: second.at };
      const several = [rangeOf("time", "", early), rangeOf("actor", "p-one"), rangeOf("request", "r-1")];
      expect(requestsOf(await store().index.readInbox(several))).toEqual(["r-2", "r-1"]);
      expect(await read(store(), rangeOf("actor", "p-one"))).toEqual([]);
      await store().inbox.copy(waiting);
      const [copied] = await read(store(), rangeOf("actor", "p-one"));
      expect(copied).toMatchObject({ id: second.id });
      expect(copied?.index).toBeUndefined();
      expect(await read(store(), rangeOf("time", ""))).toEqual([]);
    });

    it("gives every entry on record, in the order of their ids", async () => {
      await recorded();
      const idsAfter = async (id: string) => (await store().index.pageAfter(id)).map((entry) => entry.id);
      expect(await idsAfter("")).toEqual(SIX.map(({ id }) => id));
      expect(await idsAfter("r-4/decision")).toEqual(["r-5/decision", "r-6/decision"]);
      expect(await idsAfter("r-6/decision")).toEqual([]);
    });

    it("writes the rows of what was sealed anew, also the record itself", async () => {
      await store().inbox.rewrite(
        SIX.map((entry, index) => ({ id: entry.id, at: entry.at, bytes: canonicalJson(entry), index })),
      );
      expect(requestsOf(await read(store(), rangeOf("time", "")))).toEqual(["r-6", "r-5", "r-4", "r-3", "r-2", "r-1"]);
      expect(await store().inbox.find(sixth.id)).toMatchObject({ bytes: canonicalJson(sixth) });
      expect(await store().inbox.indexOf(sixth)).toBe(5);
      expect(await store().inbox.waiting(9)).toEqual([]);
    });

    it("keeps an entry about the service itself, without a connection", async () => {
      const { namespace: _n, connection: _c, privateEndpoint: _p, requester: _r, ...rest } = first;
      const entry = { ...rest, id: "policy/changed-1", request: "policy", kind: "policy.changed" as const };
      await store().audit.record(entry);
      await store().inbox.file((await store().inbox.waiting(9)).map((one) => ({ ...one, index: 0 })));
      expect(requestsOf(await read(store(), rangeOf("time", "")))).toEqual(["policy"]);
    });
  });
}
