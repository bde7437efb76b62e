import { beforeEach, describe, expect, it } from "@jest/globals";
import { connectionIdOf } from "../../src/domain/azure-id.ts";
import type { OutcomeKind } from "../../src/domain/request.ts";
import { reconcile } from "../../src/orchestration/reconcile.ts";
import { Fault } from "../../src/ports.ts";
import {
  aConnection,
  aConnectionId,
  aGroup,
  aNamespace,
  anOutcome,
  aPolicy,
  aPrivateEndpoint,
  aRound,
  LOGISTICS,
} from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});

const requests = () => [...stage.store.requests.rows.values()];

describe("a look at a namespace", () => {
  it("begins a request for each Pending connection, with its approval, and no second time", async () => {
    stage.connections.set(aConnection());
    stage.connections.set(
      aConnection({ id: aConnectionId({ connection: "c2" }), privateEndpoint: aPrivateEndpoint("pe-2", LOGISTICS) }),
    );
    stage.connections.set(aConnection({ id: aConnectionId({ connection: "c3" }), status: "Approved" }));
    expect(await stage.look()).toEqual({ kind: "looked", begun: 2, open: 0 });
    expect(await stage.look()).toEqual({ kind: "looked", begun: 0, open: 2 });
    expect(requests()).toMatchObject([
      { round: 1, requester: { tenant: "other" }, endpointsUsed: 1, deadlineAt: undefined },
      { round: 1, requester: { subscription: LOGISTICS, tenant: "own" } },
    ]);
    expect([...stage.orchestrations.approvals.keys()]).toEqual(requests().map(({ id }) => id));
  });

  it("knows nothing of a requester whose endpoint's id it cannot read", async () => {
    stage.connections.set(aConnection({ privateEndpoint: "/managed/endpoint" }));
    await stage.look();
    expect(requests()).toMatchObject([{ requester: { subscription: undefined, tenant: "unknown" } }]);
  });

  it("sets the deadline that the group has", async () => {
    stage.policies.policy = aPolicy({ groups: [aGroup({ expiry: { afterHours: 168, action: "leave" } })] });
    stage.connections.set(aConnection());
    await stage.look();
    expect(requests()).toMatchObject([{ deadlineAt: "2026-11-27T09:00:00.000Z" }]);
  });

  it("does nothing for a namespace that no group watches, and finds none in one that is gone", async () => {
    const unwatched = aNamespace({ namespace: "fabrikam-orders" });
    expect(await reconcile(stage.world, stage.orchestrations, unwatched)).toEqual({
      kind: "not watched",
      begun: 0,
      open: 0,
    });
    stage.connections.removeNamespace(aNamespace());
    expect(await stage.look()).toEqual({ kind: "looked", begun: 0, open: 0 });
  });

  it.each([
    ["the round", "rounds.begin"],
    ["the request", "requests.insert"],
  ])("finishes a request that was cut off before %s was written", async (_, call) => {
    stage.connections.set(aConnection());
    stage.store.failures.fail(call, new Fault("tables are away"));
    await expect(stage.look()).rejects.toThrow("tables are away");
    await stage.look();
    expect(requests()).toHaveLength(1);
    expect(stage.orchestrations.approvals.size).toBe(1);
  });

  it("starts the approval of a request that was cut off before", async () => {
    stage.connections.set(aConnection());
    stage.orchestrations.failures.fail("startApproval", new Fault("the host is away"));
    await expect(stage.look()).rejects.toThrow("the host is away");
    expect(stage.orchestrations.approvals.size).toBe(0);
    await stage.look();
    expect(stage.orchestrations.approvals.size).toBe(1);
  });

  it("begins the others though one request cannot be seen to, and says so in the end", async () => {
    await stage.asked();
    stage.connections.set(aConnection({ id: aConnectionId({ connection: "c2" }) }));
    stage.orchestrations.failures.fail("approvalGeneration", new Fault("one answer is broken"));
    await expect(stage.look()).rejects.toThrow("1 failed: Error: one answer is broken");
    expect(requests()).toHaveLength(2);
  });
});

describe("a look beside another one", () => {
  it("begins nothing when the round has gone to another request at the same moment", async () => {
    stage.connections.set(aConnection());
    const { begin } = stage.store.rounds;
    stage.store.rounds.begin = async (namespace, round) =>
      begin.call(stage.store.rounds, namespace, { ...round, requestId: "r-other" });
    expect(await stage.look()).toEqual({ kind: "looked", begun: 0, open: 0 });
    expect([requests(), stage.orchestrations.approvals.size]).toEqual([[], 0]);
  });

  it.each(["Disconnected", "Approved"] as const)(
    "notes nothing of what is %s on a row that has gone on",
    async (status) => {
      stage.connections.set(aConnection({ status }));
      const { begin } = stage.store.rounds;
      stage.store.rounds.begin = async (namespace, round) =>
        begin.call(stage.store.rounds, namespace, {
          ...round,
          kind: "revoke",
          outcome: undefined,
          round: 1,
          requestId: "r-other",
        });
      expect(await stage.look()).toEqual({ kind: "looked", begun: 0, open: 0 });
      expect(stage.store.rounds.rows.size).toBe(1);
      expect([...stage.store.rounds.rows.values()]).toMatchObject([
        { disconnectedSince: undefined, onRecord: undefined },
      ]);
      expect(stage.store.audit.entries).toEqual([]);
    },
  );
});

describe("a listing that is older than the rows", () => {
  it("begins nothing that Azure does not show any more", async () => {
    const listed = [aConnection(), aConnection({ id: aConnectionId({ connection: "c2" }) })];
    stage.connections.set(aConnection({ status: "Approved" }));
    expect(await reconcile(stage.world, stage.orchestrations, aNamespace(), { listed })).toMatchObject({ begun: 0 });
  });

  it("begins nothing beside a request that is open for what Azure shows now", async () => {
    await stage.asked();
    const listed = [aConnection({ privateEndpoint: aPrivateEndpoint("pe-before") })];
    expect(await reconcile(stage.world, stage.orchestrations, aNamespace(), { listed })).toMatchObject({ begun: 0 });
    expect(requests()).toHaveLength(1);
  });

  it("begins what Azure still shows, as it is now", async () => {
    stage.connections.set(aConnection({ description: "as it is now" }));
    expect(await reconcile(stage.world, stage.orchestrations, aNamespace(), { listed: [aConnection()] })).toMatchObject(
      {
        begun: 1,
      },
    );
    expect(requests()).toMatchObject([{ message: "as it is now" }]);
  });

  it("ends no life of a connection that is Pending now", async () => {
    const requestId = await stage.asked();
    await endAs(requestId, "expired");
    await reconcile(stage.world, stage.orchestrations, aNamespace(), { listed: [] });
    expect([...stage.store.rounds.rows.values()]).toMatchObject([{ seenNotPending: false }]);
  });
});

async function endAs(requestId: string, kind: OutcomeKind): Promise<void> {
  await stage.store.outcomes.insert(requestId, anOutcome({ kind, at: stage.clock.now().toISOString() }));
  await stage.untilOver(requestId);
}

describe("a beginning that was cut off, of a connection that is gone since", () => {
  beforeEach(() => stage.connections.set(aConnection()));

  it("ends as superseded where nothing but the round was written", async () => {
    stage.store.failures.fail("requests.insert", new Fault("tables are away"));
    await expect(stage.look()).rejects.toThrow("tables are away");
    stage.connections.takeAway(aConnectionId());
    await stage.look();
    expect([...stage.store.rounds.rows.values()]).toMatchObject([{ outcome: "superseded", onRecord: "gone" }]);
    expect(requests()).toEqual([]);
  });

  it("is gone on with where the request was written, but neither listed nor started", async () => {
    stage.orchestrations.failures.fail("startApproval", new Fault("the host is away"));
    await expect(stage.look()).rejects.toThrow("the host is away");
    stage.store.requests.open.clear();
    stage.connections.takeAway(aConnectionId());
    await stage.look();
    const requestId = stage.onlyOpen();
    expect(stage.orchestrations.approvals.has(requestId)).toBe(true);
    expect(await stage.store.requests.openIn(aNamespace())).toHaveLength(1);
    await stage.untilOver(requestId);
    expect(stage.outcome(requestId)).toMatchObject({ kind: "superseded", after: "gone" });
    expect(await stage.look()).toEqual({ kind: "looked", begun: 0, open: 0 });
  });

  it("is left alone where the request has ended though its round does not say so", async () => {
    const requestId = await stage.asked();
    stage.connections.takeAway(aConnectionId());
    await stage.untilOver(requestId);
    const [[key, round] = []] = stage.store.rounds.rows;
    if (key && round) stage.store.rounds.rows.set(key, { ...round, outcome: undefined });
    stage.orchestrations.end(requestId);
    await stage.look();
    expect(stage.orchestrations.approvals.size).toBe(0);
  });

  it("is left alone where the round's connection cannot be read", async () => {
    await stage.store.rounds.begin(aNamespace(), aRound({ connection: "/..", requestId: "r-other" }));
    await stage.look();
    expect([...stage.store.rounds.rows.values()][0]).toMatchObject({ outcome: undefined });
  });
});

describe("a connection that is Pending after its request has ended", () => {
  it.each<[OutcomeKind, number]>([
    ["applied", 1],
    ["indeterminate", 1],
    ["superseded", 1],
    ["expired", 0],
    ["refused", 0],
    ["failed", 0],
  ])("as %s begins %p new request at the next look", async (kind, begun) => {
    await endAs(await stage.asked(), kind);
    expect(await stage.look()).toMatchObject({ begun });
    expect(requests()).toHaveLength(1 + begun);
  });

  it("as expired begins a new one once it was seen gone, and never two", async () => {
    await endAs(await stage.asked(), "expired");
    stage.connections.takeAway(aConnectionId());
    await stage.look();
    expect([...stage.store.rounds.rows.values()]).toMatchObject([{ seenNotPending: true }]);
    await stage.look();
    stage.connections.set(aConnection());
    expect(await stage.look()).toMatchObject({ begun: 1 });
    expect(await stage.look()).toMatchObject({ begun: 0 });
    expect(requests().map(({ round }) => round)).toEqual([1, 2]);
  });

  it("as failed begins none though our own PUT showed it as Approved for a while", async () => {
    const requestId = await stage.asked();
    await stage.click(requestId, "approve");
    await stage.advance(requestId);
    await stage.look();
    stage.connections.change(aConnectionId(), "Pending");
    await endAs(requestId, "failed");
    expect(await stage.look()).toMatchObject({ begun: 0 });
  });

  it("whose round cannot be read is left alone", async () => {
    await endAs(await stage.asked(), "expired");
    const [[key, round] = []] = stage.store.rounds.rows;
    if (key && round)
      stage.store.rounds.rows.set(key, { ...round, connection: `${connectionIdOf(aConnectionId())}/..` });
    stage.connections.takeAway(aConnectionId());
    await stage.look();
    expect([...stage.store.rounds.rows.values()]).toMatchObject([{ seenNotPending: false }]);
  });
});
