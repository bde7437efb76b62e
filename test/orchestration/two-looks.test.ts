import { beforeEach, describe, expect, it } from "@jest/globals";
import { Fault } from "../../src/ports.ts";
import { aConnection, aConnectionId } from "../support/builders.ts";
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

/** Right after Azure was read for the next time. */
function meanwhile(happens: () => Promise<unknown>): void {
  const { connections } = stage;
  const get = connections.get.bind(connections);
  connections.get = async (id) => {
    connections.get = get;
    const seen = await get(id);
    await happens();
    return seen;
  };
}

describe("two looks at once, of which each sees another state", () => {
  it("tell only what the later one saw, when that was counted first", async () => {
    disconnect();
    meanwhile(async () => {
      takeAway();
      await stage.sweep();
    });
    await stage.sweep();
    await stage.sweep();
    expect(told()).toEqual(["Approved", "gone"]);
    expect(rounds()).toMatchObject([{ onRecord: "gone", changes: 2, telling: undefined }]);
  });

  it("tell both in their order, when the earlier one was counted first", async () => {
    takeAway();
    meanwhile(async () => {
      disconnect();
      await stage.sweep();
      takeAway();
    });
    await stage.sweep();
    expect(told()).toEqual(["Approved", "Disconnected"]);
    await stage.sweep();
    expect(told()).toEqual(["Approved", "Disconnected", "gone"]);
    expect(rounds()).toMatchObject([{ onRecord: "gone", changes: 3 }]);
  });

  it("tell once what both see", async () => {
    disconnect();
    meanwhile(() => stage.sweep());
    await stage.sweep();
    expect(told()).toEqual(["Approved", "Disconnected"]);
  });

  it("tell it once, too, when both see a connection for the first time", async () => {
    const another = aConnection({ id: aConnectionId({ connection: "c2" }), status: "Rejected", description: "no" });
    stage.connections.set(another);
    const { rounds: kept } = stage.store;
    const begin = kept.begin.bind(kept);
    kept.begin = async (...begun) => {
      kept.begin = begin;
      const row = await begin(...begun);
      await stage.sweep();
      return row;
    };
    await stage.sweep();
    expect(told()).toEqual(["Approved", "Rejected"]);
  });
});

describe("a change of others that was counted", () => {
  it.each([
    ["was not recorded", "audit.record", "fail"],
    ["was recorded without an answer", "audit.record", "loseAnswer"],
    ["got no answer when it was counted", "rounds.note", "loseAnswer"],
  ] as const)("and %s is told by the next look, once", async (_what, operation, how) => {
    disconnect();
    stage.store.failures[how](operation, new Fault("storage is away"));
    expect(await stage.sweep()).toMatchObject({ failed: 1 });
    expect(await stage.sweep()).toMatchObject({ failed: 0 });
    expect(told()).toEqual(["Approved", "Disconnected"]);
    expect(rounds()).toMatchObject([{ onRecord: "Disconnected", telling: undefined }]);
  });
});
