import { beforeEach, describe, expect, it } from "@jest/globals";
import { Fault } from "../../src/ports.ts";
import { aConnection, aConnectionId, aGroup, aPolicy, aPrivateEndpoint, olga } from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});

const connectionNow = () => stage.connections.get(aConnectionId());
const outcomeOf = (requestId: string) => stage.outcome(requestId);

describe("a request for a connection", () => {
  it("is asked about once, in the group's channel, with what Azure says", async () => {
    const requestId = await stage.asked();
    expect(stage.cards.posted).toHaveLength(1);
    expect(stage.cards.posted[0]?.channel).toEqual(aGroup().channel);
    expect(stage.cards.shownFor(requestId)).toMatchObject([
      { state: "asking", message: "Please let our order importer in", requesterTenant: "other", endpointsUsed: 0 },
    ]);
    expect(stage.kinds(requestId)).toEqual(["request.seen", "policy.ruled", "card.posted"]);
    expect(stage.orchestrations.approvals.has(requestId)).toBe(true);
  });

  it("rests as long as a timer may until an owner speaks", async () => {
    const requestId = await stage.asked();
    expect(await stage.advance(requestId)).toEqual({ kind: "wait", until: "2026-11-25T09:00:00.000Z" });
  });

  it("is approved in Azure with the owner's comment, and everybody is told", async () => {
    const requestId = await stage.asked();
    await stage.click(requestId, "approve", "Known partner");
    expect(await stage.advance(requestId)).toEqual({ kind: "wait", until: "2026-11-20T09:00:30.000Z" });
    expect(stage.cards.shownFor(requestId)).toMatchObject([{ state: "applying" }]);
    expect(stage.connections.puts).toMatchObject([
      {
        privateEndpoint: aPrivateEndpoint(),
        status: "Approved",
        description: "Known partner [RA-mark000001]",
      },
    ]);
    await stage.untilOver(requestId);
    expect(await connectionNow()).toMatchObject({ status: "Approved", provisioning: "done" });
    expect(stage.cards.posted[0]?.replies).toEqual([
      "Decided to approve, by Olga Owens. Azure is working on it.",
      "Approved by Olga Owens: Known partner",
    ]);
    expect(stage.cards.shownFor(requestId)).toMatchObject([{ state: "applied", decision: { by: "Olga Owens" } }]);
    expect(stage.kinds(requestId)).toEqual([
      "request.seen",
      "policy.ruled",
      "card.posted",
      "vote.cast",
      "decision.made",
      "change.intended",
      "change.applied",
      "request.told",
    ]);
    expect(await stage.store.requests.openIn(aConnectionId())).toEqual([]);
  });

  it("is not applied before a later read says Succeeded", async () => {
    const requestId = await stage.asked();
    await stage.click(requestId, "approve");
    await stage.advance(requestId);
    stage.clock.moveOn({ seconds: 31 });
    expect(await stage.advance(requestId)).toEqual({ kind: "wait", until: "2026-11-20T09:00:41.000Z" });
    expect(outcomeOf(requestId)).toBeUndefined();
    stage.clock.moveOn({ seconds: 10 });
    expect(await stage.advance(requestId)).toEqual({ kind: "over" });
    expect(outcomeOf(requestId)).toMatchObject({ kind: "applied", after: "Approved" });
  });

  it("is rejected the same way", async () => {
    const requestId = await stage.asked();
    await stage.click(requestId, "reject", "Not ours");
    await stage.untilOver(requestId);
    expect(await connectionNow()).toMatchObject({ status: "Rejected", description: "Not ours [RA-mark000001]" });
    expect(stage.cards.posted[0]?.replies).toEqual([
      "Decided to reject, by Olga Owens. Azure is working on it.",
      "Rejected by Olga Owens: Not ours",
    ]);
  });

  it("is superseded when somebody decides in the portal", async () => {
    const requestId = await stage.asked();
    stage.connections.change(aConnectionId(), "Approved", "in the portal");
    await stage.untilOver(requestId);
    expect(outcomeOf(requestId)).toMatchObject({ kind: "superseded", after: "Approved" });
    expect(stage.connections.puts).toEqual([]);
    expect(stage.cards.shownFor(requestId)).toMatchObject([{ state: "superseded" }]);
  });

  it("is superseded for one endpoint and begun for the other when the connection comes back with another", async () => {
    const first = await stage.asked();
    stage.connections.set(aConnection({ privateEndpoint: aPrivateEndpoint("pe-other") }));
    await stage.untilOver(first);
    expect(outcomeOf(first)).toMatchObject({ kind: "superseded" });
    await stage.look();
    expect(stage.onlyOpen()).not.toBe(first);
  });

  it("ends as refused when Azure says no for good, with Azure's words", async () => {
    const requestId = await stage.asked();
    stage.connections.put = async () => ({ kind: "refused", reason: "ScopeLocked: the scope is locked" });
    await stage.click(requestId, "approve");
    await stage.untilOver(requestId);
    expect(outcomeOf(requestId)).toMatchObject({
      kind: "refused",
      after: "Pending",
      reason: "ScopeLocked: the scope is locked",
    });
    expect(stage.cards.posted[0]?.replies).toEqual([
      "What Olga Owens decided was refused. ScopeLocked: the scope is locked",
    ]);
  });

  it("is indeterminate, not refused, when Azure says no because somebody was faster", async () => {
    const requestId = await stage.asked();
    const { put } = stage.connections;
    stage.connections.put = async (id, change) => {
      stage.connections.change(aConnectionId(), "Rejected", "in the portal");
      return put.call(stage.connections, id, change);
    };
    await stage.click(requestId, "approve");
    await stage.untilOver(requestId);
    expect(outcomeOf(requestId)).toMatchObject({ kind: "indeterminate", after: "Rejected" });
  });

  it("ends as refused also when Azure left our change half done and then refuses it", async () => {
    const requestId = await stage.asked();
    const { get, put } = stage.connections;
    stage.connections.get = async (id) => {
      const found = await get.call(stage.connections, id);
      return found !== "gone" && stage.connections.puts.length > 0 ? { ...found, provisioning: "failed" } : found;
    };
    stage.connections.put = async (id, change) =>
      stage.connections.puts.length > 0
        ? { kind: "refused", reason: "Conflict" }
        : put.call(stage.connections, id, change);
    await stage.click(requestId, "approve");
    await stage.untilOver(requestId);
    expect(outcomeOf(requestId)).toMatchObject({ kind: "refused", after: "Approved" });
  });

  it("ends as failed after a day in which Azure always went back", async () => {
    const requestId = await stage.asked();
    const { put } = stage.connections;
    stage.connections.put = async (id, change) => {
      const answer = await put.call(stage.connections, id, change);
      stage.connections.change(aConnectionId(), "Pending");
      return answer;
    };
    await stage.click(requestId, "approve");
    await stage.advance(requestId);
    stage.clock.moveOn({ hours: 24 });
    await stage.untilOver(requestId);
    expect(outcomeOf(requestId)).toMatchObject({ kind: "failed", after: "Pending" });
  });

  it("is indeterminate when the endpoint is swapped between the intent and the read", async () => {
    const requestId = await stage.asked();
    const { put } = stage.connections;
    stage.connections.put = async (id, change) => {
      stage.connections.set(aConnection({ privateEndpoint: aPrivateEndpoint("pe-evil") }));
      return put.call(stage.connections, id, change);
    };
    await stage.click(requestId, "approve");
    await stage.untilOver(requestId);
    expect(outcomeOf(requestId)).toMatchObject({ kind: "indeterminate", after: "Approved" });
  });

  it("is carried out though its round has gone over to a later request", async () => {
    const requestId = await stage.asked();
    const [[key, round] = []] = stage.store.rounds.rows;
    if (key && round) stage.store.rounds.rows.set(key, { ...round, round: 2, requestId: "r-later" });
    await stage.click(requestId, "approve");
    await stage.untilOver(requestId);
    expect(outcomeOf(requestId)).toMatchObject({ kind: "applied" });
    expect([...stage.store.rounds.rows.values()]).toMatchObject([
      { requestId: "r-later", mark: undefined, outcome: undefined },
    ]);
  });

  it("expires three minutes after its deadline and stays Pending in Azure", async () => {
    stage.policies.policy = aPolicy({ groups: [aGroup({ expiry: { afterHours: 1, action: "leave" } })] });
    const requestId = await stage.asked();
    expect(await stage.advance(requestId)).toEqual({ kind: "wait", until: "2026-11-20T10:03:00.000Z" });
    await stage.untilOver(requestId);
    expect(outcomeOf(requestId)).toMatchObject({ kind: "expired", after: "Pending", at: "2026-11-20T10:03:00.000Z" });
    expect(await connectionNow()).toMatchObject({ status: "Pending" });
    expect(stage.cards.shownFor(requestId)).toMatchObject([{ state: "expired" }]);
  });

  it("is decided by a vote stamped a millisecond before the deadline that is read after it", async () => {
    stage.policies.policy = aPolicy({ groups: [aGroup({ expiry: { afterHours: 1, action: "leave" } })] });
    const requestId = await stage.asked();
    stage.clock.moveTo("2026-11-20T09:59:59.999Z");
    expect(await stage.click(requestId, "approve")).toMatchObject({ kind: "accepted" });
    stage.clock.moveTo("2026-11-20T10:30:00.000Z");
    await stage.untilOver(requestId);
    expect(outcomeOf(requestId)).toMatchObject({ kind: "applied" });
  });

  it("is not decided by an owner who is none any more when it is settled", async () => {
    const requestId = await stage.asked();
    await stage.click(requestId, "approve");
    stage.policies.policy = aPolicy({ groups: [aGroup({ owners: [] })] });
    expect(await stage.advance(requestId)).toMatchObject({ kind: "wait" });
    expect(stage.store.decisions.rows.size).toBe(0);
    expect(stage.kinds(requestId)).toContain("vote.cast");
  });

  it("is not decided by somebody whose record was erased, and names nobody whose name was", async () => {
    const requestId = await stage.asked();
    await stage.click(requestId, "approve");
    const { ref } = await stage.store.people.pseudonymOf(olga);
    stage.store.people.erase(ref);
    await stage.advance(requestId);
    expect(stage.store.decisions.rows.size).toBe(0);
    await stage.store.people.pseudonymOf(olga);
    await stage.advance(requestId);
    stage.store.people.erase(ref);
    await stage.untilOver(requestId);
    expect(stage.cards.posted[0]?.replies.slice(1)).toEqual(["Approved by an owner whose name was erased."]);
  });

  it("tells of an owner without a name when Teams gave none", async () => {
    const requestId = await stage.asked();
    await stage.click(requestId, "approve", "", { ...olga, name: "" });
    await stage.untilOver(requestId);
    expect(stage.cards.posted[0]?.replies.slice(1)).toEqual(["Approved by an owner."]);
  });

  it("asks nobody while no group watches the namespace, and asks when one does", async () => {
    stage.connections.set(aConnection());
    await stage.look();
    const requestId = stage.onlyOpen();
    stage.policies.policy = aPolicy({ groups: [] });
    expect(await stage.advance(requestId)).toMatchObject({ kind: "wait" });
    expect(stage.cards.posted).toEqual([]);
    stage.policies.policy = aPolicy();
    await stage.advance(requestId);
    expect(stage.cards.posted).toHaveLength(1);
  });

  it("is over for an id that no request has, and again for one that has ended", async () => {
    expect(await stage.advance("r-nobody")).toEqual({ kind: "over" });
    const requestId = await stage.asked();
    await stage.click(requestId, "approve");
    await stage.untilOver(requestId);
    const reads = stage.connections.failures.calls.length;
    expect(await stage.advance(requestId)).toEqual({ kind: "over" });
    expect(stage.connections.failures.calls).toHaveLength(reads);
  });
});

describe("an approval of ours that stands on another endpoint", () => {
  async function drifted(): Promise<string> {
    const requestId = await stage.asked();
    const { put } = stage.connections;
    stage.connections.put = async (id, change) => {
      stage.connections.put = put;
      stage.connections.set(aConnection({ privateEndpoint: aPrivateEndpoint("pe-evil") }));
      return put.call(stage.connections, id, change);
    };
    await stage.click(requestId, "approve", "Known partner");
    await stage.untilOver(requestId);
    return requestId;
  }

  it("is revoked by the next sweep, by a request with decision, intent and outcome", async () => {
    await drifted();
    await stage.sweep();
    const revocation = stage.onlyOpen();
    expect(stage.request(revocation)).toMatchObject({
      kind: "revoke",
      round: 1,
      rule: { name: "approval-of-another-endpoint" },
    });
    await stage.untilOver(revocation);
    expect(await connectionNow()).toMatchObject({ status: "Rejected", privateEndpoint: aPrivateEndpoint("pe-evil") });
    expect(stage.kinds(revocation)).toEqual([
      "request.asked",
      "decision.made",
      "change.intended",
      "change.applied",
      "card.posted",
      "request.told",
    ]);
  });

  const told = (requestId: string) => stage.cards.posted.filter(({ versions }) => versions[0]?.requestId === requestId);

  it("is told on a card of its own, which is all that is said", async () => {
    await drifted();
    await stage.sweep();
    const revocation = stage.onlyOpen();
    await stage.untilOver(revocation);
    expect(told(revocation)).toMatchObject([
      { versions: [{ state: "applied", decision: { by: "approval-of-another-endpoint" } }], replies: [] },
    ]);
  });

  it("is told on five cards at most when Teams gives no answer, and is over all the same", async () => {
    await drifted();
    await stage.sweep();
    const revocation = stage.onlyOpen();
    stage.cards.failures.loseAnswer("post", new Fault("no answer within 15 s"), 100);
    for (let tries = 0; tries < 100; tries += 1) {
      await stage.advance(revocation).catch(() => undefined);
      stage.clock.moveOn({ minutes: 5 });
    }
    expect(told(revocation)).toHaveLength(5);
    expect(stage.request(revocation).progress).toMatchObject({ closed: true, repliedAt: undefined });
    expect(stage.kinds(revocation)).not.toContain("request.told");
    expect(stage.log.at("warn")).toContain("How a request ended was told again and again without an answer");
  });

  it("is not revoked twice", async () => {
    await drifted();
    await stage.sweep();
    const revocation = stage.onlyOpen();
    await stage.untilOver(revocation);
    expect(await stage.sweep()).toMatchObject({ begun: 0, open: 0 });
  });
});
