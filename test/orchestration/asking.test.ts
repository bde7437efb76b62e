import { beforeEach, describe, expect, it } from "@jest/globals";
import { Fault } from "../../src/ports.ts";
import { aConnection, aConnectionId } from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
let requestId: string;
beforeEach(async () => {
  stage = new Stage();
  stage.connections.set(aConnection());
  await stage.look();
  requestId = stage.onlyOpen();
});

/** Advances as the loop would for so long; a failure is its back-off of at most five minutes. */
async function forMinutes(minutes: number): Promise<void> {
  const until = stage.clock.now().getTime() + minutes * 60_000;
  while (stage.clock.now().getTime() < until) {
    const rest = await stage.advance(requestId).catch(() => undefined);
    if (rest?.kind === "over") return;
    stage.clock.moveTo(rest ? rest.until : new Date(stage.clock.now().getTime() + 60_000));
  }
}

describe("asking the owners", () => {
  it("slows down after five cards whose answer was lost: each may stand there", async () => {
    stage.cards.failures.loseAnswer("post", new Fault("no answer within 15 s"), 100);
    await forMinutes(60);
    expect(stage.cards.posted.length).toBeGreaterThanOrEqual(5);
    expect(stage.cards.posted.length).toBeLessThanOrEqual(9);
  });

  it("does not count what Teams did not take, since it was too busy", async () => {
    const busy = () => new Fault("429", { retryAt: new Date(stage.clock.now().getTime() + 60_000) });
    for (let time = 1; time <= 8; time += 1) {
      stage.cards.failures.fail("post", busy());
      const rest = await stage.advance(requestId);
      if (rest.kind !== "wait") throw new Error("The request is over");
      expect(Date.parse(rest.until) - stage.clock.now().getTime()).toBeGreaterThan(60_000);
      expect(Date.parse(rest.until) - stage.clock.now().getTime()).toBeLessThan(75_000);
      stage.clock.moveTo(rest.until);
    }
    expect(stage.request(requestId).progress.asks).toBe(0);
    await stage.advance(requestId);
    expect(stage.cards.posted).toHaveLength(1);
  });

  it("is not held up by a tenant that cannot be found out", async () => {
    const other = aConnectionId({ connection: "another" });
    stage.connections.failures.fail("tenantOf", new Fault("ARM answered 500"));
    stage.connections.set(aConnection({ id: other }));
    expect(await stage.look()).toMatchObject({ begun: 1 });
    expect(stage.log.at("warn")).toContain("The tenant of a requester could not be found out");
    expect([...stage.store.requests.rows.values()].at(-1)?.requester.tenant).toBe("unknown");
  });

  it("needs an endpoint: a Pending connection that names none is at least said", async () => {
    stage.connections.set(aConnection({ id: aConnectionId({ connection: "nameless" }), privateEndpoint: undefined }));
    await stage.look();
    expect(stage.log.at("warn")).toEqual(["A Pending connection names no private endpoint and cannot be asked about"]);
  });
});

describe("an owner's click that is a row", () => {
  it("is never answered as if it were none, though the audit log takes nothing now", async () => {
    await stage.advance(requestId);
    stage.store.failures.fail("audit.record", new Fault("the audit account is away"));
    expect(await stage.click(requestId, "approve")).toMatchObject({ kind: "accepted", card: { state: "applying" } });
    expect(stage.orchestrations.approvals.get(requestId)?.wakes).toBe(1);
    expect(stage.kinds(requestId)).not.toContain("vote.cast");
    await stage.untilOver(requestId);
    expect(stage.kinds(requestId)).toContain("vote.cast");
  });

  it("leads to two reads of it before the change, one to decide, one right before the PUT, and to one list, to see whether it is full", async () => {
    await stage.advance(requestId);
    await stage.click(requestId, "approve");
    const before = stage.connections.failures.calls.length;
    await stage.advance(requestId);
    const calls = stage.connections.failures.calls.slice(before);
    expect(calls.slice(0, calls.indexOf("put") + 1)).toEqual(["get", "list", "get", "put"]);
  });

  it("changes nothing when the connection is another's at the last moment", async () => {
    await stage.advance(requestId);
    await stage.click(requestId, "approve");
    const gets = stage.connections.get.bind(stage.connections);
    let reads = 0;
    stage.connections.get = async (id) => {
      reads += 1;
      if (reads === 2) stage.connections.change(id, "Rejected", "in the portal");
      return gets(id);
    };
    await stage.untilOver(requestId);
    expect(stage.connections.puts).toEqual([]);
    expect(stage.outcome(requestId)).toMatchObject({ kind: "indeterminate", by: "azure", after: "Rejected" });
  });
});
