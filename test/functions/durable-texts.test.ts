import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { aPlace, type Place, type RunningHost, startHost, untilStatus } from "../sandbox/host/running-host.ts";

// Forking a host takes its time on a busy machine.
jest.setTimeout(60_000);

/** What src/orchestration/durable.ts builds upon: how the real client of durable-functions answers through a real host. */
let place: Place;
let host: RunningHost;

beforeAll(async () => {
  place = aPlace();
  host = await startHost(place);
  await start("live", { ms: 3_600_000 });
  await untilStatus(host, "live", "Running");
  await start("over", { ms: 3_600_000 });
  await untilStatus(host, "over", "Running");
  await host.client("terminate", "over", "The test ends it");
  await untilStatus(host, "over", "Terminated");
});
afterAll(async () => {
  await host[Symbol.asyncDispose]();
  place[Symbol.dispose]();
});

const start = (instanceId: string, input: unknown) => host.client("startNew", "waiting", { instanceId, input });

describe("the client of durable-functions 3.5.0", () => {
  it("tells an instance that is not there by 'HTTP 404' in its words, and by nothing else", async () => {
    const { fault } = await host.client("getStatus", "nowhere");
    expect(fault).toMatch(/^DurableClient error: Durable Functions extension replied with HTTP 404 response\./);
  });

  it("gives the status of one that lives, and of one that has ended", async () => {
    expect(await host.client("getStatus", "live")).toMatchObject({ value: { runtimeStatus: "Running" } });
    expect(await host.client("getStatus", "over")).toMatchObject({ value: { runtimeStatus: "Terminated" } });
  });

  it("gives a created time that a Date can be made of: it tells one generation from the next", async () => {
    const { value } = await host.client("getStatus", "live");
    expect(Number.isNaN(Date.parse((value as { createdTime: string }).createdTime))).toBe(false);
  });

  it("throws at the second start of one that lives", async () => {
    expect(await start("live", { ms: 1 })).toEqual({ fault: expect.any(String) });
    expect(await host.status("live")).toMatchObject({ runtimeStatus: "Running", input: { ms: 3_600_000 } });
  });

  it("throws at a wake of one that never was", async () => {
    expect(await host.client("raiseEvent", "nowhere", "wake", {})).toEqual({
      fault: expect.stringContaining("nowhere"),
    });
  });

  it("says nothing at a wake of one that has ended: the event vanishes", async () => {
    expect(await host.client("raiseEvent", "over", "wake", {})).toEqual({ value: null });
    expect(await host.status("over")).toMatchObject({ runtimeStatus: "Terminated" });
  });

  it("says nothing at the second end of one that has ended", async () => {
    expect(await host.client("terminate", "over", "again")).toEqual({ value: null });
  });

  it("starts one over that has ended", async () => {
    expect(await start("over", { ms: 3_600_000 })).toEqual({ value: "over" });
    expect(await untilStatus(host, "over", "Running")).toMatchObject({ output: null });
  });
});
