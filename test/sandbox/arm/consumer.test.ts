import { describe, expect, it } from "@jest/globals";
import { fabrikamSubscription, namespaceIdOf, serviceIdentity } from "../../../sandbox/world.ts";
import { anArm, joinOrders, orders, v2024 } from "./an-arm.ts";
import { connectionsUnderTest, passSeconds } from "./connections-under-test.ts";

const under = connectionsUnderTest();
const { aPending, anApproved, aRejected, endpointName } = under;

describe("a connection that a consumer asks for", () => {
  it("is Pending, with the message as description and a GUID as name", async () => {
    const { id } = aPending();
    expect((await under.arm.get(id)).body).toMatchObject({
      name: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      properties: {
        provisioningState: "Succeeded",
        privateLinkServiceConnectionState: { status: "Pending", description: "Please let us in" },
      },
    });
  });

  it("is born Approved when the consumer needs no approval", async () => {
    const { id } = joinOrders(under.arm, "pe-automatic", { manual: false });
    expect((await under.arm.get(id)).body.properties.privateLinkServiceConnectionState).toEqual({
      status: "Approved",
      description: "Auto-Approved",
    });
  });

  it("finds no place in a namespace that was filled, until one leaves", async () => {
    const arm = await anArm();
    arm.fill("contoso-billing", 63);
    joinOrders(arm, "pe-last", { namespace: "contoso-billing" });
    const next = () => joinOrders(arm, "pe-next", { namespace: "contoso-billing" });
    expect(next).toThrow("as many private endpoints as it may have");
    const [first] = arm.state().namespaces.find(({ name }) => name === "contoso-billing")?.connections ?? [];
    expect(first).toMatchObject({ name: "pe-filled-1", status: "Approved", provisioningState: "Succeeded" });
    arm.consumer.deletePrivateEndpoint({ subscription: fabrikamSubscription.id, name: "pe-filled-1" });
    expect(next()).toMatchObject({ status: "Pending" });
    expect(arm.changes.some(({ resource }) => resource.includes("pe-filled-2"))).toBe(false);
    await arm.end();
  });

  it("stands in its namespace, whose updatedAt does not move", async () => {
    const empty = (await under.arm.get(namespaceIdOf("contoso-billing"))).body.properties;
    expect(empty).not.toHaveProperty("privateEndpointConnections");
    const { id } = aPending();
    const { privateEndpointConnections, createdAt, updatedAt } = (await under.arm.get(orders)).body.properties;
    expect(privateEndpointConnections.map((one: { id: string }) => one.id)).toContain(id);
    expect(updatedAt).toBe(createdAt);
  });

  it("is refused with a message over 140 characters, and an unknown namespace", () => {
    expect(() => joinOrders(under.arm, "pe-long", { message: "x".repeat(141) })).toThrow("longer than 140");
    expect(() => joinOrders(under.arm, "pe-lost", { namespace: "contoso-nothing" })).toThrow("was not found");
  });
});

describe("a consumer", () => {
  it("takes the connection away with the endpoint", async () => {
    const { id } = await anApproved();
    const { subscription, name } = { subscription: "22222222-2222-4222-8222-222222222222", name: endpointName() };
    expect(under.arm.consumer.deletePrivateEndpoint({ subscription, name })).toBe("deleted");
    expect((await under.arm.get(id)).status).toBe(404);
    expect(under.arm.consumer.deletePrivateEndpoint({ subscription, name })).toBe("gone");
  });

  it("asks again after a rejection, under the same connection", async () => {
    const { id } = await aRejected();
    const again = joinOrders(under.arm, endpointName(), { message: "Now with a ticket" });
    expect(again).toMatchObject({ id, status: "Pending", description: "Now with a ticket" });
    expect((await under.arm.put(id, "Approved")).status).toBe(202);
  });

  it("may come back under a connection's old name", async () => {
    const { name } = aPending();
    under.arm.consumer.deletePrivateEndpoint({
      subscription: "22222222-2222-4222-8222-222222222222",
      name: endpointName(),
    });
    expect(joinOrders(under.arm, "pe-another", { connectionName: name }).name).toBe(name);
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
    passSeconds(33);
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
    const before = under.arm.changes.length;
    await under.arm.ask("PUT", `${id}?${v2024}`, { body: { properties: {} } });
    await under.arm.put(id, "Approved");
    expect(under.arm.changes.length).toBe(before);
  });
});
