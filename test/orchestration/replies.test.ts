import { beforeEach, describe, expect, it } from "@jest/globals";
import { Fault } from "../../src/ports.ts";
import { aGroup, aPerson, aPolicy, rita } from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
let requestId: string;
beforeEach(async () => {
  stage = new Stage();
  stage.policies.policy = aPolicy({
    groups: [aGroup({ remindEveryHours: 24, escalation: { afterHours: 36, to: [aPerson(rita)] } })],
  });
  requestId = await stage.asked();
});

const noAnswer = () => new Fault("no answer within 15 s");
const replies = () => stage.cards.posted[0]?.replies ?? [];
const said = () => stage.request(requestId).progress.said;

/** Advances as the loop does after a fault. */
async function tryFor(times: number): Promise<void> {
  for (let left = times; left > 0; left -= 1) {
    await stage.advance(requestId).catch(() => undefined);
    stage.clock.moveOn({ minutes: 5 });
  }
}

describe("what is said in a thread and gets no answer", () => {
  it("is said five times at most: then a reminder is taken as said, and the next one comes at its time", async () => {
    stage.clock.moveOn({ hours: 24 });
    stage.cards.failures.loseAnswer("reply", noAnswer(), 100);
    await tryFor(20);
    expect(replies()).toHaveLength(5);
    expect(stage.request(requestId).progress).toMatchObject({ reminder: { number: 1 }, said: 0 });
    expect(stage.log.at("warn")).toEqual(["Something was said again and again without an answer; it is taken as said"]);
    expect(await stage.advance(requestId)).toEqual({ kind: "wait", until: "2026-11-21T21:00:00.000Z" });
  });

  it("is an escalation all the same: those who were called may decide", async () => {
    const escalation = { afterHours: 36, to: [aPerson(rita)] };
    stage.policies.policy = aPolicy({ groups: [aGroup({ escalation })] });
    stage.clock.moveOn({ hours: 36 });
    stage.cards.failures.loseAnswer("reply", noAnswer(), 5);
    await tryFor(7);
    expect(replies().filter((text) => text.startsWith("Escalated"))).toHaveLength(5);
    expect(said()).toBe(0);
    expect(await stage.click(requestId, "approve", "Yes", rita)).toMatchObject({ kind: "accepted" });
  });

  it("ends a request without being told, and nothing on record says that it was", async () => {
    await stage.click(requestId, "approve", "Yes");
    await stage.advance(requestId);
    stage.clock.moveOn({ seconds: 40 });
    stage.cards.failures.loseAnswer("reply", noAnswer(), 100);
    await tryFor(20);
    expect(replies().slice(1)).toEqual(Array.from({ length: 5 }, () => "Approved by Olga Owens: Yes"));
    expect(stage.cards.shownFor(requestId)).toMatchObject([{ state: "applied" }]);
    expect(stage.request(requestId).progress).toMatchObject({ closed: true, repliedAt: undefined });
    expect(stage.kinds(requestId)).not.toContain("request.told");
  });

  it("is counted anew for the end, whatever was tried before", async () => {
    stage.clock.moveOn({ hours: 24 });
    stage.cards.failures.loseAnswer("reply", noAnswer(), 9);
    await tryFor(4);
    expect(said()).toBe(4);
    await stage.click(requestId, "approve", "Yes");
    await tryFor(12);
    expect(replies().filter((text) => text.startsWith("Approved"))).toHaveLength(5);
    expect(stage.kinds(requestId)).toContain("request.told");
  });

  it("is not counted when Teams surely did not take it", async () => {
    stage.clock.moveOn({ hours: 24 });
    const notTaken = new Fault("Teams answered 403: the app is not in the team", { notDone: true });
    stage.cards.failures.fail("reply", notTaken, 12);
    await tryFor(12);
    expect([replies(), said()]).toEqual([[], 0]);
    await tryFor(1);
    expect(replies()).toHaveLength(1);
  });

  it("is never said while the count cannot be kept", async () => {
    stage.clock.moveOn({ hours: 24 });
    stage.store.failures.fail("requests.update", new Fault("tables are read-only"), 10);
    await tryFor(10);
    expect(replies()).toEqual([]);
  });
});

describe("a team in which the app is missing", () => {
  it("brakes no later card: as soon as it is there, the owners are asked", async () => {
    stage = new Stage();
    const notTaken = new Fault("Teams answered 403: the app is not in the team", { notDone: true });
    stage.cards.failures.fail("post", notTaken, 30);
    await expect(stage.asked()).rejects.toThrow("the app is not in the team");
    requestId = stage.onlyOpen();
    await tryFor(29);
    expect(stage.request(requestId).progress.asks).toBe(0);
    await stage.advance(requestId);
    expect(stage.cards.posted).toHaveLength(1);
  });
});

describe("a fault", () => {
  it("says that nothing was done when the service said when to come back, and else only when it is sure", () => {
    expect(new Fault("429", { retryAt: new Date(0) }).notDone).toBe(true);
    expect(new Fault("403", { notDone: true }).notDone).toBe(true);
    expect(new Fault("no answer").notDone).toBe(false);
  });
});
