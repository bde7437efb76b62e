import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { RepairAnswer } from "../../src/domain/answers.ts";
import { type FakeApi, startFakeApi } from "./fake-api.ts";
import { allTold, reaching } from "./told.ts";

let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
});
beforeEach(() => {
  api.heard.length = 0;
});
afterAll(() => api.stop());

const batch = (more: Partial<RepairAnswer>): RepairAnswer => ({
  ...{ looked: 256, restored: 0, enqueued: 0, differing: [], ...more },
});

function answering(...batches: readonly RepairAnswer[]): void {
  api.world.instead = batches.map((body) => ({ status: 200, body: JSON.stringify(body) }));
}

const repaired = (...words: readonly string[]) => allTold(["repair", ...words], { env: reaching(api) });

describe("repair", () => {
  it("goes on batch by batch until all is done, and says what was done", async () => {
    answering(
      batch({ next: { bundle: 1 }, restored: 2 }),
      batch({ next: { after: "" } }),
      batch({ looked: 9, enqueued: 1 }),
    );
    expect(await repaired()).toMatchObject({
      code: 0,
      out: [
        "Looked at 521 rows, of the log and of the record.",
        "Given back to the record: 2. To be sealed: 1. Not as sealed: 0.",
      ],
      progress: expect.arrayContaining(["512 entries looked at"]),
    });
    expect(api.heard.map(({ method, path, body }) => [method, path, body])).toEqual([
      ["POST", "/api/audit/repair", { from: { bundle: 0 } }],
      ["POST", "/api/audit/repair", { from: { bundle: 1 } }],
      ["POST", "/api/audit/repair", { from: { after: "" } }],
    ]);
  });

  it("names what is not as it was sealed, and ends with 1", async () => {
    answering(batch({ differing: ["r-1/seen"] }));
    expect(await repaired()).toMatchObject({
      code: 1,
      out: expect.arrayContaining([
        "r-1/seen: the record says something else than the sealed log. Nothing was written.",
      ]),
    });
    answering(batch({ differing: ["r-1/seen"] }));
    expect(JSON.parse((await repaired("--json")).out.join("\n"))).toEqual(batch({ differing: ["r-1/seen"] }));
  });
});
