import { describe, expect, it } from "@jest/globals";
import { canonicalJson } from "../../src/domain/audit.ts";
import { newestEntries } from "../../src/orchestration/newest-entries.ts";
import type { AuditIndex, Found } from "../../src/store.ts";
import { anEntry } from "../support/builders.ts";

const rowAt = (key: string, bytes = canonicalJson(anEntry({ id: `r-${key}/seen`, request: `r-${key}` }))): Found => ({
  ...{ id: `r-${key}/seen`, at: "2026-11-20T09:00:00.000Z", bytes, key },
});

function indexOf(pages: readonly (readonly Found[])[], inbox: readonly Found[]) {
  const index: Pick<AuditIndex, "read" | "readInbox"> = {
    async *read() {
      yield* pages;
    },
    readInbox: async () => inbox,
  };
  // The seam: nothing else of an index is asked here.
  return index as AuditIndex;
}

const range = { by: "time", value: "", span: { from: "", to: "" } } as const;
const ids = async (index: AuditIndex, most = 10) => (await newestEntries(index, range, most)).map(({ id }) => id);

describe("the newest entries of a range", () => {
  it("are those of index and inbox, each once and in the order of their keys", async () => {
    const index = indexOf([[rowAt("b")], [rowAt("d"), rowAt("e")]], [rowAt("a"), rowAt("d")]);
    expect(await ids(index)).toEqual(["r-a/seen", "r-b/seen", "r-d/seen", "r-e/seen"]);
    expect(await ids(index, 2)).toEqual(["r-a/seen", "r-b/seen"]);
  });

  it("leave out what is no entry", async () => {
    expect(await ids(indexOf([[rowAt("a", "tampered"), rowAt("b")]], []))).toEqual(["r-b/seen"]);
  });
});
