import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { nextStep } from "../../src/domain/next-step.ts";
import { choiceOf, wantedBy } from "../../src/domain/request-kind.ts";
import { deadlineOf } from "../../src/domain/story.ts";
import { quorumFor } from "../../src/domain/votes.ts";
import { AZURE_WAITS } from "../../src/domain/waits.ts";
import { aConnection, aRequest, aRule, aStory } from "../support/builders.ts";
import { group, kind, START, STARTS } from "./arbitrary-story.ts";
import { does, type Happening, happens, type ModelWorld } from "./model-world.ts";

const SETTINGS = { waits: AZURE_WAITS, serviceVersion: "0.1.0" };
/** More than any story needs: with questions its deadline is some weeks away, and there may be a reminder each hour. */
const MOST_STEPS = 1_500;

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("vote" as const),
      by: fc.constantFrom("p-a", "p-b", "p-c", "p-d"),
      isFor: fc.oneof(fc.constant(true), fc.boolean()),
      counts: fc.oneof(fc.constant(true), fc.boolean()),
    }),
  },
  fc.record({
    kind: fc.constant("portal" as const),
    status: fc.constantFrom("Pending" as const, "Approved" as const, "Rejected" as const, "Disconnected" as const),
  }),
  fc.constantFrom<Happening>(
    { kind: "another endpoint" },
    { kind: "gone" },
    { kind: "Azure fails" },
    { kind: "no owner any more" },
    { kind: "the rule is gone" },
  ),
  fc.integer({ min: 1, max: 72 }).map((hours): Happening => ({ kind: "a question", hours })),
  fc.nat({ max: 100_000 }).map((seconds): Happening => ({ kind: "time", seconds })),
  { weight: 25, arbitrary: fc.constant<Happening>({ kind: "nothing" }) },
);

const story = fc
  .record({
    asked: kind,
    deadlineAt: fc.constantFrom("2026-11-20T10:00:00.000Z", "2026-11-22T09:00:00.000Z"),
    hasRule: fc.integer({ min: 0, max: 3 }).map((number) => number === 0),
    group,
  })
  .map(({ asked, deadlineAt, hasRule, group: watching }) => {
    const rule = hasRule || asked.startsWith("clean-up") ? aRule({ verdict: choiceOf(asked).for }) : undefined;
    const connection = aConnection({ status: STARTS[asked] });
    const request = aRequest({ kind: asked, from: STARTS[asked], deadlineAt, rule });
    return aStory({ request, connection, group: watching });
  });

function begin(about: ModelWorld["story"]): ModelWorld {
  const nothingYet = { decisions: 0, intents: 0, outcomes: 0, changes: [], cards: 0, escalations: 0 };
  return { story: about, now: START, busyUntil: START, ...nothingYet };
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

function aWalk(check: (worlds: readonly ModelWorld[], end: ModelWorld) => void): void {
  fc.assert(
    fc.property(story, fc.array(happening, { maxLength: 40 }), (about, happenings) => {
      const start = begin(about);
      const worlds = walk(start, happenings);
      check(worlds, worlds.at(-1) ?? start);
    }),
    { numRuns: 1_000 },
  );
}

describe("a request that anything may happen to", () => {
  it("is over in the end, with one outcome, at most one decision, intent, card and escalation", () => {
    aWalk((_, end) => {
      expect(end).toMatchObject({ outcomes: 1, story: { round: { outcome: end.story.outcome?.kind } } });
      const { decisions, intents, cards, escalations } = end;
      expect(Math.max(decisions, intents, cards, escalations)).toBeLessThanOrEqual(1);
    });
  });

  it("is changed in Azure only after a decision and an intent, and as decided", () => {
    aWalk((worlds) => {
      const changed = worlds.filter(({ changes }) => changes.length > 0);
      expect(changed.filter(({ decisions, intents }) => decisions !== 1 || intents !== 1)).toEqual([]);
      for (const { changes, story: about } of changed) {
        const wanted = wantedBy(about.decision?.verdict ?? "keep");
        expect(new Set(changes.map(({ to }) => to))).toEqual(new Set([wanted]));
      }
    });
  });

  it("has no end that denies a change which may have landed", () => {
    aWalk((_, end) => {
      const kinds = end.intents === 1 ? ["applied", "failed", "indeterminate"] : ["superseded", "expired", "kept"];
      expect(kinds).toContain(end.story.outcome?.kind);
    });
  });

  it("tells as applied only what Azure showed at that moment", () => {
    aWalk((worlds) => {
      const there = worlds.find(({ story: { outcome } }) => outcome?.kind === "applied")?.story;
      if (there?.intent?.to === "gone") expect(there.connection).toBe("gone");
      else if (there) expect(there.connection).toMatchObject({ status: there.intent?.to, provisioning: "done" });
    });
  });

  it("is decided for by as many owners as are needed, and by nobody who was none then", () => {
    aWalk((worlds) => {
      const settled = worlds.find(({ decisions }) => decisions === 1)?.story;
      const { decision, votes = [], request, group: watching } = settled ?? {};
      if (decision?.by.kind !== "person" || !request || !watching) return;
      const isFor = decision.verdict === choiceOf(request.kind).for;
      expect(decision.voters.length).toBe(isFor ? quorumFor(request, watching) : 1);
      expect(votes.filter(({ by, counts }) => decision.voters.includes(by) && !counts)).toEqual([]);
    });
  });

  it("is not over before its deadline for want of votes", () => {
    aWalk((worlds) => {
      const expired = worlds.find(({ story: { outcome } }) => outcome?.kind === "expired");
      if (expired) expect(expired.now.toISOString() > (deadlineOf(expired.story) ?? "")).toBe(true);
    });
  });

  it("numbers its reminders upwards", () => {
    aWalk((worlds) => {
      const numbers = new Set(worlds.map(({ story: { request } }) => request.progress.reminder?.number ?? 0));
      expect([...numbers]).toEqual([...numbers].toSorted((one, other) => one - other));
    });
  });
});
