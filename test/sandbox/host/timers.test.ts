import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { aPlace, type Place, type RunningHost, startHost, until } from "./running-host.ts";

// Forking a host takes its time on a busy machine.
jest.setTimeout(60_000);

const hourMs = 3_600_000;
/** The sandbox's clock at the start of each test stands at ten past ten. */
const tenPastTen = () => Date.parse("2030-01-01T10:10:00Z") - Date.now();

let place: Place;
let host: RunningHost;
let offsetMs: number;

beforeEach(async () => {
  place = aPlace();
  offsetMs = tenPastTen();
  host = await startHost(place, offsetMs);
});
afterEach(async () => {
  await host[Symbol.asyncDispose]();
  place[Symbol.dispose]();
});

describe("a timer function", () => {
  it("runs when the clock reaches its time, and again at the next", async () => {
    host.setClock(offsetMs + hourMs);
    await until(() => place.effects("hourly").length === 1);
    host.setClock(offsetMs + 2 * hourMs);
    await until(() => place.effects("hourly").length === 2);
    expect(place.effects("hourly")).toEqual([
      { isPastDue: false, last: "0001-01-01T00:00:00" },
      { isPastDue: false, last: expect.stringMatching(/^2030-01-01T11:/) },
    ]);
  });

  it("goes on after a failed run", async () => {
    host.setClock(offsetMs + hourMs);
    await until(() => place.effects("failing").length === 1);
    await until(() => host.lines.some((line) => line.includes("error failing timers may fail")));
    host.setClock(offsetMs + 2 * hourMs + 60_000);
    await until(() => place.effects("failing").length === 2);
  });

  it("runs once, as past due, when its time came while no host ran", async () => {
    await host.kill();
    host = await startHost(place, offsetMs + 5 * hourMs);
    await until(() => place.effects("hourly").length > 0);
    expect(place.effects("hourly")).toEqual([{ isPastDue: true, last: "0001-01-01T00:00:00" }]);
  });

  it("does not run while a setting switches it off", async () => {
    await host.kill();
    host = await startHost(place, offsetMs, "app", { "AzureWebJobs.hourly.Disabled": "true" });
    host.setClock(offsetMs + 2 * hourMs + 60_000);
    await until(() => place.effects("failing").length > 0);
    expect(place.effects("hourly")).toEqual([]);
  });

  it("runs at start when it says so", async () => {
    await until(() => place.effects("atStart").length === 1);
  });

  it("is run by hand with the master key only", async () => {
    const run = async (name: string, key: string) =>
      (
        await host.fetch(`/admin/functions/${name}`, {
          method: "POST",
          headers: { "x-functions-key": key },
          body: "{}",
        })
      ).status;
    expect(await run("hourly", host.keys.function)).toBe(401);
    expect(await run("nothing", host.keys.master)).toBe(404);
    expect(await run("hourly", host.keys.master)).toBe(202);
    await until(() => place.effects("hourly").length === 1);
  });
});
