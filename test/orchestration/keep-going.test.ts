import { beforeEach, describe, expect, it } from "@jest/globals";
import { Changed, Fault } from "../../src/ports.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
let requestId: string;
beforeEach(async () => {
  stage = new Stage();
  requestId = await stage.asked();
});

const wakes = () => stage.orchestrations.approvals.get(requestId)?.wakes;
const watch = () => stage.request(requestId).progress.watch;

describe("an open request", () => {
  it("is left alone while it only waits for an owner", async () => {
    await stage.look();
    expect([wakes(), watch()]).toEqual([0, undefined]);
  });

  it("gets its approval back when that is gone, as after the loss of the task hub", async () => {
    stage.orchestrations.end(requestId);
    await stage.look();
    expect(wakes()).toBe(0);
    expect(stage.log.at("warn")).toContain("The approval of an open request was gone and is started");
  });

  it("is woken for a vote that nobody heard", async () => {
    stage.orchestrations.failures.fail("wakeApproval", new Fault("lost"));
    await stage.click(requestId, "approve");
    await stage.look();
    expect(wakes()).toBe(1);
    expect(watch()).toEqual({
      generation: "generation-1",
      since: "2026-11-20T09:00:00.000Z",
      wokenAt: "2026-11-20T09:00:00.000Z",
    });
  });

  it("is woken when somebody else decided", async () => {
    stage.connections.change(stage.request(requestId).connection, "Rejected");
    await stage.look();
    expect(wakes()).toBe(1);
  });

  it("is left alone while it waits for Azure", async () => {
    await stage.click(requestId, "approve");
    await stage.advance(requestId);
    await stage.look();
    expect([wakes(), watch()]).toEqual([1, undefined]);
  });
});

describe("the watchdog", () => {
  beforeEach(async () => {
    await stage.click(requestId, "approve");
    await stage.look();
  });

  it("keeps the first moment at which it saw a generation", async () => {
    stage.clock.moveOn({ minutes: 5 });
    await stage.look();
    expect(watch()?.since).toBe("2026-11-20T09:00:00.000Z");
    expect(wakes()).toBe(3);
  });

  it("ends a generation that has not moved for nine minutes, and the next look starts a new one", async () => {
    stage.clock.moveOn({ minutes: 9 });
    await stage.look();
    expect(stage.orchestrations.terminated).toMatchObject([{ requestId }]);
    expect(stage.log.at("error")).toHaveLength(1);
    await stage.look();
    expect(stage.orchestrations.approvals.get(requestId)).toEqual({ generation: "generation-2", wakes: 0 });
    await stage.untilOver(requestId);
    expect(stage.store.outcomes.rows.get(requestId)).toMatchObject({ kind: "applied" });
  });

  it("leaves one alone a moment before", async () => {
    stage.clock.moveTo("2026-11-20T09:08:59.999Z");
    await stage.look();
    expect(stage.orchestrations.terminated).toEqual([]);
  });

  it("begins to count anew when the generation moved", async () => {
    stage.clock.moveOn({ minutes: 8 });
    stage.orchestrations.moveOn(requestId);
    await stage.look();
    stage.clock.moveOn({ minutes: 8 });
    await stage.look();
    expect(stage.orchestrations.terminated).toEqual([]);
    expect(watch()).toMatchObject({ generation: "generation-2", since: "2026-11-20T09:08:00.000Z" });
  });

  it("counts anew for one that had nothing to do meanwhile, though it began in the same second", async () => {
    await stage.advance(requestId);
    await stage.look();
    expect(watch()).toBeUndefined();
    stage.clock.moveOn({ minutes: 30 });
    await stage.look();
    expect(stage.orchestrations.terminated).toEqual([]);
  });

  it("forgets it no sooner than it can be written, and waits for that with nothing else", async () => {
    await stage.advance(requestId);
    stage.store.failures.fail("requests.update", new Changed("the approval was faster"));
    await stage.look();
    expect(watch()).toMatchObject({ generation: "generation-1" });
  });

  it("wakes one that is at work no more than once in two minutes", async () => {
    for (const time of ["09:01:59.999", "09:02:00.000", "09:03:59.999"]) {
      stage.clock.moveTo(`2026-11-20T${time}Z`);
      await stage.look();
    }
    expect([wakes(), watch()?.since]).toEqual([3, "2026-11-20T09:00:00.000Z"]);
  });

  it("wakes though its note was overtaken by the approval itself", async () => {
    stage.orchestrations.moveOn(requestId);
    stage.store.failures.fail("requests.update", new Changed("the approval was faster"));
    await stage.look();
    expect([wakes(), watch()?.generation]).toEqual([3, "generation-1"]);
  });

  it("says so when its note cannot be written for another reason", async () => {
    stage.orchestrations.moveOn(requestId);
    stage.store.failures.fail("requests.update", new Fault("tables are away"));
    await expect(stage.look()).rejects.toThrow("tables are away");
  });
});
