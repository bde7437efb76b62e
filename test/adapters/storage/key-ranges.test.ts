import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { keyRanges } from "../../../src/adapters/storage/key-ranges.ts";
import { type StartedAzurite, startAzurite } from "../../support/azurite.ts";
import { FakeClock } from "../../support/fakes/fake-clock.ts";
import { rowsIn } from "./storage-fixture.ts";
import { watchedTables } from "./watched-tables.ts";

let azurite: StartedAzurite;
beforeEach(async () => {
  azurite = await startAzurite();
});
afterEach(() => azurite.close());

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
