import { describe, expect, it } from "@jest/globals";
import { type ApprovalInput, approval } from "../../src/orchestration/approval.ts";
import { orchestrator } from "../../src/orchestration/durable.ts";
import type { Steps } from "../../src/orchestration/steps.ts";
import { aConnection, aGroup, aPolicy } from "../support/builders.ts";
import { Engine } from "../support/engine.ts";
import { Stage } from "../support/stage.ts";

const MOST_EVENTS = 15;

/** A request that nobody decides for two months, reminded of every day, on the real executor. */
async function afterSixtyReminders() {
  const stage = new Stage();
  stage.policies.policy = aPolicy({ groups: [aGroup({ remindEveryHours: 24 })] });
  stage.connections.set(aConnection());
  await stage.look();
  const requestId = stage.onlyOpen();
  const handler = orchestrator((steps: Steps<ApprovalInput>, input) => approval(steps, input, stage.world.waits));
  const engine = new Engine("approval", handler, { advance: (id) => stage.advance(id) }, stage.clock);
  await engine.start({ requestId, failures: 0 } satisfies ApprovalInput);
  await engine.runUntil("2027-01-19T10:00:00.000Z");
  return { stage, engine, requestId };
}

describe("a request that waits for two months", () => {
  it("is reminded of sixty times, each one on record, and neither its row nor a generation grows with its age", async () => {
    const { stage, engine, requestId } = await afterSixtyReminders();
    const { reminder, recorded } = stage.request(requestId).progress;
    expect(reminder?.number).toBe(60);
    expect(recorded).toHaveLength(4);
    expect(stage.kinds(requestId).filter((kind) => kind === "reminder.sent")).toHaveLength(60);
    expect(Math.max(...engine.generations.map(({ history }) => history.length))).toBeLessThanOrEqual(MOST_EVENTS);
    expect(engine.generations.length).toBeLessThan(150);
  });

  it("still is decided by a click, within the same bounds", async () => {
    const { stage, engine, requestId } = await afterSixtyReminders();
    await stage.click(requestId, "approve", "At last");
    await engine.wake();
    await engine.runUntil("2027-01-20T10:00:00.000Z");
    expect(engine.isOver).toBe(true);
    expect(stage.outcome(requestId)?.kind).toBe("applied");
    expect(Math.max(...engine.generations.map(({ history }) => history.length))).toBeLessThanOrEqual(MOST_EVENTS);
  });
});
