import { beforeEach, describe, expect, it } from "@jest/globals";
import { Fault } from "../../src/ports.ts";
import { aConnectionId, aGroup, aNamespace, aPerson, aPolicy, gus, omar, rita } from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
let requestId: string;
beforeEach(async () => {
  stage = new Stage();
  stage.policies.policy = aPolicy({ groups: [aGroup({ owners: [aPerson(omar)], ownersByAzureRole: true })] });
  stage.rights.give(aNamespace(), rita.objectId);
  requestId = await stage.asked();
});

const statusNow = async () => {
  const found = await stage.connections.get(aConnectionId());
  return found === "gone" ? found : found.status;
};

describe("whoever may approve by a role in Azure", () => {
  it("is an owner, and is asked for afresh right before the change", async () => {
    await stage.click(requestId, "approve", "Yes", rita);
    await stage.untilOver(requestId);
    expect(await statusNow()).toBe("Approved");
    expect(stage.rights.asked.filter(({ fresh }) => fresh)).toEqual([{ objectId: rita.objectId, fresh: true }]);
  });

  it("changes nothing once the right is taken away between the click and the change", async () => {
    await stage.click(requestId, "approve", "Yes", rita);
    const { list } = stage.connections;
    stage.connections.list = async (namespace) => {
      stage.rights.take(aNamespace(), rita.objectId);
      return list.call(stage.connections, namespace);
    };
    await stage.untilOver(requestId);
    expect(stage.connections.puts).toEqual([]);
    expect(await statusNow()).toBe("Pending");
    expect(stage.outcome(requestId)).toMatchObject({ kind: "indeterminate", by: "service", after: "Pending" });
  });

  it("does so also while an older yes is believed elsewhere", async () => {
    await stage.click(requestId, "approve", "Yes", rita);
    const { mayApprove } = stage.rights;
    stage.rights.mayApprove = async (namespace, objectId, how) =>
      how?.fresh ? false : mayApprove.call(stage.rights, namespace, objectId, how);
    for (let times = 0; times < 5; times += 1) {
      await stage.advance(requestId);
      stage.clock.moveOn({ seconds: 10 });
    }
    expect(stage.connections.puts).toEqual([]);
    stage.rights.take(aNamespace(), rita.objectId);
    await stage.untilOver(requestId);
    expect(await statusNow()).toBe("Pending");
  });

  it("is nobody in a group that wants no roles, nor in another tenant, nor without the right", async () => {
    const onlyOwners = {
      kind: "refused",
      reason: 'Only an owner of contoso-orders may decide: ask group "Relay team".',
    };
    stage.rights.give(aNamespace(), gus.objectId);
    expect(await stage.click(requestId, "approve", "", gus)).toMatchObject(onlyOwners);
    stage.rights.take(aNamespace(), rita.objectId);
    expect(await stage.click(requestId, "approve", "", rita)).toMatchObject(onlyOwners);
    stage.rights.give(aNamespace(), rita.objectId);
    stage.policies.policy = aPolicy({ groups: [aGroup({ owners: [aPerson(omar)] })] });
    expect(await stage.click(requestId, "approve", "", rita)).toMatchObject(onlyOwners);
  });

  it("is not known while Azure does not tell: then nothing counts and nothing is changed", async () => {
    stage.rights.failures.fail("mayApprove", new Fault("ARM answered 500"), 3);
    await expect(stage.click(requestId, "approve", "Yes", rita)).rejects.toThrow("ARM answered 500");
    expect(stage.store.votes.rows).toEqual([]);
    await stage.click(requestId, "approve", "Yes", omar);
    await stage.untilOver(requestId);
    expect(await statusNow()).toBe("Approved");
  });

  it("is not asked about somebody whom the policy names", async () => {
    await stage.click(requestId, "approve", "Yes", omar);
    await stage.untilOver(requestId);
    expect(stage.rights.asked).toEqual([]);
  });
});
