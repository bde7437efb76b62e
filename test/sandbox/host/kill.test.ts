import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { aPlace, type Place, type RunningHost, startHost, until, untilStatus } from "./running-host.ts";

// Forking a host takes its time on a busy machine.
jest.setTimeout(60_000);

let place: Place;
let host: RunningHost;

beforeEach(async () => {
  place = aPlace();
  host = await startHost(place);
});
afterEach(async () => {
  await host[Symbol.asyncDispose]();
  place[Symbol.dispose]();
});

async function killAndRestart(clockOffsetMs = 0): Promise<void> {
  await host.kill();
  host = await startHost(place, clockOffsetMs);
}

async function untilHistoryHas(id: string, eventType: number): Promise<void> {
  await until(async () => (await host.status(id)).historyEvents.some(({ EventType }) => EventType === eventType));
}

const [taskCompleted, timerCreated] = [5, 10];

describe("a host that is killed", () => {
  it("goes on where it was: in an activity, in a wait for an event, in a wait for a timer", async () => {
    await host.client("startNew", "longWork", { instanceId: "long", input: { name: "long" } });
    await until(() => place.effects("long-work").includes("started"));
    await killAndRestart();
    await until(() => place.effects("long-work").length === 2);
    place.open("long-gate");
    await untilHistoryHas("long", taskCompleted);
    await killAndRestart();
    await host.client("raiseEvent", "long", "go", { n: 1 });
    await untilHistoryHas("long", timerCreated);
    const anHourMs = 3_600_000;
    await killAndRestart(anHourMs);
    const { output } = await untilStatus(host, "long", "Completed");
    expect(output).toEqual(["passed", { n: 1 }, 'noted "long"']);
    expect(place.effects("long-work")).toEqual(["started", "started", "ended"]);
    expect(place.effects("notes")).toEqual(["long"]);
  });

  it("keeps its keys, and an event that it had accepted", async () => {
    const { keys } = host;
    await host.client("startNew", "generations", { instanceId: "kept", input: { left: 2, seen: [] } });
    await host.client("raiseEvent", "kept", "next", "first");
    await killAndRestart();
    await until(async () => ((await host.status("kept")).input as { left: number }).left === 1);
    await host.client("raiseEvent", "kept", "next", "second");
    await killAndRestart();
    expect((await untilStatus(host, "kept", "Completed")).output).toEqual(["first", "second"]);
    expect(host.keys).toEqual(keys);
  });

  it("loses nothing that it had accepted, whenever it dies", async () => {
    const accepted: string[] = [];
    for (let round = 1; round <= 6; round++) {
      const started = Array.from({ length: 5 }, async (_, index) => {
        const id = `round-${round}-${index}`;
        const answer = await host.client("startNew", "chain", { instanceId: id, input: id }).catch(() => undefined);
        if (answer?.value === id) accepted.push(id);
      });
      // Each round dies a little further on in the work of its five chains, which note 25 things.
      const enough = place.effects("notes").length + round * 4;
      await until(() => place.effects("notes").length >= enough);
      await killAndRestart();
      await Promise.all(started);
    }
    expect(accepted.length).toBeGreaterThan(8);
    for (const id of accepted) {
      const { output } = await untilStatus(host, id, "Completed");
      expect(output).toMatchObject({ first: `noted "${id}"` });
      expect(place.effects("notes")).toContain(id);
    }
  });
});
