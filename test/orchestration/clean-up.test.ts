import { beforeEach, describe, expect, it } from "@jest/globals";
import { Fault } from "../../src/ports.ts";
import { aConnection, aConnectionId, aPolicy } from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});

const DRY = { cleanUp: "dry-run" } as const;
const disconnected = (name = "c1") =>
  stage.connections.set(aConnection({ id: aConnectionId({ connection: name }), status: "Disconnected" }));
const open = () => [...stage.store.requests.rows.values()].filter(({ progress }) => !progress.closed);
const removed = () => stage.connections.removals.map(({ connection }) => connection.split("/").at(-1));
const planned = () => stage.store.audit.entries.filter(({ kind }) => kind === "clean-up.planned");

/** Seen for the first time, and then again when the grace period of 72 hours is over. */
async function afterGrace(overrides = {}): Promise<void> {
  await stage.sweep(overrides);
  stage.clock.moveOn({ hours: 72 });
  await stage.sweep(overrides);
}

describe("a connection that stays Disconnected", () => {
  it("is deleted after the grace period, by a request of its own on record, with no card", async () => {
    disconnected();
    await stage.sweep();
    stage.clock.moveOn({ hours: 71.9 });
    expect(await stage.sweep()).toMatchObject({ begun: 0 });
    stage.clock.moveOn({ hours: 0.1 });
    expect(await stage.sweep()).toMatchObject({ begun: 1 });
    const requestId = stage.onlyOpen();
    await stage.untilOver(requestId);
    expect(removed()).toEqual(["c1"]);
    expect(stage.kinds(requestId)).toEqual(["request.asked", "decision.made", "change.intended", "change.applied"]);
    expect(stage.outcome(requestId)).toMatchObject({ kind: "applied", after: "gone" });
    expect(stage.cards.posted).toEqual([]);
    expect(await stage.sweep()).toMatchObject({ begun: 0, open: 0 });
  });

  it("is left alone by a look that follows an event: only a sweep cleans up", async () => {
    disconnected();
    await stage.look();
    stage.clock.moveOn({ hours: 72 });
    expect(await stage.look()).toMatchObject({ begun: 0 });
  });

  it("is deleted at most so many times a run, the rest in the next", async () => {
    stage.policies.policy = aPolicy({ cleanUp: { graceHours: 72, mostARun: 2, consumerSubscriptions: [] } });
    for (const name of ["c1", "c2", "c3", "c4", "c5"]) disconnected(name);
    await afterGrace();
    expect(open()).toHaveLength(2);
    await stage.sweep();
    expect(open()).toHaveLength(4);
    await stage.sweep();
    await stage.sweep();
    expect(open()).toHaveLength(5);
  });

  it("is only said to be deleted in a dry run, once, and nothing is changed", async () => {
    disconnected();
    disconnected("c2");
    await afterGrace(DRY);
    await stage.sweep(DRY);
    expect(planned()).toMatchObject([
      { before: "Disconnected", comment: "Dry run: set CLEAN_UP=delete to have it deleted." },
      { before: "Disconnected" },
    ]);
    expect([open(), removed()]).toEqual([[], []]);
    const lines = stage.log.at("info").filter((message) => message === "Would be cleaned up");
    expect(lines).toHaveLength(2);
    expect(await stage.sweep()).toMatchObject({ begun: 2 });
  });

  it("is deleted in a dry run neither when a clean-up was cut off before it was written", async () => {
    disconnected();
    await stage.sweep();
    stage.clock.moveOn({ hours: 72 });
    stage.store.failures.fail("requests.insert", new Fault("tables are away"));
    expect(await stage.sweep()).toMatchObject({ failed: 1 });
    expect(await stage.sweep(DRY)).toMatchObject({ begun: 0, failed: 0 });
    expect(planned()).toHaveLength(1);
    expect(await stage.sweep()).toMatchObject({ begun: 1 });
  });

  it("has a grace period of its own each time: what was Approved in between begins anew", async () => {
    disconnected();
    await stage.sweep();
    stage.clock.moveOn({ hours: 48 });
    stage.connections.change(aConnectionId({ connection: "c1" }), "Approved");
    await stage.sweep();
    disconnected();
    stage.clock.moveOn({ hours: 48 });
    await stage.sweep();
    expect(open()).toEqual([]);
    stage.clock.moveOn({ hours: 72 });
    expect(await stage.sweep()).toMatchObject({ begun: 1 });
  });

  it("and was planned for is planned for no more when it is connected again", async () => {
    const first = await stage.asked();
    await stage.click(first, "approve");
    await stage.untilOver(first);
    stage.connections.change(aConnectionId(), "Disconnected");
    await afterGrace(DRY);
    expect([...stage.store.rounds.rows.values()]).toMatchObject([{ cleanUpPlanned: true }]);
    stage.connections.change(aConnectionId(), "Approved");
    await stage.sweep(DRY);
    expect([...stage.store.rounds.rows.values()]).toMatchObject([
      { disconnectedSince: undefined, cleanUpPlanned: false },
    ]);
  });

  it("is Disconnected no more also by a row that tells only half of it", async () => {
    stage.connections.set(aConnection({ status: "Approved" }));
    await stage.sweep();
    const [[key, round] = []] = stage.store.rounds.rows;
    const since = { disconnectedSince: "2026-11-01T09:00:00.000Z", cleanUpPlanned: true };
    if (key && round) stage.store.rounds.rows.set(key, { ...round, ...since });
    await stage.sweep();
    expect([...stage.store.rounds.rows.values()]).toMatchObject([
      { disconnectedSince: undefined, cleanUpPlanned: false },
    ]);
  });

  it("is not deleted when it is connected again at the last moment", async () => {
    disconnected();
    await afterGrace();
    const requestId = stage.onlyOpen();
    const { get } = stage.connections;
    let reads = 0;
    stage.connections.get = async (id) => {
      reads += 1;
      if (reads === 2) stage.connections.change(id, "Approved");
      return get.call(stage.connections, id);
    };
    await stage.untilOver(requestId);
    expect(removed()).toEqual([]);
    expect(stage.outcome(requestId)).toMatchObject({ kind: "indeterminate", after: "Approved" });
  });

  it("is not seen as such by a listing that is older than Azure", async () => {
    disconnected();
    await stage.sweep();
    stage.clock.moveOn({ hours: 72 });
    const { get } = stage.connections;
    stage.connections.get = async (id) => {
      stage.connections.change(id, "Approved");
      return get.call(stage.connections, id);
    };
    expect(await stage.sweep()).toMatchObject({ begun: 0 });
  });

  it("and is locked is tried once, not with every sweep", async () => {
    disconnected();
    stage.connections.remove = async () => ({ kind: "refused", reason: "ScopeLocked" });
    await afterGrace();
    await stage.untilOver(stage.onlyOpen());
    await afterGrace();
    expect(open()).toEqual([]);
  });

  it("is nothing to plan for when its row went away in between", async () => {
    disconnected();
    await stage.sweep(DRY);
    stage.clock.moveOn({ hours: 72 });
    const { find } = stage.store.rounds;
    let finds = 0;
    stage.store.rounds.find = async (...about) => {
      finds += 1;
      return finds === 2 ? undefined : find.apply(stage.store.rounds, about);
    };
    await stage.sweep(DRY);
    expect(planned()).toEqual([]);
  });
});
