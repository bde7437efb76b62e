import { describe, expect, it } from "@jest/globals";
import { later } from "../../src/domain/waits.ts";
import { Fault } from "../../src/ports.ts";
import {
  aConnection,
  aConnectionId,
  aGroup,
  aNamespace,
  aPolicy,
  LOGISTICS,
  OWNER_SUBSCRIPTION,
} from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

const everyName = (subscription: string) => ({ subscription, resourceGroup: undefined, name: "contoso-*" });

describe.each([true, false])("a sweep (connections in the listing: %p)", (inline) => {
  it("finds every Pending connection of every watched namespace without any event", async () => {
    const stage = new Stage({ inline });
    const names = Array.from({ length: 20 }, (_, index) => `contoso-${index}`);
    for (const namespace of names) stage.connections.set(aConnection({ id: aConnectionId({ namespace }) }));
    stage.connections.set(aConnection({ id: aConnectionId({ namespace: "fabrikam-orders" }) }));
    expect(await stage.sweep()).toEqual({ namespaces: 21, begun: 20, open: 0, failed: 0 });
    expect(await stage.sweep()).toEqual({ namespaces: 21, begun: 0, open: 20, failed: 0 });
    expect(stage.log.lines.at(-1)).toMatchObject({ message: "Swept", details: { namespaces: 21, open: 20 } });
  });

  it("goes on when one namespace cannot be looked at", async () => {
    const stage = new Stage({ inline });
    stage.connections.set(aConnection());
    stage.connections.set(aConnection({ id: aConnectionId({ namespace: "contoso-billing" }) }));
    stage.store.failures.fail("rounds.in", new Fault("tables are away"));
    expect(await stage.sweep()).toEqual({ namespaces: 2, begun: 1, open: 0, failed: 1 });
    expect(stage.log.at("error")).toEqual(["A namespace could not be looked at"]);
    expect(await stage.sweep()).toMatchObject({ begun: 1, failed: 0 });
  });
});

describe("a sweep", () => {
  it("goes on when one subscription cannot be listed", async () => {
    const stage = new Stage();
    const namespaces = [everyName(LOGISTICS), everyName(OWNER_SUBSCRIPTION)];
    stage.policies.policy = aPolicy({ groups: [aGroup({ namespaces })] });
    stage.connections.set(aConnection());
    stage.connections.failures.fail("namespaces", new Fault("ARM answered 403"));
    expect(await stage.sweep()).toEqual({ namespaces: 1, begun: 1, open: 0, failed: 1 });
    expect(stage.log.at("error")).toEqual(["A subscription could not be listed to its end"]);
  });

  it("goes on when a look at one namespace fails in a way that nobody thought of", async () => {
    const stage = new Stage({ inline: false });
    stage.connections.set(aConnection());
    stage.connections.failures.fail("list", new TypeError("a bug"));
    expect(await stage.sweep()).toEqual({ namespaces: 1, begun: 0, open: 0, failed: 1 });
  });

  it("reads no namespace for which Azure left out that it has no connections", async () => {
    const stage = new Stage();
    stage.connections.set(aConnection());
    const { namespaces } = stage.connections;
    stage.connections.namespaces = async function* (subscription) {
      yield* namespaces.call(stage.connections, subscription);
      yield { id: aNamespace({ namespace: "contoso-quiet" }), connections: undefined };
    };
    expect(await stage.sweep()).toMatchObject({ namespaces: 2, begun: 1 });
    expect(stage.connections.failures.calls).not.toContain("list");
  });

  it("looks into no subscription without a policy", async () => {
    const stage = new Stage();
    stage.policies.policy = aPolicy({ groups: [] });
    stage.connections.set(aConnection());
    expect(await stage.sweep()).toEqual({ namespaces: 0, begun: 0, open: 0, failed: 0 });
    expect(stage.connections.failures.calls).toEqual([]);
  });

  it("records nothing of a connection that was approved before anybody asked us", async () => {
    const stage = new Stage();
    stage.connections.set(aConnection({ status: "Approved" }));
    expect(await stage.sweep()).toMatchObject({ namespaces: 1, begun: 0 });
    expect(await stage.store.requests.openIn(aNamespace())).toEqual([]);
  });
});

describe("the line of a sweep", () => {
  const line = (stage: Stage) => stage.log.lines.findLast(({ message }) => message === "Swept")?.details;

  it("names the requests that are open for more than a day, and no other", async () => {
    const stage = new Stage();
    const first = await stage.asked();
    stage.clock.moveOn({ hours: 20 });
    stage.connections.set(aConnection({ id: aConnectionId({ namespace: "contoso-billing" }) }));
    await stage.sweep();
    stage.clock.moveOn({ hours: 5 });
    await stage.sweep();
    expect(line(stage)).toMatchObject({ open: 2, oldestHours: 25, overdue: 1, overdueIds: first });
    stage.connections.change(aConnectionId(), "Rejected");
    await stage.sweep();
    await stage.untilOver(first);
    await stage.sweep();
    expect(line(stage)).toMatchObject({ open: 1, oldestHours: 5, overdue: 0, overdueIds: "" });
  });

  it("names each once, also where Azure could not be asked, or only the second time", async () => {
    const stage = new Stage({ inline: false });
    const request = await stage.asked();
    stage.clock.moveOn({ hours: 30 });
    const retryAt = later(stage.clock.now(), { seconds: 20 });
    stage.connections.failures.fail("list", new Fault("ARM answered 429", { retryAt }), 2);
    expect(await stage.sweep()).toMatchObject({ failed: 1, open: 0 });
    expect(line(stage)).toMatchObject({ overdue: 1, overdueIds: request });
  });
});

describe("namespaces that are listed no more", () => {
  it("are looked at while they have open requests: of one that was deleted they end", async () => {
    const stage = new Stage();
    const requestId = await stage.asked();
    stage.connections.removeNamespace(aNamespace());
    expect(await stage.sweep()).toEqual({ namespaces: 1, begun: 0, open: 1, failed: 0 });
    expect(stage.orchestrations.approvals.get(requestId)?.wakes).toBe(1);
    await stage.untilOver(requestId);
    expect(stage.outcome(requestId)).toMatchObject({ kind: "superseded", after: "gone" });
    expect(await stage.sweep()).toEqual({ namespaces: 0, begun: 0, open: 0, failed: 0 });
  });

  it("since the policy names their subscription no more keep their requests going", async () => {
    const stage = new Stage();
    const requestId = await stage.asked();
    stage.policies.policy = aPolicy({ groups: [aGroup({ namespaces: [everyName(LOGISTICS)] })] });
    stage.orchestrations.end(requestId);
    expect(await stage.sweep()).toEqual({ namespaces: 1, begun: 0, open: 1, failed: 0 });
    expect(stage.orchestrations.approvals.has(requestId)).toBe(true);
    stage.connections.change(aConnectionId(), "Rejected");
    await stage.sweep();
    await stage.untilOver(requestId);
    expect(await stage.sweep()).toMatchObject({ namespaces: 0 });
  });
});

describe("ARM that is busy", () => {
  const busy = (seconds: number) =>
    new Fault("ARM answered 429", { retryAt: new Date(Date.UTC(2026, 10, 20, 9, 0, seconds)) });

  it.each([
    ["a subscription is listed", { inline: true }, "namespaces"],
    ["a namespace is listed", { inline: false }, "list"],
    ["a connection is read again", { inline: true }, "get"],
  ])("while %s is waited for, and nothing is missed", async (_, manners, call) => {
    const stage = new Stage(manners);
    stage.connections.set(aConnection());
    stage.connections.failures.fail(call, busy(20));
    expect(await stage.sweep()).toEqual({ namespaces: 1, begun: 1, open: 0, failed: 0 });
    expect(stage.clock.now()).toEqual(new Date("2026-11-20T09:00:20.000Z"));
    expect(stage.log.at("warn")).toEqual(["Told to come back later"]);
  });

  it("is waited for a minute at most, and once", async () => {
    const stage = new Stage();
    stage.connections.set(aConnection());
    stage.connections.failures.fail("namespaces", busy(600), 2);
    expect(await stage.sweep()).toMatchObject({ failed: 1 });
    expect(stage.clock.now()).toEqual(new Date("2026-11-20T09:01:00.000Z"));
  });

  it("for several connections is waited for as long as the last one says", async () => {
    const stage = new Stage();
    stage.connections.set(aConnection());
    stage.connections.set(aConnection({ id: aConnectionId({ connection: "c2" }) }));
    stage.connections.failures.fail("get", busy(10));
    stage.connections.failures.fail("get", busy(40));
    expect(await stage.sweep()).toMatchObject({ begun: 2, failed: 0 });
    expect(stage.clock.now()).toEqual(new Date("2026-11-20T09:00:40.000Z"));
  });
});

describe("a subscription", () => {
  it.each([
    [47, []],
    [48, ["A subscription nears Azure's limit of 64 namespaces with private endpoints"]],
  ])("with %i namespaces that have private endpoints is warned of as it should", async (namespaces, warnings) => {
    const stage = new Stage();
    for (let number = 1; number <= namespaces; number += 1) {
      stage.connections.set(aConnection({ id: aConnectionId({ namespace: `fabrikam-${number}` }) }));
    }
    stage.connections.addNamespace(aNamespace({ namespace: "fabrikam-empty" }));
    await stage.sweep();
    expect(stage.log.at("warn")).toEqual(warnings);
  });
});
