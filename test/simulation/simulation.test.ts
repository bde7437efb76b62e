import { describe, expect, it } from "@jest/globals";
import { bundleWorker } from "./bundle.ts";
import { replayed, simulated } from "./simulate.ts";
import { mutantsTried } from "./try-mutants.ts";

/** Bundles, threads, and two virtual days a seed. */
const PATIENCE = 60_000;

describe("the simulation", () => {
  it(
    "finds every invariant kept in two virtual days full of faults, under twenty seeds",
    async () => {
      const [outcome] = await simulated({ configs: ["main"], seeds: 20, firstSeed: 1 });
      expect(outcome?.bad).toEqual([]);
      expect(outcome?.stats).toMatchObject({ requests: expect.any(Number), changes: expect.any(Number) });
      expect(outcome?.stats["changes"]).toBeGreaterThan(10);
      expect(outcome?.stats["longestHistory"]).toBeGreaterThan(15);
    },
    PATIENCE,
  );

  it(
    "finds them kept in a channel that is crowded, too",
    async () => {
      const [outcome] = await simulated({ configs: ["crowded"], seeds: 10, firstSeed: 1 });
      expect(outcome?.bad).toEqual([]);
      expect(outcome?.stats["lines"]).toBeGreaterThan(3);
      expect(outcome?.stats["shown by hand"]).toBeGreaterThan(0);
    },
    PATIENCE,
  );

  it(
    "makes the same run of the same seed",
    async () => {
      const order = { config: "main", seed: 7 };
      const [one, other] = [await replayed(order), await replayed(order)];
      expect(one.trace?.length).toBeGreaterThan(1_000);
      expect(one).toEqual(other);
    },
    PATIENCE,
  );

  it.each(["upsert for insert", "applied without Succeeded", "record after the change"])(
    "misses a safeguard that is taken away: %s",
    async (mutant) => {
      const [tried] = await mutantsTried({ mutants: [mutant], seeds: 60, firstSeed: 1 });
      expect(tried?.caught?.violations).not.toEqual([]);
    },
    PATIENCE,
  );

  it(
    "takes no safeguard for removed that its edit does not find",
    async () => {
      const edit = { file: "src/domain/round.ts", find: "what nobody ever wrote", replace: "" };
      await expect(bundleWorker("no-such-edit", [edit])).rejects.toThrow("has 0 times");
      const elsewhere = { ...edit, file: "src/cli/index.ts" };
      await expect(bundleWorker("no-such-file", [elsewhere])).rejects.toThrow("is not part of the simulation");
    },
    PATIENCE,
  );
});
