import { describe, expect, it } from "@jest/globals";
import { canonicalJson } from "../../src/domain/audit.ts";
import { type Repaired, type RepairFrom, repairAudit } from "../../src/orchestration/repair-audit.ts";
import type { SealedLog } from "../../src/store.ts";
import { anEntry } from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

const entryAt = (number: number) =>
  anEntry({ id: `r-${number}/decision`, request: `r-${number}`, at: `2026-11-20T09:00:0${number}.000Z` });

/** A sealed log of bundles of two. */
function logOf(entries: readonly string[]): SealedLog {
  const starts = (number: number) => number * 2;
  return {
    read: async () => undefined,
    prove: async () => ({ kind: "not sealed" }),
    bundle: async (number) =>
      starts(number) < entries.length
        ? { from: starts(number), entries: entries.slice(starts(number), starts(number) + 2) }
        : undefined,
  };
}

async function repairedAll(stage: Stage, log: SealedLog): Promise<readonly Repaired[]> {
  const batches: Repaired[] = [];
  let from: RepairFrom | undefined = { bundle: 0 };
  while (from) {
    const batch: Repaired = await repairAudit(stage.world, log, from);
    batches.push(batch);
    from = batch.next;
  }
  return batches;
}

const sum = (batches: readonly Repaired[], what: "looked" | "restored" | "enqueued") =>
  batches.reduce((all, batch) => all + batch[what], 0);

describe("a repair of the audit's rows", () => {
  const three = [1, 2, 3].map((number) => canonicalJson(entryAt(number)));

  it("goes through the sealed log bundle by bundle, and gives each entry its rows and its place", async () => {
    const stage = new Stage();
    for (const number of [1, 2, 3]) await stage.store.audit.record(entryAt(number));
    const batches = await repairedAll(stage, logOf(three));
    expect(batches.map(({ next }) => next)).toEqual([
      { bundle: 1 },
      { bundle: 2 },
      { after: "" },
      { after: "r-3/decision" },
      undefined,
    ]);
    expect([...stage.store.inbox.places]).toEqual([
      ["r-1/decision", 0],
      ["r-2/decision", 1],
      ["r-3/decision", 2],
    ]);
    expect(sum(batches, "restored")).toBe(0);
  });

  it("gives back what the record lost, and counts it", async () => {
    const stage = new Stage();
    await stage.store.audit.record(entryAt(2));
    const batches = await repairedAll(stage, logOf(three));
    expect(sum(batches, "restored")).toBe(2);
    expect(stage.store.audit.entries.map(({ id }) => id).toSorted()).toEqual([
      "r-1/decision",
      "r-2/decision",
      "r-3/decision",
    ]);
  });

  it("touches no entry of which the record says something else than the log, and names it", async () => {
    const stage = new Stage();
    await stage.store.audit.record({ ...entryAt(1), comment: "forged" });
    const [first] = await repairedAll(stage, logOf(three));
    expect(first?.differing).toEqual(["r-1/decision"]);
    expect(stage.store.inbox.places.has("r-1/decision")).toBe(false);
    expect(stage.store.audit.entries.find(({ id }) => id === "r-1/decision")?.comment).toBe("forged");
    expect(stage.log.lines.map(({ message }) => message)).toContain(
      "The record says something else than the sealed log",
    );
  });

  it("passes over bytes in the log that are no entry", async () => {
    const batches = await repairedAll(new Stage(), logOf(["no entry"]));
    expect(sum(batches, "looked")).toBe(1);
    expect(sum(batches, "restored")).toBe(0);
  });

  it("lets what is on record and neither sealed nor waiting wait again", async () => {
    const stage = new Stage();
    await stage.store.audit.record(entryAt(1));
    await stage.store.audit.record(entryAt(2));
    stage.store.inbox.lost.add("r-2/decision");
    const batches = await repairedAll(stage, logOf([]));
    expect(sum(batches, "enqueued")).toBe(1);
    expect((await stage.store.inbox.waiting(9)).map(({ id }) => id)).toEqual(["r-1/decision", "r-2/decision"]);
  });

  it("lets nothing wait that is sealed and was edited since, whatever its time says now: it is not sealed again", async () => {
    const stage = new Stage();
    await stage.store.audit.record({ ...entryAt(3), at: "2026-11-21T00:00:00.000Z", comment: "forged" });
    stage.store.inbox.lost.add("r-3/decision");
    const batches = await repairedAll(stage, logOf(three));
    expect(batches.flatMap(({ differing }) => differing)).toEqual(["r-3/decision"]);
    expect(sum(batches, "enqueued")).toBe(0);
    expect(await stage.store.inbox.waiting(9)).toEqual([]);
  });

  it("lets nothing wait that is sealed and has no row by time, when it begins with the record", async () => {
    const stage = new Stage();
    await stage.store.audit.record(entryAt(1));
    stage.store.inbox.lost.add("r-1/decision");
    expect(await repairAudit(stage.world, logOf(three), { after: "" })).toMatchObject({ looked: 1, enqueued: 0 });
  });

  it("looks for it in a log of many bundles", async () => {
    const stage = new Stage();
    const many = Array.from({ length: 40 }, (_, number) =>
      canonicalJson({ ...entryAt(1), id: `r-${number}/decision`, request: `r-${number}` }),
    );
    await stage.store.audit.record({ ...entryAt(1), id: "r-39/decision", request: "r-39" });
    stage.store.inbox.lost.add("r-39/decision");
    expect(await repairAudit(stage.world, logOf(many), { after: "" })).toMatchObject({ looked: 1, enqueued: 0 });
  });

  it("lets nothing wait that is no entry: it may be sealed as it once was", async () => {
    const stage = new Stage();
    stage.store.index.pageAfter = async (id) =>
      id === "" ? [{ id: "r-1/decision", at: "1970-01-01T00:00:00.000Z", bytes: "spoiled" }] : [];
    stage.store.inbox.lost.add("r-1/decision");
    const batches = await repairedAll(stage, logOf([]));
    expect([sum(batches, "looked"), sum(batches, "enqueued")]).toEqual([1, 0]);
  });
});
