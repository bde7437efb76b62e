import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { CUTS, play } from "./cut-off.ts";
import { TALES } from "./tales.ts";
import { expectTheSameEnd } from "./the-same-end.ts";

describe.each(TALES)("a request %s ends the same", (_, tale, ending) => {
  it("when nothing goes wrong", async () => {
    const golden = await play(tale, new Map());
    await expectTheSameEnd(golden, ending);
    expect(golden.calls.length).toBeGreaterThan(40);
    expect(golden.stage.cards.shownFor(golden.requestId)).toHaveLength(ending.hasCard ? 1 : 0);
  });

  it.each(CUTS)("when any one call on its way %s", async (cut) => {
    const golden = await play(tale, new Map());
    for (let at = 0; at < golden.calls.length; at += 1) {
      try {
        await expectTheSameEnd(await play(tale, new Map([[at, cut]])), ending);
      } catch (cause) {
        throw new Error(`Call ${at} ${cut}: ${golden.calls[at]}`, { cause });
      }
    }
  });

  it("when many calls on its way go wrong in any way", async () => {
    const at = fc.nat({ max: 400 });
    const cuts = fc.array(fc.tuple(at, fc.constantFrom(...CUTS)), { minLength: 2, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(cuts, async (some) => expectTheSameEnd(await play(tale, new Map(some)), ending)),
      { numRuns: 100 },
    );
  });
});
