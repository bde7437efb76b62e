import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { nextStep } from "../../src/domain/next-step.ts";
import { AZURE_WAITS } from "../../src/domain/waits.ts";
import { aRequest, aRule, aStory } from "../support/builders.ts";
import { START } from "./arbitrary-story.ts";
import { does, type Happening, happens, type ModelWorld } from "./model-world.ts";

const SETTINGS = { waits: AZURE_WAITS, serviceVersion: "0.1.0" };
/** More than any story needs: the longest wait is five days, the deadline two, and trying ends after one. */
const MOST_STEPS = 60;

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    kind: fc.constant("vote" as const),
    by: fc.constantFrom("p-a", "p-b"),
    verdict: fc.constantFrom("approve" as const, "reject" as const),
    counts: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("portal" as const),
    status: fc.constantFrom("Pending" as const, "Approved" as const, "Rejected" as const, "Disconnected" as const),
  }),
  fc.constantFrom<Happening>(
    { kind: "another endpoint" },
    { kind: "gone" },
    { kind: "Azure fails" },
    { kind: "no owner any more" },
  ),
  fc.nat({ max: 100_000 }).map((seconds): Happening => ({ kind: "time", seconds })),
  { weight: 12, arbitrary: fc.constant<Happening>({ kind: "nothing" }) },
);

const request = fc
  .record({
    deadlineAt: fc.constantFrom("2026-11-20T10:00:00.000Z", "2026-11-22T09:00:00.000Z"),
    rule: fc.constantFrom(undefined, undefined, undefined, aRule()),
  })
  .map((overrides) => aRequest(overrides));

function begin(story: ModelWorld["story"]): ModelWorld {
  return { story, now: START, busyUntil: START, decisions: 0, intents: 0, outcomes: 0, puts: [], cards: 0 };
}

/** Lets one thing happen before each step, as long as there are any, and answers every world on the way to the end. */
function walk(start: ModelWorld, happenings: readonly Happening[]): readonly ModelWorld[] {
  const worlds = [start];
  for (let [steps, world] = [0, start]; steps < MOST_STEPS + happenings.length; steps += 1) {
    world = happens(world, happenings[steps] ?? { kind: "nothing" });
    const step = nextStep(world.story, SETTINGS, world.now);
    if (step.kind === "over") return worlds;
    world = does(world, step);
    worlds.push(world);
  }
  throw new Error("The request is never over");
}

function aWalk(check: (worlds: readonly ModelWorld[]) => void): void {
  fc.assert(
    fc.property(request, fc.array(happening, { maxLength: 40 }), (asked, happenings) =>
      check(walk(begin(aStory({ request: asked })), happenings)),
    ),
    { numRuns: 1_000 },
  );
}

describe("a request that anything may happen to", () => {
  it("is over in the end, with one outcome, at most one decision and one intent, and one card", () => {
    aWalk((worlds) => {
      const end = worlds.at(-1);
      expect(end).toMatchObject({ outcomes: 1, story: { round: { outcome: end?.story.outcome?.kind } } });
      expect(end?.decisions).toBeLessThanOrEqual(1);
      expect(end?.intents).toBeLessThanOrEqual(1);
      expect(end?.cards).toBeLessThanOrEqual(1);
    });
  });

  it("is changed in Azure only after a decision and an intent, and as decided", () => {
    aWalk((worlds) => {
      const changed = worlds.filter(({ puts }) => puts.length > 0);
      expect(changed.filter(({ decisions, intents }) => decisions !== 1 || intents !== 1)).toEqual([]);
      for (const { puts, story } of changed) {
        const wanted = story.decision?.verdict === "approve" ? "Approved" : "Rejected";
        expect(new Set(puts.map(({ to }) => to))).toEqual(new Set([wanted]));
      }
    });
  });

  it("has no end that denies a change which may have landed", () => {
    aWalk((worlds) => {
      const end = worlds.at(-1);
      if (end?.intents === 1) expect(["applied", "failed", "indeterminate"]).toContain(end.story.outcome?.kind);
      else expect(["superseded", "expired"]).toContain(end?.story.outcome?.kind);
    });
  });

  it("tells as applied only what Azure showed at that moment", () => {
    aWalk((worlds) => {
      const at = worlds.findIndex(({ story }) => story.outcome?.kind === "applied");
      if (at < 0) return;
      expect(worlds[at]?.story.connection).toMatchObject({
        status: worlds[at]?.story.intent?.to,
        provisioning: "done",
      });
    });
  });
});
