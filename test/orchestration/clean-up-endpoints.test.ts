import { beforeEach, describe, expect, it } from "@jest/globals";
import { namespaceIdOf } from "../../src/domain/azure-id.ts";
import type { ConnectionStatus } from "../../src/domain/connection.ts";
import type { EndpointConnection } from "../../src/domain/private-endpoint.ts";
import { Fault } from "../../src/ports.ts";
import {
  aConnection,
  aConnectionId,
  aNamespace,
  aPolicy,
  aPrivateEndpoint,
  FABRIKAM,
  LOGISTICS,
} from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
  stage.policies.policy = policyWith({});
});

const DRY = { cleanUp: "dry-run" } as const;
function policyWith(overrides: { mostARun?: number; consumerSubscriptions?: readonly string[] }) {
  return aPolicy({ cleanUp: { graceHours: 72, mostARun: 10, consumerSubscriptions: [FABRIKAM], ...overrides } });
}

const to = (status: ConnectionStatus, namespace = "contoso-orders"): EndpointConnection => ({
  name: `to-${namespace}`,
  target: namespaceIdOf(aNamespace({ namespace })),
  status,
});
const elsewhere = (status: ConnectionStatus): EndpointConnection => ({
  name: "to-a-vault",
  target: "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v",
  status,
});

function anEndpoint(connections: readonly EndpointConnection[], name = "pe-orders", subscription = FABRIKAM): string {
  const id = aPrivateEndpoint(name, subscription);
  stage.endpoints.set({ id, connections, provisioning: "done" });
  return id;
}

const open = () => [...stage.store.requests.rows.values()].filter(({ progress }) => !progress.closed);

async function afterGrace(overrides = {}): Promise<void> {
  await stage.sweep(overrides);
  stage.clock.moveOn({ hours: 72 });
  await stage.sweep(overrides);
}

describe("a private endpoint that is connected to nothing any more", () => {
  it("is deleted after the grace period, by a request of its own on record", async () => {
    const id = anEndpoint([to("Disconnected")]);
    await stage.sweep();
    stage.clock.moveOn({ hours: 71.9 });
    expect(await stage.sweep()).toMatchObject({ begun: 0 });
    stage.clock.moveOn({ hours: 0.1 });
    expect(await stage.sweep()).toMatchObject({ begun: 1, failed: 0 });
    const requestId = stage.onlyOpen();
    await stage.untilOver(requestId);
    expect(stage.endpoints.removals).toEqual([id]);
    expect(await stage.endpoints.get(id)).toBe("gone");
    expect(stage.kinds(requestId)).toEqual(["request.asked", "decision.made", "change.intended", "change.applied"]);
    expect(stage.request(requestId)).toMatchObject({ kind: "clean-up-endpoint", privateEndpoint: id });
    expect([stage.cards.posted, stage.connections.removals]).toEqual([[], []]);
    expect(await stage.sweep()).toMatchObject({ begun: 0, open: 0 });
  });

  it.each([
    ["one connection to a watched namespace lives", [to("Disconnected"), to("Approved", "contoso-billing")]],
    ["one connection to something else lives", [to("Disconnected"), elsewhere("Approved")]],
    ["one connection still waits", [to("Disconnected"), to("Pending", "contoso-billing")]],
    ["it has no connection at all", []],
    ["it leads to no namespace that is watched", [to("Disconnected", "fabrikam-orders"), elsewhere("Disconnected")]],
  ])("is never deleted when %s", async (_, connections) => {
    anEndpoint(connections);
    await afterGrace();
    await stage.sweep();
    expect([open(), stage.endpoints.removals]).toEqual([[], []]);
  });

  it("is deleted also when it led elsewhere too, once all of it is Disconnected", async () => {
    anEndpoint([elsewhere("Disconnected"), to("Disconnected")]);
    await afterGrace();
    await stage.untilOver(stage.onlyOpen());
    expect(stage.endpoints.removals).toHaveLength(1);
  });

  it("is left alone in a subscription that the policy does not name", async () => {
    anEndpoint([to("Disconnected")], "pe-orders", LOGISTICS);
    await afterGrace();
    expect(open()).toEqual([]);
  });

  it("is not deleted when a connection of it lives again at the last moment", async () => {
    anEndpoint([to("Disconnected")]);
    await afterGrace();
    const requestId = stage.onlyOpen();
    const { get } = stage.endpoints;
    let reads = 0;
    stage.endpoints.get = async (id) => {
      reads += 1;
      if (reads === 2) anEndpoint([to("Approved")]);
      return get.call(stage.endpoints, id);
    };
    await stage.untilOver(requestId);
    expect(stage.endpoints.removals).toEqual([]);
    expect(stage.outcome(requestId)).toMatchObject({ kind: "indeterminate" });
    await stage.sweep();
    expect(open()).toEqual([]);
  });

  it("has a grace period of its own each time", async () => {
    anEndpoint([to("Disconnected")]);
    await stage.sweep();
    stage.clock.moveOn({ hours: 48 });
    anEndpoint([to("Approved")]);
    await stage.sweep();
    anEndpoint([to("Disconnected")]);
    stage.clock.moveOn({ hours: 48 });
    await stage.sweep();
    stage.clock.moveOn({ hours: 71 });
    expect(await stage.sweep()).toMatchObject({ begun: 0 });
    stage.clock.moveOn({ hours: 1 });
    expect(await stage.sweep()).toMatchObject({ begun: 1 });
  });

  it("shares the number of a run with the connections", async () => {
    stage.policies.policy = policyWith({ mostARun: 2 });
    stage.connections.set(aConnection({ status: "Disconnected" }));
    for (const name of ["pe-1", "pe-2"]) anEndpoint([to("Disconnected")], name);
    await afterGrace();
    expect(open().map(({ kind }) => kind)).toEqual(["clean-up", "clean-up-endpoint"]);
    await stage.sweep();
    expect(open()).toHaveLength(3);
  });

  it("is only said to be deleted in a dry run, once", async () => {
    anEndpoint([to("Disconnected")]);
    await afterGrace(DRY);
    await stage.sweep(DRY);
    const planned = stage.store.audit.entries.filter(({ kind }) => kind === "clean-up.planned");
    expect(planned).toMatchObject([{ privateEndpoint: aPrivateEndpoint() }]);
    expect([open(), stage.endpoints.removals]).toEqual([[], []]);
  });

  it("is gone on with when it was cut off before its request was written, and is not begun twice", async () => {
    anEndpoint([to("Disconnected")]);
    await stage.sweep();
    stage.clock.moveOn({ hours: 72 });
    stage.store.failures.fail("requests.insert", new Fault("tables are away"));
    expect(await stage.sweep()).toMatchObject({ failed: 1 });
    expect(await stage.sweep()).toMatchObject({ begun: 1 });
    expect(await stage.sweep()).toMatchObject({ begun: 0, open: 1 });
    expect(open()).toHaveLength(1);
  });

  it("is woken and started like any other request", async () => {
    anEndpoint([to("Disconnected")]);
    await afterGrace();
    const requestId = stage.onlyOpen();
    await stage.sweep();
    expect(stage.orchestrations.approvals.get(requestId)?.wakes).toBe(1);
    stage.orchestrations.end(requestId);
    await stage.sweep();
    expect(stage.orchestrations.approvals.has(requestId)).toBe(true);
  });

  it("is left alone while Azure deletes it", async () => {
    anEndpoint([to("Disconnected")]);
    await afterGrace();
    const requestId = stage.onlyOpen();
    await stage.advance(requestId);
    await stage.sweep();
    expect(stage.orchestrations.approvals.get(requestId)?.wakes).toBe(0);
  });

  it("and is locked is tried once, not with every sweep, and its row says what it is", async () => {
    anEndpoint([to("Disconnected")]);
    stage.endpoints.remove = async () => ({ kind: "refused", reason: "ScopeLocked" });
    await afterGrace();
    await stage.untilOver(stage.onlyOpen());
    await afterGrace();
    expect(open()).toEqual([]);
    expect([...stage.store.rounds.rows.values()]).toMatchObject([{ outcome: "refused", onRecord: "Disconnected" }]);
  });

  it("is over when somebody else deleted it first", async () => {
    const id = anEndpoint([to("Disconnected")]);
    await afterGrace();
    const requestId = stage.onlyOpen();
    await stage.endpoints.remove(id);
    stage.clock.moveOn({ minutes: 5 });
    await stage.untilOver(requestId);
    expect(stage.outcome(requestId)).toMatchObject({ kind: "superseded", after: "gone" });
  });
});

describe("one that cannot be seen to", () => {
  it("holds up no other", async () => {
    for (const name of ["pe-1", "pe-2"]) anEndpoint([to("Disconnected")], name);
    stage.store.failures.fail("rounds.begin", new Fault("a row does not fit"));
    expect(await stage.sweep()).toMatchObject({ failed: 1 });
    expect(stage.log.at("error")).toEqual(["A private endpoint could not be seen to"]);
    expect(stage.store.rounds.rows.size).toBe(1);
  });

  it("since its subscription cannot be listed costs that subscription only", async () => {
    stage.policies.policy = policyWith({ consumerSubscriptions: [LOGISTICS, FABRIKAM] });
    anEndpoint([to("Disconnected")]);
    stage.endpoints.failures.fail("endpoints.list", new Fault("ARM answered 403"));
    expect(await stage.sweep()).toMatchObject({ failed: 1 });
    expect(stage.log.at("error")).toEqual(["The private endpoints of a subscription could not be listed to their end"]);
    expect(stage.store.rounds.rows.size).toBe(1);
  });

  it("since ARM is busy is waited for once", async () => {
    anEndpoint([to("Disconnected")]);
    const retryAt = new Date("2026-11-20T09:00:20.000Z");
    stage.endpoints.failures.fail("endpoints.list", new Fault("ARM answered 429", { retryAt }));
    expect(await stage.sweep()).toMatchObject({ failed: 0 });
    expect(stage.clock.now()).toEqual(retryAt);
    expect(stage.store.rounds.rows.size).toBe(1);
  });

  it("since its row has gone on to something else is noted in no way", async () => {
    anEndpoint([to("Disconnected")]);
    const { begin } = stage.store.rounds;
    stage.store.rounds.begin = async (namespace, round) =>
      begin.call(stage.store.rounds, namespace, { ...round, round: 1, requestId: "r-other" });
    await stage.sweep();
    expect([...stage.store.rounds.rows.values()]).toMatchObject([{ round: 1, disconnectedSince: undefined }]);
  });

  it("since another clean-up of it began at the same moment is begun once", async () => {
    anEndpoint([to("Disconnected")]);
    await stage.sweep();
    stage.clock.moveOn({ hours: 72 });
    const [[key, round] = []] = stage.store.rounds.rows;
    const { begin } = stage.store.rounds;
    stage.store.rounds.begin = async (namespace, next) => {
      if (key && round) stage.store.rounds.rows.set(key, { ...round, round: next.round, requestId: "r-other" });
      return begin.call(stage.store.rounds, namespace, next);
    };
    expect(await stage.sweep()).toMatchObject({ begun: 0, failed: 0 });
    expect(open()).toEqual([]);
  });
});

describe("a connection whose name an endpoint also uses", () => {
  it("is not taken for gone", async () => {
    anEndpoint([{ ...to("Disconnected"), name: aConnectionId().connection }]);
    await afterGrace();
    await stage.untilOver(stage.onlyOpen());
    expect(stage.connections.removals).toEqual([]);
  });
});
