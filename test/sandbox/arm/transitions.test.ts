import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { clockOffsetMs, setClockOffset } from "../../../sandbox/clock.ts";
import { namespaceIdOf } from "../../../sandbox/world.ts";
import { type ArmUnderTest, anArm, joinOrders, orders } from "./an-arm.ts";

let arm: ArmUnderTest;
let number = 0;

beforeAll(async () => {
  arm = await anArm({ settings: { endpointsPerNamespace: 1000 } });
});
afterAll(async () => {
  setClockOffset(0);
  await arm.end();
});
afterEach(() => arm.faults.clear());

const passSeconds = (seconds: number) => setClockOffset(clockOffsetMs() + seconds * 1000);

function aPending() {
  number += 1;
  return joinOrders(arm, `pe-${number}`);
}

async function anApproved() {
  const pending = aPending();
  await arm.put(pending.id, "Approved", "yes");
  passSeconds(33);
  return pending;
}

async function aRejected() {
  const pending = aPending();
  await arm.put(pending.id, "Rejected", "no");
  passSeconds(33);
  return pending;
}

const stateIn = async (id: string) => {
  const { provisioningState, privateLinkServiceConnectionState: state } = (await arm.get(id)).body.properties;
  return `${state.status} ${provisioningState}`;
};

const consumerSees = (id: string) => arm.state().privateEndpoints.find((one) => one.connection === id)?.status;

describe("an owner's PUT", () => {
  it("shows the new status as Updating until 32 s have passed", async () => {
    const { id } = aPending();
    const { status, body, headers } = await arm.put(id, "Approved", "Fine with me");
    expect(status).toBe(202);
    expect(body.properties).toMatchObject({
      provisioningState: "Updating",
      privateLinkServiceConnectionState: { status: "Approved", description: "Fine with me" },
    });
    expect(headers).not.toHaveProperty("location");
    expect(headers).not.toHaveProperty("retry-after");
    passSeconds(30);
    expect(await stateIn(id)).toBe("Approved Updating");
    passSeconds(3);
    expect(await stateIn(id)).toBe("Approved Succeeded");
    expect(consumerSees(id)).toBe("Approved");
  });

  it("can be followed at its long address", async () => {
    const { id } = aPending();
    const address = new URL((await arm.put(id, "Approved")).headers["azure-asyncoperation"] as string);
    expect(address.href.length).toBeGreaterThan(4000);
    const poll = () => arm.ask("GET", address.pathname + address.search);
    const running = await poll();
    expect(running).toMatchObject({ status: 200, body: { status: "Updating" } });
    expect(running.headers["azure-asyncoperation"]).toBe(address.href);
    passSeconds(33);
    expect((await poll()).body.status).toBe("Succeeded");
  });

  it("clears the description when it has none", async () => {
    const { id } = aPending();
    await arm.put(id, "Approved");
    expect((await arm.get(id)).body.properties.privateLinkServiceConnectionState).toEqual({ status: "Approved" });
  });

  it("finds ids in any case", async () => {
    const { id } = aPending();
    expect((await arm.put(id.toUpperCase(), "Approved")).status).toBe(202);
  });

  it("ignores another private endpoint, since nobody knows better", async () => {
    const { id, privateEndpoint } = aPending();
    await arm.put(id, "Approved", "yes", `${privateEndpoint}-other`);
    expect((await arm.get(id)).body.properties.privateEndpoint.id).toBe(privateEndpoint);
  });

  it("is refused with 409 while Azure still works on the last one", async () => {
    const { id } = aPending();
    await arm.put(id, "Approved");
    expect(await arm.put(id, "Rejected")).toMatchObject({ status: 409, body: { error: { code: "Conflict" } } });
    expect((await arm.remove(id)).status).toBe(409);
  });

  it("revokes an approval", async () => {
    const { id } = await anApproved();
    expect((await arm.put(id, "Rejected", "changed my mind")).status).toBe(202);
    passSeconds(33);
    expect(await stateIn(id)).toBe("Rejected Succeeded");
  });

  it.each([
    ["Approved again", anApproved, "Approved"],
    ["Rejected again", aRejected, "Rejected"],
  ])("may say %s", async (_what, given, status) => {
    expect((await arm.put((await given()).id, status, "again")).status).toBe(202);
  });

  it("cannot approve what was rejected", async () => {
    const { id } = await aRejected();
    expect(await arm.put(id, "Approved")).toMatchObject({ status: 400, body: { error: { code: "BadRequest" } } });
    expect(await stateIn(id)).toBe("Rejected Succeeded");
  });

  it("cannot change what is Disconnected", async () => {
    const { id } = aPending();
    arm.portal.disconnect(id);
    expect((await arm.put(id, "Approved")).status).toBe(400);
    expect((await arm.put(id, "Rejected")).status).toBe(400);
    expect((await arm.remove(id)).status).toBe(202);
  });

  it.each(["Pending", "Disconnected", "approved", "Whatever"])("cannot set %s", async (status) => {
    expect((await arm.put(aPending().id, status)).status).toBe(400);
  });

  it("makes no connection where there is none", async () => {
    const missing = `${orders}/privateEndpointConnections/nobody`;
    expect(await arm.put(missing, "Approved")).toMatchObject({ status: 404, body: { error: { code: "NotFound" } } });
    expect((await arm.get(`${namespaceIdOf("contoso-nothing")}/privateEndpointConnections/x`)).body.error.code).toBe(
      "ResourceNotFound",
    );
  });
});

describe("a strict provider", () => {
  it("refuses another private endpoint", async () => {
    const strict = await anArm({ settings: { strictEndpoint: true } });
    const { id, privateEndpoint } = joinOrders(strict);
    expect((await strict.put(id, "Approved", "", `${privateEndpoint}-other`)).status).toBe(400);
    expect((await strict.put(id, "Approved", "", privateEndpoint.toUpperCase())).status).toBe(202);
    await strict.end();
  });
});

describe("an owner's DELETE", () => {
  it("takes the connection away after 33 s and leaves the consumer Disconnected", async () => {
    const { id } = await anApproved();
    const { status, body, headers } = await arm.remove(id);
    expect({ status, body }).toEqual({ status: 202, body: undefined });
    expect(headers).toHaveProperty("azure-asyncoperation");
    expect(headers).not.toHaveProperty("location");
    expect(await stateIn(id)).toBe("Disconnected Deleting");
    passSeconds(34);
    expect((await arm.get(id)).status).toBe(404);
    expect(consumerSees(id)).toBe("Disconnected");
    const address = new URL(headers["azure-asyncoperation"] as string);
    expect((await arm.ask("GET", address.pathname + address.search)).body.status).toBe("Succeeded");
    expect((await arm.remove(id)).status).toBe(204);
  });

  it("leaves an endpoint that can only be deleted", async () => {
    const { id } = aPending();
    const name = `pe-${number}`;
    await arm.remove(id);
    passSeconds(34);
    expect(() => joinOrders(arm, name)).toThrow("Disconnected");
  });
});
