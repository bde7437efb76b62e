import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import {
  type AHub,
  aHub,
  callsDeed,
  continuesAsNew,
  decides,
  deed,
  ends,
  story,
  waitsFor,
  waitsUntil,
} from "./a-hub.ts";
import { until } from "./running-host.ts";

// Longer than `until` waits, so that what was waited for in vain is named.
jest.setTimeout(60_000);

let its: AHub;

beforeEach(() => {
  its = aHub();
});
afterEach(async () => its[Symbol.asyncDispose]());

const inAnHour = () => new Date(Date.now() + 3_600_000);
const callsDeedAndWaits = () => ({ actionType: 12, compoundActions: [callsDeed, waitsUntil(inAnHour())] });
const find = (id: string) => its.hub.store.find(id);
const statusOf = (id: string) => find(id)?.status;
const namesOfCalls = () => its.calls.map(({ name }) => name);

/** Everything that the hub has kept of any instance but its row. */
const kept = (id: string) => ({
  history: its.hub.store.historyOf(id),
  mail: its.hub.store.instancesWithMail(),
  activities: its.hub.store.waitingActivities(),
  timer: its.hub.store.nextTimerAt(),
});
const nothing = { history: [], mail: [], activities: [], timer: undefined };

/** Another instance's whole life: after it, whatever had been under way before has been done. */
async function anotherLife(): Promise<void> {
  const number = its.calls.length;
  its.start("another");
  (await its.call(number)).gives(ends("over"));
  await until(() => statusOf("another") === "Completed");
  its.hub.store.purge("another");
}

describe("an instance whose turn runs", () => {
  it("is gone for good when it is purged: what the turn decides is neither kept nor done", async () => {
    its.start("one");
    const turn = await its.call(0);
    its.hub.store.purge("one");
    turn.gives({ ...decides(callsDeedAndWaits()), customStatus: "under way" });
    await anotherLife();
    expect(find("one")).toBeUndefined();
    expect(kept("one")).toEqual(nothing);
    expect(namesOfCalls()).not.toContain(deed);
  });

  it.each([
    ["decides", () => decides(callsDeedAndWaits())],
    ["ends", () => ends("of the former")],
    ["continues as new", () => ends(null, continuesAsNew("of the former"))],
  ])("and is begun again: what the former one %s does not touch the new one", async (_what, former) => {
    its.start("one", "former");
    const turn = await its.call(0);
    its.hub.store.purge("one");
    its.start("one", "new");
    const { executionId } = find("one") ?? {};
    turn.gives(former());
    const next = await its.call(1);
    expect(next).toMatchObject({ name: story, given: { input: "new" } });
    expect(find("one")).toMatchObject({ executionId, status: "Pending", input: '"new"', output: "null" });
    expect(kept("one")).toEqual({ ...nothing, mail: ["one"] });
    next.gives(ends("of the new one"));
    await until(() => statusOf("one") === "Completed");
    expect(find("one")?.output).toBe('"of the new one"');
    expect(its.calls).toHaveLength(2);
  });

  it("is terminated after the turn, whatever that decides", async () => {
    its.start("one");
    const turn = await its.call(0);
    its.terminate("one");
    turn.gives(decides(callsDeed));
    await until(() => statusOf("one") === "Terminated");
    expect(find("one")?.output).toBe('"enough"');
    (await its.call(1)).gives("done");
    await until(() => its.hub.store.waitingActivities().length === 0);
    await anotherLife();
    expect(statusOf("one")).toBe("Terminated");
    expect(namesOfCalls()).toEqual([story, deed, story]);
  });

  it("and that continues as new is terminated in the next generation, before that has run", async () => {
    its.start("one");
    const turn = await its.call(0);
    its.terminate("one");
    turn.gives(ends(null, continuesAsNew("again")));
    await until(() => statusOf("one") === "Terminated");
    expect(its.calls).toHaveLength(1);
    expect({ ...kept("one"), history: [] }).toEqual(nothing);
  });
});

describe("an instance whose activity runs", () => {
  async function withActivity(id: string) {
    const number = its.calls.length;
    its.start(id);
    (await its.call(number)).gives(decides(callsDeedAndWaits()));
    return its.call(number + 1);
  }

  it("is gone for good when it is purged: the result is dropped", async () => {
    const activity = await withActivity("one");
    its.hub.store.purge("one");
    activity.gives("late");
    await anotherLife();
    expect(find("one")).toBeUndefined();
    expect(kept("one")).toEqual(nothing);
    expect(namesOfCalls()).toEqual([story, deed, story]);
  });

  it.each(["gives", "fails"] as const)("is terminated at once; that the activity %s wakes nobody", async (how) => {
    const activity = await withActivity("one");
    its.terminate("one");
    await until(() => statusOf("one") === "Terminated");
    const { history } = kept("one");
    activity[how]("late");
    await anotherLife();
    await until(() => its.hub.store.instancesWithMail().length === 0);
    expect(find("one")).toMatchObject({ status: "Terminated", output: '"enough"' });
    expect(kept("one")).toEqual({ ...nothing, history });
    expect(namesOfCalls()).toEqual([story, deed, story]);
  });

  it("and is begun again does not take the former one's result for its own", async () => {
    const former = await withActivity("one");
    its.terminate("one");
    await until(() => statusOf("one") === "Terminated");
    const current = await withActivity("one");
    former.gives("of the former");
    await anotherLife();
    expect(statusOf("one")).toBe("Running");
    current.gives("of the new one");
    const turn = await its.call(5);
    expect(turn.given.history).toContainEqual(expect.objectContaining({ EventType: 5, Result: '"of the new one"' }));
    expect(turn.given.history).not.toContainEqual(expect.objectContaining({ Result: '"of the former"' }));
  });
});

describe("a suspended instance", () => {
  it("reads nothing, and is terminated all the same", async () => {
    its.start("one");
    (await its.call(0)).gives(decides(waitsFor("wake"), callsDeed));
    await until(() => statusOf("one") === "Running");
    its.hub.store.setStatus("one", "Suspended");
    its.hub.store.raise("one", { EventType: 15, Name: "wake", Input: "{}" });
    its.hub.wake("one");
    await anotherLife();
    expect([statusOf("one"), namesOfCalls()]).toEqual(["Suspended", [story, story]]);
    its.terminate("one");
    await until(() => statusOf("one") === "Terminated");
    await anotherLife();
    expect(namesOfCalls()).toEqual([story, story, story]);
    expect({ ...kept("one"), history: [] }).toEqual(nothing);
  });

  it("that was suspended while its turn ran stays so, and ends when the turn has ended it", async () => {
    its.start("goes on");
    its.start("ends");
    const [one, other] = [await its.call(0), await its.call(1)];
    for (const id of ["goes on", "ends"]) its.hub.store.setStatus(id, "Suspended");
    one.gives(decides(waitsFor("wake")));
    other.gives(ends("over"));
    await until(() => statusOf("ends") === "Completed");
    await until(() => its.hub.store.historyOf("goes on").length > 0);
    expect(statusOf("goes on")).toBe("Suspended");
  });
});
