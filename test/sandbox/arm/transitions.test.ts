import { describe, expect, it } from "@jest/globals";
import { namespaceIdOf } from "../../../sandbox/world.ts";
import { anArm, joinOrders, orders } from "./an-arm.ts";
import { connectionsUnderTest, passSeconds } from "./connections-under-test.ts";

const under = connectionsUnderTest();
const { aPending, anApproved, aRejected, stateIn, consumerSees, endpointName } = under;

describe("an owner's PUT", () => {
  it("shows the new status as Updating until 32 s have passed", async () => {
    const { id } = aPending();
    const { status, body, headers } = await under.arm.put(id, "Approved", "Fine with me");
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
    const address = new URL((await under.arm.put(id, "Approved")).headers["azure-asyncoperation"] as string);
    expect(address.href.length).toBeGreaterThan(4000);
    const poll = () => under.arm.ask("GET", address.pathname + address.search);
    const running = await poll();
    expect(running).toMatchObject({ status: 200, body: { status: "Updating" } });
    expect(running.headers["azure-asyncoperation"]).toBe(address.href);
    passSeconds(33);
    expect((await poll()).body.status).toBe("Succeeded");
  });

  it("clears the description when it has none", async () => {
    const { id } = aPending();
    await under.arm.put(id, "Approved");
    expect((await under.arm.get(id)).body.properties.privateLinkServiceConnectionState).toEqual({ status: "Approved" });
  });

  it("finds ids in any case", async () => {
    const { id } = aPending();
    expect((await under.arm.put(id.toUpperCase(), "Approved")).status).toBe(202);
  });

  it("ignores another private endpoint, since nobody knows better", async () => {
    const { id, privateEndpoint } = aPending();
    await under.arm.put(id, "Approved", "yes", `${privateEndpoint}-other`);
    expect((await under.arm.get(id)).body.properties.privateEndpoint.id).toBe(privateEndpoint);
  });

  it("is refused with 409 while Azure still works on the last one", async () => {
    const { id } = aPending();
    await under.arm.put(id, "Approved");
    expect(await under.arm.put(id, "Rejected")).toMatchObject({ status: 409, body: { error: { code: "Conflict" } } });
    expect((await under.arm.remove(id)).status).toBe(409);
  });

  it("revokes an approval", async () => {
    const { id } = await anApproved();
    expect((await under.arm.put(id, "Rejected", "changed my mind")).status).toBe(202);
    passSeconds(33);
    expect(await stateIn(id)).toBe("Rejected Succeeded");
  });

  it.each([
    ["Approved again", anApproved, "Approved"],
    ["Rejected again", aRejected, "Rejected"],
  ])("may say %s", async (_what, given, status) => {
    expect((await under.arm.put((await given()).id, status, "again")).status).toBe(202);
  });

  it("cannot approve what was rejected", async () => {
    const { id } = await aRejected();
    expect(await under.arm.put(id, "Approved")).toMatchObject({ status: 400, body: { error: { code: "BadRequest" } } });
    expect(await stateIn(id)).toBe("Rejected Succeeded");
  });

  it("cannot change what is Disconnected", async () => {
    const { id } = aPending();
    under.arm.portal.disconnect(id);
    expect(consumerSees(id)).toBe("Disconnected");
    expect((await under.arm.put(id, "Approved")).status).toBe(400);
    expect((await under.arm.put(id, "Rejected")).status).toBe(400);
    expect((await under.arm.remove(id)).status).toBe(202);
  });

  it.each(["Pending", "Disconnected", "approved", "Whatever"])("cannot set %s", async (status) => {
    expect((await under.arm.put(aPending().id, status)).status).toBe(400);
  });

  it("makes no connection where there is none", async () => {
    const missing = `${orders}/privateEndpointConnections/nobody`;
    expect(await under.arm.put(missing, "Approved")).toMatchObject({
      status: 404,
      body: { error: { code: "NotFound" } },
    });
    expect(
      (await under.arm.get(`${namespaceIdOf("contoso-nothing")}/privateEndpointConnections/x`)).body.error.code,
    ).toBe("ResourceNotFound");
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
    const { status, body, headers } = await under.arm.remove(id);
    expect({ status, body }).toEqual({ status: 202, body: undefined });
    expect(headers).toHaveProperty("azure-asyncoperation");
    expect(headers).not.toHaveProperty("location");
    expect(await stateIn(id)).toBe("Disconnected Deleting");
    passSeconds(34);
    expect((await under.arm.get(id)).status).toBe(404);
    expect(consumerSees(id)).toBe("Disconnected");
    const address = new URL(headers["azure-asyncoperation"] as string);
    expect((await under.arm.ask("GET", address.pathname + address.search)).body.status).toBe("Succeeded");
    expect((await under.arm.remove(id)).status).toBe(204);
  });

  it("leaves an endpoint that can only be deleted", async () => {
    const { id } = aPending();
    const name = endpointName();
    await under.arm.remove(id);
    passSeconds(34);
    expect(() => joinOrders(under.arm, name)).toThrow("Disconnected");
  });
});
