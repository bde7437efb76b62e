import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { aPlace, type Place, type RunningHost, startHost, until } from "./running-host.ts";

// Forking a host takes its time on a busy machine.
jest.setTimeout(60_000);

let place: Place;
let host: RunningHost;

beforeEach(async () => {
  place = aPlace();
  host = await startHost(place);
  await host.client("startNew", "rounds", { instanceId: "one", input: { round: 0 } });
});
afterEach(async () => {
  await host[Symbol.asyncDispose]();
  place[Symbol.dispose]();
});

const [timerCreated, eventRaised] = [10, 15];
const anHourMs = 3_600_000;

/** Until the generation of this round has done its work and waits; gives what its history holds. */
function untilWaitingIn(round: number): Promise<readonly number[]> {
  return until(async () => {
    const { input, historyEvents } = await host.status("one");
    const types = historyEvents.map(({ EventType }) => EventType);
    return (input as { round: number }).round === round && types.includes(timerCreated) && types;
  });
}

/** The rounds that worked so far. */
const rounds = () => place.effects("notes").map((what) => Number(String(what).replace("round ", "")));

// docs/sandbox.md, "How far it is from Azure", tells of it: who changes it changes that too.
describe("a wait for a wake or a time, at the end of a generation", () => {
  it("starts two generations when a wake ends it: the second has the wake too, the third has none", async () => {
    expect(await untilWaitingIn(0)).not.toContain(eventRaised);
    await host.client("raiseEvent", "one", "wake", {});
    expect(await untilWaitingIn(2)).not.toContain(eventRaised);
    expect(rounds()).toEqual([0, 1, 2]);
    await host.client("raiseEvent", "one", "wake", {});
    expect(await untilWaitingIn(4)).not.toContain(eventRaised);
    expect(rounds()).toEqual([0, 1, 2, 3, 4]);
  });

  it("starts one when the time ends it", async () => {
    await untilWaitingIn(0);
    host.setClock(anHourMs);
    expect(await untilWaitingIn(1)).not.toContain(eventRaised);
    expect(rounds()).toEqual([0, 1]);
  });
});
