import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Fault } from "../../../sandbox/arm/faults.ts";
import { clockOffsetMs, setClockOffset } from "../../../sandbox/clock.ts";
import { type ArmUnderTest, anArm, joinOrders, orders, v2024 } from "./an-arm.ts";

let arm: ArmUnderTest;
let number = 0;

beforeAll(async () => {
  arm = await anArm();
});
afterAll(async () => {
  setClockOffset(0);
  await arm.end();
});
afterEach(() => arm.faults.clear());

const pass = (ms: number) => setClockOffset(clockOffsetMs() + ms);
const aPending = () => {
  number += 1;
  return joinOrders(arm, `pe-${number}`);
};
const statusOf = (id: string) => arm.state().namespaces[0]?.connections.find((one) => one.id === id)?.status;
const received = (method: string) =>
  new Promise<void>((resolve) => {
    const look = () =>
      arm.exchanges.list().some((one) => one.method === method && one.caller) ? resolve() : setImmediate(look);
    look();
  });

describe("a fault", () => {
  it.each<[Fault, number, string, string | undefined]>([
    [{ kind: "throttled", retryAfterSeconds: 7 }, 429, "TooManyRequests", "7"],
    [{ kind: "throttled" }, 429, "TooManyRequests", undefined],
    [{ kind: "conflict" }, 409, "Conflict", undefined],
    [{ kind: "forbidden" }, 403, "AuthorizationFailed", undefined],
    [{ kind: "disallowed-by-policy" }, 403, "RequestDisallowedByPolicy", undefined],
    [{ kind: "locked" }, 409, "ScopeLocked", undefined],
    [{ kind: "server-error" }, 500, "InternalServerError", undefined],
    [{ kind: "unavailable", retryAfterSeconds: 3 }, 503, "ServiceUnavailable", "3"],
  ])("%j answers instead and changes nothing", async (fault, status, code, retryAfter) => {
    const { id } = aPending();
    arm.faults.add({ match: { method: "PUT" }, fault });
    const answer = await arm.put(id, "Approved");
    expect(answer).toMatchObject({ status, body: { error: { code } } });
    expect(answer.headers["retry-after"]).toBe(retryAfter);
    expect(statusOf(id)).toBe("Pending");
  });

  it("holds for what it matches, and as often as it says", async () => {
    const { id } = aPending();
    arm.faults.add({
      match: { method: "get", pathPattern: "/PrivateEndpointConnections$" },
      times: 2,
      fault: { kind: "server-error" },
    });
    const list = async () => (await arm.get(`${orders}/privateEndpointConnections`)).status;
    expect((await arm.get(id)).status).toBe(200);
    expect([await list(), await list(), await list()]).toEqual([500, 500, 200]);
    expect(arm.faults.list()).toEqual([]);
  });

  it("can be listed and taken away", async () => {
    const fault = { kind: "conflict" } as const;
    const first = arm.faults.add({ match: {}, fault });
    arm.faults.add({ match: { method: "PUT" }, fault });
    arm.faults.remove(first);
    expect(arm.faults.list()).toMatchObject([{ match: { method: "PUT" }, fault, used: 0 }]);
    arm.faults.clear();
    expect(arm.faults.list()).toEqual([]);
  });

  it("must make sense", () => {
    expect(() => arm.faults.add({ match: {}, times: 0, fault: { kind: "conflict" } })).toThrow("times");
    expect(() => arm.faults.add({ match: { pathPattern: "(" }, fault: { kind: "conflict" } })).toThrow(SyntaxError);
  });
});

describe("a timeout", () => {
  it("closes the socket, and the change may land later all the same", async () => {
    const { id } = aPending();
    arm.exchanges.clear();
    arm.faults.add({
      match: { method: "PUT" },
      times: 1,
      fault: { kind: "timeout", afterMs: 20_000, lateSuccessMs: 90_000 },
    });
    const put = arm.put(id, "Approved", "late").catch((error: Error) => error);
    await received("PUT");
    pass(21_000);
    expect(await put).toMatchObject({ message: "socket hang up" });
    const { status } = await arm.exchanges.find(({ method }) => method === "PUT");
    expect(status).toBe("timeout");
    expect(statusOf(id)).toBe("Pending");
    const before = arm.changes.length;
    pass(70_000);
    await new Promise(setImmediate);
    await arm.get(id);
    expect(statusOf(id)).toBe("Approved");
    expect(arm.changes.slice(before)).toMatchObject([{ method: "PUT", resource: id }]);
  });

  it("without late success changes nothing", async () => {
    const { id } = aPending();
    arm.faults.add({ match: { method: "DELETE" }, times: 1, fault: { kind: "timeout", afterMs: 0 } });
    await expect(arm.remove(id)).rejects.toThrow();
    pass(60_000);
    expect((await arm.get(id)).status).toBe(200);
  });
});

describe("a slow answer", () => {
  it("comes when its time has come", async () => {
    arm.exchanges.clear();
    arm.faults.add({ match: { method: "GET" }, times: 1, fault: { kind: "slow", ms: 60_000 } });
    let answered = false;
    const get = arm.get(orders).then((answer) => {
      answered = true;
      return answer;
    });
    await received("GET");
    expect(answered).toBe(false);
    pass(60_000);
    expect((await get).status).toBe(200);
  });
});

describe("an invisible connection", () => {
  it("is shown nowhere until its time has come", async () => {
    arm.faults.add({ match: { pathPattern: "contoso-orders" }, times: 1, fault: { kind: "invisible", ms: 30_000 } });
    const { id, shown } = aPending();
    const list = async () => (await arm.ask("GET", `${orders}/privateEndpointConnections?${v2024}`)).body.value;
    const inline = async () => (await arm.get(orders)).body.properties.privateEndpointConnections;
    const ids = (bodies: { id: string }[]) => bodies.map((one) => one.id);
    expect(shown).toBe(false);
    expect((await arm.get(id)).status).toBe(404);
    expect((await arm.put(id, "Approved")).status).toBe(404);
    expect(ids(await list())).not.toContain(id);
    expect(ids(await inline())).not.toContain(id);
    pass(30_000);
    expect((await arm.get(id)).status).toBe(200);
    expect(ids(await list())).toContain(id);
    expect(ids(await inline())).toContain(id);
  });
});
