import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { clockOffsetMs, setClockOffset } from "../../../sandbox/clock.ts";
import { namespaceIdOf, serviceIdentity } from "../../../sandbox/world.ts";
import { type ArmUnderTest, anArm, joinOrders, orders, v2024 } from "./an-arm.ts";

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

describe("a connection that a consumer asks for", () => {
  it("is Pending, with the message as description and a GUID as name", async () => {
    const { id } = aPending();
    expect((await arm.get(id)).body).toMatchObject({
      name: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      properties: {
        provisioningState: "Succeeded",
        privateLinkServiceConnectionState: { status: "Pending", description: "Please let us in" },
      },
    });
  });

  it("is born Approved when the consumer needs no approval", async () => {
    const { id } = joinOrders(arm, "pe-automatic", { manual: false });
    expect((await arm.get(id)).body.properties.privateLinkServiceConnectionState).toEqual({
      status: "Approved",
      description: "Auto-Approved",
    });
  });

  it("stands in its namespace, whose updatedAt does not move", async () => {
    const empty = (await arm.get(namespaceIdOf("contoso-billing"))).body.properties;
    expect(empty).not.toHaveProperty("privateEndpointConnections");
    const { id } = aPending();
    const { privateEndpointConnections, createdAt, updatedAt } = (await arm.get(orders)).body.properties;
    expect(privateEndpointConnections.map((one: { id: string }) => one.id)).toContain(id);
    expect(updatedAt).toBe(createdAt);
  });

  it("is refused with a message over 140 characters, and an unknown namespace", () => {
    expect(() => joinOrders(arm, "pe-long", { message: "x".repeat(141) })).toThrow("longer than 140");
    expect(() => joinOrders(arm, "pe-lost", { namespace: "contoso-nothing" })).toThrow("was not found");
  });
});

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

describe("a consumer", () => {
  it("takes the connection away with the endpoint", async () => {
    const { id } = await anApproved();
    const { subscription, name } = { subscription: "22222222-2222-4222-8222-222222222222", name: `pe-${number}` };
    expect(arm.consumer.deletePrivateEndpoint({ subscription, name })).toBe("deleted");
    expect((await arm.get(id)).status).toBe(404);
    expect(arm.consumer.deletePrivateEndpoint({ subscription, name })).toBe("gone");
  });

  it("asks again after a rejection, under the same connection", async () => {
    const { id } = await aRejected();
    const again = joinOrders(arm, `pe-${number}`, { message: "Now with a ticket" });
    expect(again).toMatchObject({ id, status: "Pending", description: "Now with a ticket" });
    expect((await arm.put(id, "Approved")).status).toBe(202);
  });

  it("may come back under a connection's old name", async () => {
    const { name } = aPending();
    arm.consumer.deletePrivateEndpoint({ subscription: "22222222-2222-4222-8222-222222222222", name: `pe-${number}` });
    expect(joinOrders(arm, "pe-another", { connectionName: name }).name).toBe(name);
  });

  it("is refused beyond the endpoints that a namespace may have", async () => {
    const small = await anArm();
    for (let count = 0; count < 64; count += 1) joinOrders(small, `pe-${count}`);
    expect(() => joinOrders(small, "pe-64")).toThrow("as many private endpoints as it may have");
    await small.end();
  });
});

describe("what Event Grid is told", () => {
  it("is each change, with who made it", async () => {
    const own = await anArm();
    const { id } = joinOrders(own);
    await own.put(id, "Approved");
    setClockOffset(clockOffsetMs() + 33_000);
    own.portal.remove(id);
    own.consumer.deletePrivateEndpoint({ subscription: "22222222-2222-4222-8222-222222222222", name: "pe-app1" });
    expect(own.changes.map(({ operation, caller }) => [operation.split("/").slice(2).join("/"), caller.appId])).toEqual(
      [
        ["privateEndpointConnectionProxies/validate/action", "99999999-9999-4999-8999-999999999999"],
        ["privateEndpointConnectionProxies/write", "99999999-9999-4999-8999-999999999999"],
        ["privateEndpointConnections/write", serviceIdentity.clientId],
        ["privateEndpointConnections/delete", "c44b4083-3bb0-49c1-b47d-974e53cbdf3c"],
        ["privateEndpointConnectionProxies/delete", "99999999-9999-4999-8999-999999999999"],
      ],
    );
    expect(own.changes[2]).toMatchObject({ resource: id, subscription: "11111111-1111-4111-8111-111111111111" });
    expect(own.changes[3]?.caller.name).toBe("Olga Owens");
    await own.end();
  });

  it("is nothing of what was refused", async () => {
    const { id } = await aRejected();
    const before = arm.changes.length;
    await arm.ask("PUT", `${id}?${v2024}`, { body: { properties: {} } });
    await arm.put(id, "Approved");
    expect(arm.changes.length).toBe(before);
  });
});
