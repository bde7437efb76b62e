import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { aPlace, type Place, type RunningHost, startHost, until, untilStatus } from "./running-host.ts";

// Forking a host takes its time on a busy machine.
jest.setTimeout(60_000);

let place: Place;
let host: RunningHost;
let clockOffsetMs = 0;

beforeAll(async () => {
  place = aPlace();
  host = await startHost(place);
});
afterAll(async () => {
  await host[Symbol.asyncDispose]();
  place[Symbol.dispose]();
});

async function start(name: string, instanceId: string, input: unknown = {}): Promise<void> {
  expect(await host.client("startNew", name, { instanceId, input })).toEqual({ value: instanceId });
}

async function outputOf(id: string, status = "Completed"): Promise<unknown> {
  return (await untilStatus(host, id, status)).output;
}

/** Until the orchestration has done its first turn and waits. */
async function untilWaiting(id: string, eventType?: number): Promise<void> {
  await until(async () => {
    const { runtimeStatus, historyEvents } = await host.status(id);
    const isThere = eventType === undefined || historyEvents.some(({ EventType }) => EventType === eventType);
    return runtimeStatus === "Running" && isThere;
  });
}

describe("an orchestration", () => {
  it("calls activities one after the other and side by side", async () => {
    await start("chain", "chain-1", { a: 1 });
    const all = ['noted "text"', 'noted "True"', "noted [1,2]", "noted 7"];
    expect(await outputOf("chain-1")).toEqual({ first: 'noted {"a":1}', all });
  });

  it("tries an activity again until it succeeds", async () => {
    await start("retrying", "retry-1", { name: "flaky-1", failures: 2 });
    expect(await outputOf("retry-1")).toBe(3);
  });

  it("fails with the activity's message after the last attempt", async () => {
    await start("retrying", "retry-2", { name: "flaky-2", failures: 9 });
    expect(await outputOf("retry-2", "Failed")).toMatch(
      /^Orchestrator function 'retrying' failed: Activity function 'flaky' failed: failure 3/,
    );
    expect(place.effects("flaky-2")).toHaveLength(3);
  });

  it("fails with its own message, and for an activity that is not there", async () => {
    await start("throwing", "throw-1");
    const thrown = "Orchestrator function 'throwing' failed: thrown by the orchestrator";
    expect(await outputOf("throw-1", "Failed")).toBe(thrown);
    await start("unknownActivity", "unknown-1");
    expect(await outputOf("unknown-1", "Failed")).toMatch(/The function 'nowhere' doesn't exist/);
  });

  it("goes on by the event and cancels the timer", async () => {
    await start("waiting", "wait-1", { ms: 3_600_000 });
    await untilWaiting("wait-1", 10);
    await host.client("raiseEvent", "wait-1", "wake", { by: "test" });
    expect(await outputOf("wait-1")).toEqual({ woken: { by: "test" } });
  });

  it("goes on by the timer when the clock reaches it", async () => {
    await start("waiting", "wait-2", { ms: 5 * 24 * 3_600_000 });
    await untilWaiting("wait-2", 10);
    clockOffsetMs += 5 * 24 * 3_600_000;
    host.setClock(clockOffsetMs);
    expect(await outputOf("wait-2")).toBe("timer");
  });

  it("finds an event that came before it waited", async () => {
    await start("awaitsSelf", "self-1");
    expect(await outputOf("self-1")).toEqual({});
  });

  it("continues as new and keeps events for the next generations", async () => {
    await start("generations", "gen-1", { left: 3, seen: [] });
    await untilWaiting("gen-1");
    const before = (await host.status("gen-1")).createdTime;
    clockOffsetMs += 5000;
    host.setClock(clockOffsetMs);
    await host.client("raiseEvent", "gen-1", "next", 1);
    const second = await until(async () => {
      const status = await host.status("gen-1");
      return status.createdTime > before && status.runtimeStatus === "Running" && status;
    });
    expect(second).toMatchObject({ input: { left: 2, seen: [1] }, customStatus: { left: 3 } });
    for (const [event, left] of [
      [2, 1],
      [3, 0],
    ]) {
      await host.client("raiseEvent", "gen-1", "next", event);
      await until(async () => ((await host.status("gen-1")).input as { left: number }).left === left);
    }
    expect(await outputOf("gen-1")).toEqual([1, 2, 3]);
  });

  it("that is not deterministic fails and says so", async () => {
    await start("fickle", "fickle-1");
    await untilWaiting("fickle-1", 5);
    place.open("fickle");
    await host.client("raiseEvent", "fickle-1", "go", {});
    expect(await outputOf("fickle-1", "Failed")).toMatch(/Non-Deterministic workflow detected.*activity 'note'/);
  });

  it.each([
    ["sub", "callSubOrchestrator"],
    ["http", "callHttp"],
    ["entity", "callEntity"],
    ["lock", "lock of entities"],
    ["timer", "A timer longer than 6 days"],
  ])("that wants %s fails and names it", async (input, name) => {
    await start("refused", `refused-${input}`, input);
    expect(await outputOf(`refused-${input}`, "Failed")).toContain(`${name} is not supported by the local host`);
  });
});

describe("the durable client", () => {
  it("can't start a live id, and starts a finished one over", async () => {
    await start("waiting", "live-1", { ms: 3_600_000 });
    const again = await host.client("startNew", "waiting", { instanceId: "live-1" });
    expect(again.fault).toMatch(/500.*already exists/);
    await host.client("terminate", "live-1", "over");
    expect(await outputOf("live-1", "Terminated")).toBe("over");
    await start("chain", "live-1", "new");
    expect(await outputOf("live-1")).toMatchObject({ first: 'noted "new"' });
  });

  it("can't start what is no orchestration, nor an id with a slash", async () => {
    expect((await host.client("startNew", "note")).fault).toMatch(/400.*not an orchestrator function/);
    const slash = await host.fetch("/durabletask/orchestrators/chain/a%2Fb", { method: "POST" });
    expect(slash.status).toBe(400);
  });

  it("hears of unknown and of finished instances", async () => {
    expect((await host.client("raiseEvent", "nobody", "wake", {})).fault).toBe("No instance with ID 'nobody' found.");
    expect((await host.client("getStatus", "nobody")).fault).toMatch(/404/);
    await start("chain", "ended-1");
    await untilStatus(host, "ended-1", "Completed");
    expect(await host.client("raiseEvent", "ended-1", "wake", {})).toEqual({ value: null });
    expect(await host.client("terminate", "ended-1", "late")).toEqual({ value: null });
    const gone = await host.fetch("/durabletask/instances/ended-1/terminate", { method: "POST" });
    expect(gone.status).toBe(410);
  });

  it("purges instances, one or by time", async () => {
    await start("chain", "purge-1");
    await untilStatus(host, "purge-1", "Completed");
    expect(await host.client("purgeInstanceHistory", "purge-1")).toEqual({ value: { instancesDeleted: 1 } });
    expect(await host.client("purgeInstanceHistory", "purge-1")).toEqual({ value: { instancesDeleted: 0 } });
    expect((await host.fetch("/durabletask/instances/", { method: "DELETE" })).status).toBe(400);
    const longAgo = "/durabletask/instances/?createdTimeFrom=1999-01-01&createdTimeTo=2000-01-01";
    expect((await host.fetch(longAgo, { method: "DELETE" })).status).toBe(404);
  });

  it("lists instances, page by page", async () => {
    for (const id of ["list-1", "list-2", "list-3"]) await start("waiting", id, { ms: 3_600_000 });
    const path = "/durabletask/instances/?instanceIdPrefix=list-&pageSize=2";
    const first = await host.fetch(path);
    const token = first.headers.get("x-ms-continuation-token") ?? "";
    const second = await host.fetch(path, { headers: { "x-ms-continuation-token": token } });
    expect(await first.json()).toHaveLength(2);
    expect(await second.json()).toEqual([expect.objectContaining({ instanceId: "list-3", name: "waiting" })]);
    expect(second.headers.get("x-ms-continuation-token")).toBe("");
    const inAnyState = await host.fetch("/durabletask/instances/?instanceIdPrefix=list-&runtimeStatus=");
    expect(await inAnyState.json()).toHaveLength(3);
    const finished = await host.fetch("/durabletask/instances/?instanceIdPrefix=list-&runtimeStatus=Completed,Failed");
    expect(await finished.json()).toEqual([]);
    const all = (await host.client("getStatusAll")).value as { instanceId: string }[];
    expect(all.map(({ instanceId }) => instanceId)).toEqual(expect.arrayContaining(["list-1", "list-2", "list-3"]));
  });

  it("suspends and resumes", async () => {
    await start("waiting", "suspend-1", { ms: 3_600_000 });
    await untilWaiting("suspend-1", 10);
    await host.client("suspend", "suspend-1", "pause");
    await host.client("raiseEvent", "suspend-1", "wake", { n: 1 });
    expect(await host.status("suspend-1")).toMatchObject({ runtimeStatus: "Suspended" });
    expect((await host.client("suspend", "suspend-1", "pause")).fault).toMatch(/500/);
    await host.client("resume", "suspend-1", "go on");
    expect(await outputOf("suspend-1")).toEqual({ woken: { n: 1 } });
  });
});

describe("the webhook interface", () => {
  const path = "/runtime/webhooks/durabletask/instances/hook-1";

  it("needs the system key, and its addresses carry it", async () => {
    expect((await host.fetch(path)).status).toBe(401);
    const key = { "x-functions-key": host.keys.durableTask };
    const started = await host.fetch("/runtime/webhooks/durabletask/orchestrators/waiting/hook-1", {
      method: "POST",
      headers: key,
      body: '{"ms":3600000}',
    });
    expect([started.status, started.headers.get("retry-after")]).toEqual([202, "10"]);
    const { statusQueryGetUri } = (await started.json()) as { statusQueryGetUri: string };
    const status = await fetch(statusQueryGetUri);
    expect([status.status, status.headers.get("retry-after")]).toEqual([202, "5"]);
    expect(await status.json()).toMatchObject({ name: "waiting", output: null, input: { ms: 3_600_000 } });
  });

  it("refuses an event without JSON, and what the host does not do", async () => {
    const post = async (rest: string, body?: string) =>
      (
        await host.fetch(`${path}${rest}`, {
          method: "POST",
          headers: { "x-functions-key": host.keys.durableTask },
          ...(body !== undefined && { body }),
        })
      ).status;
    expect(await post("/raiseEvent/wake")).toBe(400);
    expect(await post("/raiseEvent/wake", "{no")).toBe(400);
    expect(await post("/rewind")).toBe(501);
    expect(await post("/restart")).toBe(501);
    expect(await post("/dance")).toBe(404);
    expect(await post("/constructor")).toBe(404);
    expect((await host.fetch("/durabletask/entities/counter/one")).status).toBe(501);
  });
});
