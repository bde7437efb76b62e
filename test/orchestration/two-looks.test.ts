import { beforeEach, describe, expect, it } from "@jest/globals";
import { aConnection, aConnectionId, aPrivateEndpoint } from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
beforeEach(async () => {
  stage = new Stage();
  stage.connections.set(aConnection({ status: "Approved", description: "Auto-approved" }));
  await stage.sweep();
});

const told = () => stage.store.audit.entries.filter(({ kind }) => kind === "external.change").map(({ after }) => after);
const rounds = () => [...stage.store.rounds.rows.values()];
const disconnect = () => stage.connections.set(aConnection({ status: "Disconnected", description: "Auto-approved" }));
const takeAway = () => stage.connections.takeAway(aConnectionId());

/** While the next entry is being recorded. */
function meanwhile(happens: () => Promise<unknown>): void {
  const { audit } = stage.store;
  const record = audit.record.bind(audit);
  audit.record = async (entry) => {
    audit.record = record;
    await record(entry);
    await happens();
  };
}

describe("two looks at once, of which each sees another state", () => {
  it("leave what the later one saw, when that was counted first", async () => {
    disconnect();
    meanwhile(async () => {
      takeAway();
      await stage.sweep();
    });
    await stage.sweep();
    await stage.sweep();
    expect(told()).toEqual(["Approved", "Disconnected", "gone"]);
    expect(rounds()).toMatchObject([{ onRecord: "gone", changes: 2 }]);
  });

  it("leave what stands in Azure, when the earlier one was counted first", async () => {
    takeAway();
    meanwhile(async () => {
      disconnect();
      await stage.sweep();
      takeAway();
    });
    await stage.sweep();
    await stage.sweep();
    expect(told()).toEqual(["Approved", "gone", "Disconnected"]);
    expect(rounds()).toMatchObject([{ onRecord: "gone", changes: 3 }]);
  });

  it.each([
    ["another endpoint under the same name", aPrivateEndpoint("pe-2")],
    ["a connection that names no endpoint", undefined],
  ])("take %s for gone", async (_what, privateEndpoint) => {
    takeAway();
    meanwhile(async () => {
      disconnect();
      await stage.sweep();
      stage.connections.set(aConnection({ privateEndpoint }));
    });
    await stage.sweep();
    expect(rounds().find(({ round }) => round === 0)).toMatchObject({ onRecord: "gone" });
  });

  it("leave alone the row of a request that has begun meanwhile", async () => {
    takeAway();
    meanwhile(async () => {
      stage.connections.set(aConnection());
      await stage.sweep();
      takeAway();
    });
    await stage.sweep();
    expect(rounds()).toMatchObject([{ kind: "approve-or-reject", round: 1, changes: 0 }]);
  });

  it("begin anew where the row was lost meanwhile", async () => {
    disconnect();
    meanwhile(async () => stage.store.rounds.rows.clear());
    await stage.sweep();
    expect(rounds()).toEqual([]);
    await stage.sweep();
    expect(rounds()).toMatchObject([{ onRecord: "Disconnected", changes: 1 }]);
  });
});
