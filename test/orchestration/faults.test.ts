import { beforeEach, describe, expect, it } from "@jest/globals";
import { Changed, Fault } from "../../src/ports.ts";
import { aConnection, aConnectionId } from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
let requestId: string;
beforeEach(async () => {
  stage = new Stage();
  requestId = await stage.asked();
});

const tooMany = (retryAt: string) => new Fault("ARM answered 429", { retryAt: new Date(retryAt) });

describe.each(["put", "get"])("a service that says when to come back (%s)", (call) => {
  it("is kept on the request and is the rest; a wake before only waits on and asks nothing", async () => {
    await stage.click(requestId, "approve");
    stage.connections.failures.fail(call, tooMany("2026-11-20T09:00:17.000Z"));
    // A little later, so that not all who were told the same come back at once.
    const rest = { kind: "wait", until: "2026-11-20T09:00:19.691Z" };
    expect(await stage.advance(requestId)).toEqual(rest);
    expect(stage.request(requestId).progress.notBefore).toBe("2026-11-20T09:00:19.691Z");
    const { length } = stage.connections.failures.calls;
    stage.clock.moveOn({ seconds: 19 });
    expect(await stage.advance(requestId)).toEqual(rest);
    expect(stage.connections.failures.calls).toHaveLength(length);
    stage.clock.moveOn({ seconds: 1 });
    await stage.untilOver(requestId);
    expect(stage.store.outcomes.rows.get(requestId)).toMatchObject({ kind: "applied" });
  });

  it("is believed for five minutes at most", async () => {
    await stage.click(requestId, "approve");
    stage.connections.failures.fail(call, tooMany("2026-11-20T15:00:00.000Z"));
    expect(await stage.advance(requestId)).toEqual({ kind: "wait", until: "2026-11-20T09:05:00.000Z" });
  });
});

describe("a fault", () => {
  it("without a time to come back is thrown: the loop backs off", async () => {
    await stage.click(requestId, "approve");
    stage.connections.failures.fail("put", new Fault("ARM answered 500"));
    await expect(stage.advance(requestId)).rejects.toThrow("ARM answered 500");
    expect(stage.request(requestId).progress.notBefore).toBeUndefined();
  });

  it("that is none of ours is thrown as it is", async () => {
    stage.connections.failures.fail("get", new TypeError("a bug"));
    await expect(stage.advance(requestId)).rejects.toThrow(TypeError);
  });

  it("of a request that somebody else changed is no fault: it is read again", async () => {
    await stage.click(requestId, "approve");
    stage.store.failures.fail("requests.update", new Changed("meanwhile"));
    await stage.untilOver(requestId);
    expect(stage.kinds(requestId)).toHaveLength(8);
  });

  it("of a request that is always being changed ends the activity all the same", async () => {
    await stage.click(requestId, "approve");
    stage.store.failures.fail("requests.update", new Changed("meanwhile"), 100);
    expect(await stage.advance(requestId)).toEqual({ kind: "wait", until: "2026-11-20T09:00:10.000Z" });
  });

  it("is thrown when what was done cannot be kept for another reason than a change", async () => {
    stage = new Stage();
    const { post } = stage.cards;
    stage.cards.post = async (channel, card) => {
      stage.store.failures.fail("requests.update", new Fault("tables are away"));
      return post.call(stage.cards, channel, card);
    };
    await expect(stage.asked()).rejects.toThrow("tables are away");
  });

  it("of a request that the sweep changes while its card is posted makes no second card", async () => {
    stage = new Stage();
    stage.connections.set(aConnection());
    await stage.look();
    const begun = stage.onlyOpen();
    const { post } = stage.cards;
    stage.cards.post = async (channel, card) => {
      await stage.store.requests.update(stage.request(begun), {
        watch: { generation: "g", since: "2026-11-20T09:00:00.000Z", wokenAt: "2026-11-20T09:00:00.000Z" },
      });
      return post.call(stage.cards, channel, card);
    };
    await stage.advance(begun);
    expect(stage.cards.posted).toHaveLength(1);
    expect(stage.request(begun).progress).toMatchObject({
      card: { activity: "activity-1" },
      watch: { generation: "g" },
    });
  });

  it("of a table that takes no writes lets no card and no reply be posted again and again", async () => {
    stage = new Stage();
    stage.connections.set(aConnection());
    await stage.look();
    const begun = stage.onlyOpen();
    await stage.store.requests.update(stage.request(begun), { recorded: ["seen"] });
    stage.store.failures.fail("requests.update", new Fault("tables are read-only"), 10);
    for (let tries = 0; tries < 10; tries += 1) await expect(stage.advance(begun)).rejects.toThrow("read-only");
    expect(stage.cards.posted).toEqual([]);
    await stage.advance(begun);
    expect(stage.cards.posted).toHaveLength(1);
  });

  it("of a request that vanishes meanwhile ends its approval", async () => {
    await stage.click(requestId, "approve");
    stage.connections.put = async () => {
      stage.store.requests.rows.delete(requestId);
      return { kind: "accepted", correlation: undefined };
    };
    expect(await stage.advance(requestId)).toEqual({ kind: "over" });
    expect(stage.log.at("warn")).toContain("There is no such request; its approval ends");
  });
});

describe("an outage of Teams", () => {
  it("holds up no decision: what is decided is applied, and told when Teams is back", async () => {
    await stage.click(requestId, "approve");
    stage.cards.failures.fail("edit", new Fault("Teams answered 503"), 5);
    await stage.advance(requestId);
    expect(stage.log.at("warn")).toContain("The card could not be brought up to date");
    stage.clock.moveOn({ seconds: 40 });
    await expect(stage.advance(requestId)).rejects.toThrow("Teams answered 503");
    expect(stage.store.outcomes.rows.get(requestId)).toMatchObject({ kind: "applied" });
    expect(await stage.connections.get(aConnectionId())).toMatchObject({ status: "Approved" });
    await expect(stage.advance(requestId)).rejects.toThrow("503");
    await expect(stage.advance(requestId)).rejects.toThrow("503");
    await expect(stage.advance(requestId)).rejects.toThrow("503");
    await stage.untilOver(requestId);
    expect(stage.cards.posted[0]?.replies).toEqual([
      "Decided to approve, by Olga Owens. Azure is working on it.",
      "Approved by Olga Owens.",
    ]);
  });

  it("of more than twelve hours is not waited for", async () => {
    await stage.click(requestId, "approve");
    stage.cards.failures.fail("reply", new Fault("Teams answered 503"), 1_000);
    await stage.advance(requestId);
    stage.clock.moveOn({ seconds: 40 });
    await expect(stage.advance(requestId)).rejects.toThrow("503");
    stage.clock.moveOn({ hours: 12 });
    expect(await stage.advance(requestId)).toEqual({ kind: "over" });
    expect(stage.kinds(requestId)).not.toContain("request.told");
    expect(stage.request(requestId).progress).toMatchObject({ closed: true, repliedAt: undefined });
  });

  it("while nobody was asked yet is a fault that the loop comes back from", async () => {
    stage = new Stage();
    stage.cards.failures.fail("post", new Fault("Teams answered 503"));
    await expect(stage.asked()).rejects.toThrow("503");
    await stage.advance(stage.onlyOpen());
    expect(stage.cards.posted).toHaveLength(1);
  });
});

describe("an Azure that cannot be read", () => {
  const away = () => new Fault("ARM answered 503");

  it("for a day after a change was intended leaves it uncertain, told and on record", async () => {
    await stage.click(requestId, "approve");
    stage.connections.failures.fail("put", away());
    await expect(stage.advance(requestId)).rejects.toThrow("503");
    stage.connections.failures.fail("get", away(), 1_000);
    stage.clock.moveOn({ hours: 23.9 });
    await expect(stage.advance(requestId)).rejects.toThrow("503");
    stage.clock.moveOn({ hours: 0.1 });
    await stage.untilOver(requestId);
    expect(stage.outcome(requestId)).toMatchObject({
      kind: "indeterminate",
      reason: "Azure could not be read for 24 hours, so it is not known what became of the change.",
      after: "Pending",
    });
    expect(stage.kinds(requestId)).toContain("request.told");
  });

  it("holds up a request that nobody decided for as long as it lasts, and no end of one that has ended", async () => {
    stage.connections.failures.fail("get", away(), 2);
    stage.clock.moveOn({ hours: 48 });
    await expect(stage.advance(requestId)).rejects.toThrow("503");
    await expect(stage.advance(requestId)).rejects.toThrow("503");
    stage.connections.change(aConnectionId(), "Rejected");
    stage.store.failures.fail("rounds.note", new Fault("tables are away"));
    await expect(stage.advance(requestId)).rejects.toThrow("tables are away");
    stage.connections.failures.fail("get", away(), 1_000);
    await stage.untilOver(requestId);
    expect(stage.outcome(requestId)).toMatchObject({ kind: "superseded", after: "Rejected" });
  });

  it("holds up no telling of what was applied", async () => {
    await stage.click(requestId, "approve");
    await stage.advance(requestId);
    stage.clock.moveOn({ seconds: 40 });
    stage.cards.failures.fail("reply", new Fault("Teams answered 503"));
    await expect(stage.advance(requestId)).rejects.toThrow("Teams");
    stage.connections.failures.fail("get", away(), 1_000);
    await stage.untilOver(requestId);
    expect(stage.cards.posted[0]?.replies.at(-1)).toBe("Approved by Olga Owens.");
  });
});
