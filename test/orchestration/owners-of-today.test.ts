import { beforeEach, describe, expect, it } from "@jest/globals";
import { Fault } from "../../src/ports.ts";
import { aConnectionId, aGroup, aPerson, aPolicy, olga, omar } from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
let requestId: string;
beforeEach(async () => {
  stage = new Stage();
  requestId = await stage.asked();
});

const withoutOlga = () => aPolicy({ version: "sha256:2", groups: [aGroup({ owners: [aPerson(omar)] })] });
const elsewhere = { id: "19:elsewhere@thread.tacv2", name: "Elsewhere" };

describe("whoever decided and is no owner any more", () => {
  it("changes nothing in Azure, and the owners of today are asked", async () => {
    await stage.click(requestId, "approve");
    stage.store.failures.fail("intents.insert", new Fault("tables are away"));
    await expect(stage.advance(requestId)).rejects.toThrow("tables are away");
    stage.policies.policy = withoutOlga();
    await stage.untilOver(requestId);
    expect(stage.outcome(requestId)).toMatchObject({ kind: "superseded", by: "service", after: "Pending" });
    expect(stage.connections.puts).toEqual([]);
    await stage.look();
    const next = stage.onlyOpen();
    await stage.advance(next);
    expect(next).not.toBe(requestId);
    expect(stage.cards.shownFor(next)).toMatchObject([{ state: "asking" }]);
  });

  it("is not followed any further when ARM held up the change, which then counts as uncertain", async () => {
    await stage.click(requestId, "approve");
    stage.connections.failures.fail("put", new Fault("ARM answered 503"));
    await expect(stage.advance(requestId)).rejects.toThrow("503");
    stage.policies.policy = withoutOlga();
    await stage.untilOver(requestId);
    expect(stage.outcome(requestId)).toMatchObject({ kind: "indeterminate", by: "service" });
    expect(stage.connections.puts).toHaveLength(1);
    expect(await stage.connections.get(aConnectionId())).toMatchObject({ status: "Pending" });
  });

  it("is followed to the end once Azure has taken the change", async () => {
    await stage.click(requestId, "approve");
    await stage.advance(requestId);
    stage.policies.policy = withoutOlga();
    await stage.untilOver(requestId);
    expect(stage.outcome(requestId)).toMatchObject({ kind: "applied", after: "Approved" });
  });

  it("voted under the policy of then, and that is what the record says", async () => {
    stage.policies.policy = aPolicy({ version: "sha256:2", groups: [aGroup({ owners: [aPerson(omar)] })] });
    await stage.click(requestId, "reject", "No", olga);
    await stage.click(requestId, "approve", "Yes", omar);
    await stage.untilOver(requestId);
    const versions = stage.store.audit.entries.map(({ kind, policyVersion }) => [kind, policyVersion]);
    expect(versions).toEqual([
      ["request.seen", "sha256:0123456789abcdef"],
      ["policy.ruled", "sha256:0123456789abcdef"],
      ["card.posted", "sha256:0123456789abcdef"],
      ["vote.refused", "sha256:2"],
      ["vote.cast", "sha256:2"],
      ["decision.made", "sha256:2"],
      ["change.intended", "sha256:2"],
      ["change.applied", "sha256:2"],
      ["request.told", "sha256:0123456789abcdef"],
    ]);
  });
});

describe("a namespace that comes to another group", () => {
  it("is asked about in that group's channel too, once", async () => {
    stage.policies.policy = aPolicy({
      groups: [aGroup({ name: "Others", owners: [aPerson(omar)], channel: elsewhere })],
    });
    await stage.advance(requestId);
    await stage.advance(requestId);
    expect(stage.cards.posted.map(({ channel }) => channel.id)).toEqual([aGroup().channel.id, elsewhere.id]);
    expect(stage.kinds(requestId).filter((kind) => kind === "card.posted")).toHaveLength(2);
    await stage.click(requestId, "approve", "", omar);
    await stage.untilOver(requestId);
    expect(stage.cards.posted[1]?.versions.at(-1)).toMatchObject({ state: "applied" });
  });

  it("or to none keeps its open requests going, and begins none", async () => {
    await stage.click(requestId, "approve");
    stage.policies.policy = aPolicy({ groups: [] });
    stage.orchestrations.end(requestId);
    expect(await stage.look()).toEqual({ kind: "looked", begun: 0, open: 1 });
    expect(stage.orchestrations.approvals.has(requestId)).toBe(true);
    stage.connections.takeAway(aConnectionId());
    await stage.untilOver(requestId);
    expect(await stage.look()).toEqual({ kind: "not watched", begun: 0, open: 0 });
  });
});
