import { createHttpHeaders, type PipelineRequest } from "@azure/core-rest-pipeline";
import { describe, expect, it } from "@jest/globals";
import { tryAddingTo } from "../../../src/adapters/storage/try-writing.ts";
import { emulatorTables } from "../../support/azurite.ts";
import { FakeClock } from "../../support/fakes/fake-clock.ts";

const KEPT = { PartitionKey: "r-1", RowKey: "asked", bytes: '{"kind":"asked"}' };
const PAGES = {
  there: [{ rows: [], more: { "x-ms-continuation-NextPartitionKey": "r" } }, { rows: [KEPT] }],
  empty: [{ rows: [] }],
};

/** A table that has the pages, and an account that answers what is added in one way. */
function tableThat(pages: readonly { readonly rows: readonly object[]; readonly more?: object }[], status: number) {
  const left = [...pages];
  const added: unknown[] = [];
  const httpClient = {
    async sendRequest(request: PipelineRequest) {
      const headers = createHttpHeaders({ "content-type": "application/json" });
      if (request.method === "POST") {
        added.push(JSON.parse(String(request.body)));
        const code = status === 409 ? "EntityAlreadyExists" : "AuthorizationPermissionMismatch";
        return { request, status, headers, bodyAsText: JSON.stringify({ "odata.error": { code } }) };
      }
      const { rows = [], more = {} } = left.shift() ?? {};
      for (const [name, value] of Object.entries(more)) headers.set(name, String(value));
      return { request, status: 200, headers, bodyAsText: JSON.stringify({ value: rows }) };
    },
  };
  const tables = emulatorTables("http://127.0.0.1:1/devstoreaccount1", { httpClient });
  return { trying: tryAddingTo(tables, "AuditEntries", new FakeClock().now), added };
}

describe("trying whether something can be added to the record", () => {
  it("adds a row again that is there, so that nothing changes", async () => {
    const { trying, added } = tableThat(PAGES.there, 409);
    await expect(trying()).resolves.toBeUndefined();
    expect(added).toEqual([KEPT]);
  });

  it("fails where the right is lacking", async () => {
    const { trying } = tableThat(PAGES.there, 403);
    await expect(trying()).rejects.toThrow(
      "Storage answered 403 AuthorizationPermissionMismatch to insert in table AuditEntries",
    );
  });

  it("adds nothing to a record that has nothing yet", async () => {
    const { trying, added } = tableThat(PAGES.empty, 403);
    await expect(trying()).resolves.toBeUndefined();
    expect(added).toEqual([]);
  });
});
