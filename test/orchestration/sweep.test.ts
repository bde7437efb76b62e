import { describe, expect, it } from "@jest/globals";
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
