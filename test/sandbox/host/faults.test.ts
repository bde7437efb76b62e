import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { setClockOffset } from "../../../sandbox/clock.ts";
import { noRegistrations } from "../../../sandbox/host/core.ts";
import type { Invoke } from "../../../sandbox/host/invocation.ts";
import { openState, type State } from "../../../sandbox/host/state.ts";
import { timerTriggers } from "../../../sandbox/host/timers.ts";
import { type AHub, aHub, callsDeed, decides, ends, waitsUntil } from "./a-hub.ts";
import { aPlace, type Place, until } from "./running-host.ts";

// Longer than `until` waits, so that what was waited for in vain is named.
jest.setTimeout(60_000);

const anHourMs = 3_600_000;
/** More than what a host waits before it tries again. */
const aWhileMs = 10_000;

/** Lets every change of this kind fail, as on a full disk, until it is disposed. */
function fullDisk({ database }: State, change: string): Disposable {
  database.exec(`CREATE TRIGGER full BEFORE ${change} BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`);
  return { [Symbol.dispose]: () => database.exec("DROP TRIGGER full") };
}

describe("a task hub", () => {
  let its: AHub;
  beforeEach(() => {
    its = aHub();
  });
  afterEach(async () => its[Symbol.asyncDispose]());

  const logged = (words: RegExp) => until(() => its.log.some((line) => words.test(line)));

  it("fires its timers after all when at first they could not be fired", async () => {
    its.start("one");
    (await its.call(0)).gives(decides(waitsUntil(new Date(Date.now() + anHourMs))));
    await until(() => its.hub.store.nextTimerAt());
    const disk = fullDisk(its.state, "DELETE ON timers");
    its.pass(anHourMs);
    await logged(/^error durable The timers could not be looked at, trying again: .*the disk is full$/);
    disk[Symbol.dispose]();
    its.pass(aWhileMs);
    expect((await its.call(1)).given.history).toContainEqual(expect.objectContaining({ EventType: 11, TimerId: 0 }));
  });

  it("runs an activity again whose result could not be kept", async () => {
    its.start("one");
    (await its.call(0)).gives(decides(callsDeed));
    const disk = fullDisk(its.state, "DELETE ON activities");
    (await its.call(1)).gives("lost");
    await logged(/^error deed The result of an activity could not be kept: .*the disk is full$/);
    disk[Symbol.dispose]();
    its.pass(aWhileMs);
    (await its.call(2)).gives("kept");
    expect((await its.call(3)).given.history).toContainEqual(expect.objectContaining({ Result: '"kept"' }));
  });

  it("takes a turn again that could not be kept", async () => {
    its.start("one");
    const disk = fullDisk(its.state, "INSERT ON history");
    (await its.call(0)).gives(ends("lost"));
    await logged(/^error durable A turn of one could not be kept, trying again: .*the disk is full$/);
    disk[Symbol.dispose]();
    its.pass(aWhileMs);
    (await its.call(1)).gives(ends("kept"));
    await until(() => its.hub.store.find("one")?.output === '"kept"');
  });
});

describe("a timer function", () => {
  let place: Place;
  let state: State;
  beforeEach(() => {
    place = aPlace();
    state = openState(place.statePath);
  });
  afterEach(() => {
    setClockOffset(0);
    state.close();
    place[Symbol.dispose]();
  });

  const notKept = (why: string) =>
    new RegExp(`^error hourly The schedule's status could not be read or kept: .*${why}$`);

  function everyHour() {
    const { functions, ...others } = noRegistrations();
    const trigger = { type: "timerTrigger", direction: "in", schedule: "01:00:00" } as const;
    functions.set("hourly", {
      metadata: { name: "hourly", functionId: "hourly", bindings: { trigger } },
      callback: () => undefined,
    });
    const runs: unknown[] = [];
    const log: string[] = [];
    const invoke: Invoke = async (_called, given) => {
      runs.push(JSON.parse(given.json ?? "null"));
      return undefined;
    };
    const timers = timerTriggers({
      ...{ state, invoke, settings: {}, registrations: { functions, ...others } },
      log: (level, source, message) => log.push(`${level} ${source} ${message}`),
    });
    return { timers, runs, log };
  }

  it("runs at each of its times though none of them can be kept", async () => {
    const { timers, runs, log } = everyHour();
    using _disk = fullDisk(state, "INSERT ON schedules");
    timers.start();
    for (const hour of [1, 2, 3]) {
      await until(() => log.length === hour);
      setClockOffset(hour * anHourMs + hour * aWhileMs);
      await until(() => runs.length === hour);
    }
    await until(() => log.length === 4);
    for (const line of log) expect(line).toMatch(notKept("the disk is full"));
    await timers.stop();
  });

  it("runs though its status can't be read", async () => {
    const { timers, runs, log } = everyHour();
    timers.start();
    state.database.exec("ALTER TABLE schedules RENAME TO lost");
    setClockOffset(anHourMs + aWhileMs);
    await until(() => runs.length === 1);
    expect(runs).toEqual([expect.objectContaining({ ScheduleStatus: null })]);
    await until(() => log.length === 2);
    for (const line of log) expect(line).toMatch(notKept("no such table: schedules"));
    await timers.stop();
  });
});
