import { beforeEach, describe, expect, it } from "@jest/globals";
import { aConnection, aConnectionId, aPrivateEndpoint } from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});

function fill(approved: number): void {
  for (let number = 1; number <= approved; number += 1) {
    const id = aConnectionId({ connection: `other-${number}` });
    stage.connections.set(aConnection({ id, privateEndpoint: aPrivateEndpoint(`pe-${number}`), status: "Approved" }));
  }
}

const FULL = "contoso-orders has 64 approved private endpoints, and Azure allows 64. Remove one, then ask again.";

describe("the 65th private endpoint of a namespace", () => {
  it("is refused with the reason, and Azure is not even asked", async () => {
    fill(64);
    const requestId = await stage.asked();
    await stage.click(requestId, "approve");
    await stage.untilOver(requestId);
    expect(stage.connections.puts).toEqual([]);
    expect(stage.outcome(requestId)).toMatchObject({ kind: "refused", by: "service", reason: FULL, after: "Pending" });
    expect(stage.cards.posted[0]?.replies).toEqual([`What Olga Owens decided was refused. ${FULL}`]);
    expect(stage.kinds(requestId)).toEqual(expect.arrayContaining(["change.refused", "alert.raised"]));
    expect(stage.log.at("error")).toEqual(["A decision could not be carried out"]);
  });

  it("is approved once one has gone and an owner asks again", async () => {
    fill(64);
    const requestId = await stage.asked();
    await stage.click(requestId, "approve");
    await stage.untilOver(requestId);
    stage.connections.takeAway(aConnectionId({ connection: "other-1" }));
    await stage.click(requestId, "ask-again");
    const second = stage.onlyOpen();
    await stage.click(second, "approve");
    await stage.untilOver(second);
    expect(stage.outcome(second)).toMatchObject({ kind: "applied" });
  });

  it("is rejected like others", async () => {
    fill(64);
    const requestId = await stage.asked();
    await stage.click(requestId, "reject", "Full");
    await stage.untilOver(requestId);
    expect(stage.outcome(requestId)).toMatchObject({ kind: "applied", after: "Rejected" });
  });
});

describe("the 64th", () => {
  it("is approved, and its card says how many there are", async () => {
    fill(63);
    const requestId = await stage.asked();
    expect(stage.cards.shownFor(requestId)).toMatchObject([{ endpointsUsed: 63, endpointsMost: 64 }]);
    await stage.click(requestId, "approve");
    await stage.untilOver(requestId);
    expect(stage.outcome(requestId)).toMatchObject({ kind: "applied" });
  });

  it("of a namespace that Azure does not list any more is left to what the next read says", async () => {
    const requestId = await stage.asked();
    await stage.click(requestId, "approve");
    stage.connections.list = async () => "gone";
    await stage.untilOver(requestId);
    expect(stage.outcome(requestId)).toMatchObject({ kind: "applied" });
  });
});
