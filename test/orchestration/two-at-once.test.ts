import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { advance } from "../../src/orchestration/advance.ts";
import { castVote } from "../../src/orchestration/cast-vote.ts";
import { reconcile } from "../../src/orchestration/reconcile.ts";
import type { World } from "../../src/orchestration/world.ts";
import { Fault } from "../../src/ports.ts";
import { aConnection, aConnectionId, aNamespace, olga, omar } from "../support/builders.ts";
import { gatedWorld } from "../support/gated-world.ts";
import { Stage } from "../support/stage.ts";

type Activity = (world: World, stage: Stage, requestId: string) => Promise<unknown>;

const goesOn: Activity = (world, _, requestId) => advance(world, requestId);
const looks: Activity = (world, { orchestrations }) => reconcile(world, orchestrations, aNamespace());
const approves: Activity = (world, { orchestrations }, requestId) =>
  castVote(world, orchestrations, { requestId, verdict: "approve", comment: "Yes", person: olga });
const rejects: Activity = (world, { orchestrations }, requestId) =>
  castVote(world, orchestrations, { requestId, verdict: "reject", comment: "No", person: omar });
const somebodyRejectsInThePortal: Activity = async (world, { connections }) => {
  await world.policies.current();
  connections.change(aConnectionId(), "Rejected", "by hand");
};

/** Runs activities side by side, their calls of the world in any order that fast-check thinks of, and then the request to its end. */
async function sideBySide(
  scheduler: fc.Scheduler,
  activities: readonly Activity[],
  before: "asked" | "begun" | "voted",
) {
  const stage = new Stage();
  const requestId = before === "begun" ? await begun(stage) : await stage.asked();
  if (before === "voted") await stage.click(requestId, "approve", "Yes");
  stage.clock.moveOn({ seconds: 5 });
  const running = activities.map((activity, index) => {
    const world = gatedWorld(stage.world, async (call, effect) => {
      await scheduler.schedule(Promise.resolve(), `${index}: ${call}`);
      return effect();
    });
    return activity(world, stage, requestId).catch(expectFault);
  });
  await scheduler.waitFor(Promise.all(running));
  if (before === "begun") {
    await stage.advance(requestId);
    await stage.click(requestId, "approve", "Yes");
  }
  await stage.untilOver(requestId);
  return { stage, requestId };
}

/** A fault is what the loop comes back from; anything else, above all a contradiction, is an alarm. */
function expectFault(error: unknown): void {
  expect(error).toBeInstanceOf(Fault);
}

async function begun(stage: Stage): Promise<string> {
  stage.connections.set(aConnection());
  await stage.look();
  return stage.onlyOpen();
}

function always(
  activities: readonly Activity[],
  before: "asked" | "begun" | "voted",
  check: (played: Awaited<ReturnType<typeof sideBySide>>) => void,
): Promise<void> {
  return fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => check(await sideBySide(scheduler, activities, before))),
    { numRuns: 150 },
  );
}

function expectOneOfEach({ stage, requestId }: Awaited<ReturnType<typeof sideBySide>>): void {
  const { store, connections } = stage;
  expect([store.decisions.rows.size, store.intents.rows.size, store.outcomes.rows.size]).toEqual([1, 1, 1]);
  const mark = stage.intent(requestId)?.mark;
  expect(connections.puts.filter(({ description }) => !description.endsWith(`[${mark}]`))).toEqual([]);
  expect([...store.rounds.rows.values()]).toMatchObject([{ mark, outcome: "applied" }]);
  const ids = store.audit.entries.map(({ id }) => id);
  expect(ids).toHaveLength(new Set(ids).size);
}

describe("at the same time", () => {
  it("two approvals of one request make one decision, one intent and one mark", () =>
    always([goesOn, goesOn], "voted", (played) => {
      expectOneOfEach(played);
      expect(played.stage.cards.posted).toHaveLength(1);
    }));

  it("two approvals may ask twice, and all the same there is one card that counts", () =>
    always([goesOn, goesOn], "begun", (played) => {
      expectOneOfEach(played);
      expect(played.stage.cards.posted.length).toBeLessThanOrEqual(2);
      const { activity } = played.stage.request(played.requestId).progress.card ?? {};
      const counts = played.stage.cards.posted.find((card) => card.activity === activity);
      expect(counts?.versions.at(-1)?.state).toBe("applied");
    }));

  it("a look that notes what it saw makes no approval ask twice", () =>
    always([goesOn, looks, looks], "begun", (played) => {
      expectOneOfEach(played);
      expect(played.stage.cards.posted).toHaveLength(1);
    }));

  it("two owners who say the opposite make one decision, and what is recorded is what Azure shows", () =>
    always([approves, rejects, goesOn, looks], "asked", (played) => {
      expectOneOfEach(played);
      const { store, connections } = played.stage;
      const verdict = store.decisions.rows.get(played.requestId)?.verdict;
      const status = verdict === "approve" ? "Approved" : "Rejected";
      expect(new Set(connections.puts.map((put) => put.status))).toEqual(new Set([status]));
      expect(store.outcomes.rows.get(played.requestId)).toMatchObject({ kind: "applied", after: status });
      expect(store.audit.kindsOf(played.requestId).filter((kind) => kind === "vote.cast").length).toBeGreaterThan(0);
    }));

  it("somebody in the portal and two approvals leave no record that denies a change of ours", () =>
    always([goesOn, goesOn, somebodyRejectsInThePortal], "voted", ({ stage, requestId }) => {
      const kind = stage.outcome(requestId)?.kind;
      const isPossible = stage.intent(requestId) ? ["applied", "indeterminate"] : ["superseded"];
      expect(isPossible).toContain(kind);
      if (stage.connections.puts.length > 0) expect(stage.intent(requestId)).toBeDefined();
    }));
});
