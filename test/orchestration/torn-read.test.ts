import { expect, it } from "@jest/globals";
import { advance } from "../../src/orchestration/advance.ts";
import { gatedWorld } from "../support/gated-world.ts";
import { Stage } from "../support/stage.ts";

it.each(["outcomes", "intents", "decisions", "votes"])(
  "an activity whose read of the %s waits while another goes on records nothing that the other contradicts",
  async (slow) => {
    const stage = new Stage();
    const requestId = await stage.asked();
    await stage.click(requestId, "approve", "Yes");
    let isFirst = true;
    const world = gatedWorld(stage.world, async (call, effect) => {
      const waits = isFirst && call.startsWith(`store.${slow}.`);
      if (waits) isFirst = false;
      if (waits) await stage.advance(requestId);
      return effect();
    });
    await advance(world, requestId);
    await stage.untilOver(requestId);
    const entries = stage.store.audit.entries.filter(({ kind }) => kind.startsWith("change."));
    expect(entries.map(({ kind, verdict }) => [kind, verdict])).toEqual([
      ["change.intended", "approve"],
      ["change.applied", "approve"],
    ]);
  },
);
