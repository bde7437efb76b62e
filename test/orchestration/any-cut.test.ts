import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { CUTS, expectTheSameEnd, play } from "./cut-off.ts";

describe.each([
  ["approve" as const, "Approved" as const],
  ["reject" as const, "Rejected" as const],
])("a request to %s ends the same", (verdict, status) => {
  it("when nothing goes wrong", async () => {
    const golden = await play(verdict, new Map());
    await expectTheSameEnd(golden, status);
    expect(golden.calls.length).toBeGreaterThan(60);
    expect(golden.stage.cards.posted).toHaveLength(1);
    expect(golden.stage.connections.puts).toHaveLength(1);
  });

  it.each(CUTS)("when any one call on its way %s", async (cut) => {
    const golden = await play(verdict, new Map());
    for (let at = 0; at < golden.calls.length; at += 1) {
      try {
        await expectTheSameEnd(await play(verdict, new Map([[at, cut]])), status);
      } catch (cause) {
        throw new Error(`Call ${at} ${cut}: ${golden.calls[at]}`, { cause });
      }
    }
  });

  it("when many calls on its way go wrong in any way", async () => {
    const at = fc.nat({ max: 400 });
    const cuts = fc.array(fc.tuple(at, fc.constantFrom(...CUTS)), { minLength: 2, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(cuts, async (some) => expectTheSameEnd(await play(verdict, new Map(some)), status)),
      { numRuns: 100 },
    );
  });
});
