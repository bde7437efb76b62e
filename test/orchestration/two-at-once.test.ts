import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Verb } from "../../src/domain/card.ts";
import type { ConnectionStatus } from "../../src/domain/connection.ts";
import type { Person } from "../../src/domain/person.ts";
import { advance } from "../../src/orchestration/advance.ts";
import { takeClick } from "../../src/orchestration/clicks.ts";
import { reconcile } from "../../src/orchestration/reconcile.ts";
import { sweep } from "../../src/orchestration/sweep.ts";
import type { World } from "../../src/orchestration/world.ts";
import { Fault } from "../../src/ports.ts";
import {
  aConnection,
  aConnectionId,
  aGroup,
  aNamespace,
  anAllowRule,
  aPolicy,
  aPrivateEndpoint,
  FABRIKAM,
  olga,
  omar,
} from "../support/builders.ts";
import { gatedWorld } from "../support/gated-world.ts";
import { Stage } from "../support/stage.ts";

type Activity = (world: World, stage: Stage, requestId: string) => Promise<unknown>;

const goesOn: Activity = (world, _, requestId) => advance(world, requestId);
const looks: Activity = (world, { orchestrations }) => reconcile(world, orchestrations, aNamespace());
const approves: Activity = (world, { orchestrations }, requestId) =>
  takeClick(world, orchestrations, { requestId, verb: "approve", comment: "Yes", person: olga, confirmed: true });
const rejects: Activity = (world, { orchestrations }, requestId) =>
  takeClick(world, orchestrations, { requestId, verb: "reject", comment: "No", person: omar, confirmed: true });
const somebodyRejectsInThePortal: Activity = async (world, { connections }) => {
  await world.policies.current();
  connections.change(aConnectionId(), "Rejected", "by hand");
};

/** Runs activities side by side, their calls of the world in any order that fast-check thinks of, and then the request to its end. */
async function sideBySide(
  scheduler: fc.Scheduler,
  activities: readonly Activity[],
  before: "asked" | "begun" | "voted",
  prepare: (stage: Stage) => void,
) {
  const stage = new Stage();
  prepare(stage);
  const requestId = before === "begun" ? await begun(stage) : await stage.asked();
  if (before === "voted") await stage.click(requestId, "approve", "Yes");
  stage.clock.moveOn({ seconds: 5 });
  await together(scheduler, stage, activities, requestId);
  if (before === "begun") {
    await stage.advance(requestId);
    await stage.click(requestId, "approve", "Yes");
  }
  await stage.untilOver(requestId);
  return { stage, requestId };
}

/** Runs activities side by side, their calls of the world in any order. */
async function together(
  scheduler: fc.Scheduler,
  stage: Stage,
  activities: readonly Activity[],
  requestId: string,
): Promise<void> {
  const running = activities.map((activity, index) => {
    const world = gatedWorld(stage.world, async (call, effect) => {
      await scheduler.schedule(Promise.resolve(), `${index}: ${call}`);
      return effect();
    });
    return activity(world, stage, requestId).catch(expectFault);
  });
  await scheduler.waitFor(Promise.all(running));
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
  prepare: (stage: Stage) => void = () => undefined,
): Promise<void> {
  return fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) =>
      check(await sideBySide(scheduler, activities, before, prepare)),
    ),
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

const by = (verb: Verb, comment: string, person: Person): Activity => {
  return (world, { orchestrations }, requestId) =>
    takeClick(world, orchestrations, { requestId, verb, comment, person, confirmed: true });
};

describe("two owners at the same time", () => {
  const twoOf = (stage: Stage) => {
    stage.policies.policy = aPolicy({ groups: [aGroup({ quorum: 2, quorumForOtherTenants: 2 })] });
  };

  it("who must agree and do make one decision of both", () =>
    always(
      [approves, by("approve", "Yes", omar), goesOn, goesOn],
      "asked",
      (played) => {
        expectOneOfEach(played);
        const decision = played.stage.store.decisions.rows.get(played.requestId);
        expect(decision).toMatchObject({ verdict: "approve", comment: "Yes" });
        expect(decision?.voters).toHaveLength(2);
      },
      twoOf,
    ));

  it("of whom one asks and one approves hold up nothing", () =>
    always([by("hold", "Which team?", omar), approves, goesOn], "asked", (played) => {
      expectOneOfEach(played);
      expect(played.stage.kinds(played.requestId).filter((kind) => kind === "request.held").length).toBeLessThan(2);
    }));

  it("who revoke and remove, while a sweep looks, begin one request that is carried out", async () => {
    const wishes = [by("revoke", "Out", olga), by("remove", "Away", omar), sweeps];
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const stage = new Stage();
        const approved = await stage.asked();
        await stage.click(approved, "approve", "Yes");
        await stage.untilOver(approved);
        await together(scheduler, stage, wishes, approved);
        const wish = stage.onlyOpen();
        await stage.untilOver(wish);
        expect(stage.outcome(wish)).toMatchObject({ kind: "applied" });
        expect(stage.connections.puts.length + stage.connections.removals.length).toBe(2);
        expect(stage.store.votes.rows.filter(({ requestId }) => requestId !== approved)).toMatchObject([
          { requestId: wish },
        ]);
        expect(await stage.sweep()).toMatchObject({ begun: 0, open: 0, failed: 0 });
      }),
      { numRuns: 150 },
    );
  });
});

const sweeps: Activity = (world, { orchestrations }) => sweep(world, orchestrations);

describe("two requests that the same rule approves at the same time", () => {
  const atMostOne = aPolicy({ allow: [anAllowRule({ subscription: FABRIKAM, atMost: 1 })] });
  const listsOnly = (name: string): Activity => {
    const listed = [aConnection({ id: aConnectionId({ connection: name }), privateEndpoint: aPrivateEndpoint(name) })];
    return (world, { orchestrations }) => reconcile(world, orchestrations, aNamespace(), { listed });
  };

  it("are not both let in where the rule says one, however their steps fall", () =>
    fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const stage = new Stage();
        stage.policies.policy = atMostOne;
        for (const name of ["pe-1", "pe-2"]) {
          const id = aConnectionId({ connection: name });
          stage.connections.set(aConnection({ id, privateEndpoint: aPrivateEndpoint(name) }));
        }
        await Promise.all(["pe-1", "pe-2"].map((name) => listsOnly(name)(stage.world, stage, "")));
        const ids = [...stage.store.requests.rows.keys()];
        const advances = ids.map(
          (id): Activity =>
            (world) =>
              advance(world, id),
        );
        await together(scheduler, stage, advances, "");
        for (const id of ids) await stage.untilOver(id);
        expect(ids.map((id) => stage.outcome(id)?.kind).sort()).toEqual(["applied", "superseded"]);
      }),
      { numRuns: 100 },
    ));
});

describe("two sweeps at the same time", () => {
  it("delete what is Disconnected once", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const stage = new Stage();
        stage.connections.set(aConnection({ status: "Disconnected" }));
        await stage.sweep();
        stage.clock.moveOn({ hours: 72 });
        await together(scheduler, stage, [sweeps, sweeps], "");
        await together(scheduler, stage, [goesOn, goesOn], stage.onlyOpen());
        await stage.untilOver(stage.onlyOpen());
        expect(stage.store.requests.rows.size).toBe(1);
        expect(stage.store.intents.rows.size).toBe(1);
      }),
      { numRuns: 100 },
    );
  });

  it.each(["challenge", "accept"] as const)(
    "record once what somebody else did, where the policy says %s",
    (external) =>
      fc.assert(
        fc.asyncProperty(
          fc.scheduler(),
          fc.constantFrom<ConnectionStatus>("Approved", "Disconnected"),
          async (scheduler, status) => {
            const stage = new Stage();
            stage.policies.policy = aPolicy({ groups: [aGroup({ external })] });
            stage.connections.set(aConnection({ status }));
            await together(scheduler, stage, [sweeps, sweeps, looks], "");
            await stage.sweep();
            const kinds = stage.store.audit.entries.map(({ kind }) => kind);
            const isApproved = status === "Approved";
            expect(kinds.filter((kind) => kind === "external.change")).toHaveLength(1);
            expect(stage.store.requests.rows.size).toBe(isApproved && external === "challenge" ? 1 : 0);
          },
        ),
        { numRuns: 150 },
      ),
  );
});
