import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { fabrikam, fabrikamSubscription } from "../../../sandbox/world.ts";
import { type ArmUnderTest, anArm, audience, orders } from "./an-arm.ts";

let arm: ArmUnderTest;

beforeAll(async () => {
  arm = await anArm();
});
afterAll(() => arm.end());

describe("the consumer's own requests", () => {
  const endpoint = `/subscriptions/${fabrikamSubscription.id}/resourceGroups/rg-app/providers/Microsoft.Network/privateEndpoints/pe-rest`;
  const version = "api-version=2024-05-01";
  const link = {
    name: "to-orders",
    properties: { privateLinkServiceId: orders, groupIds: ["namespace"], requestMessage: "By REST" },
  };
  const asFabrikam = async (method: string, body?: unknown) =>
    arm.ask(method, `${endpoint}?${version}`, {
      token: await arm.tokens.signIdentityToken(audience, { tenant: fabrikam.tenant }),
      ...(body === undefined ? {} : { body }),
    });

  it("make, show and delete a private endpoint", async () => {
    const made = await asFabrikam("PUT", {
      location: "westeurope",
      properties: { manualPrivateLinkServiceConnections: [link] },
    });
    expect(made.status).toBe(201);
    expect(made.body.properties.manualPrivateLinkServiceConnections[0].properties).toMatchObject({
      requestMessage: "By REST",
      privateLinkServiceConnectionState: { status: "Pending", actionsRequired: "None" },
    });
    expect((await asFabrikam("GET")).body.name).toBe("pe-rest");
    expect((await asFabrikam("DELETE")).status).toBe(200);
    expect((await asFabrikam("DELETE")).status).toBe(204);
    expect((await asFabrikam("GET")).status).toBe(404);
  });

  it("are refused with no or two links", async () => {
    expect((await asFabrikam("PUT", { location: "westeurope", properties: {} })).status).toBe(400);
    const two = { manualPrivateLinkServiceConnections: [link], privateLinkServiceConnections: [link] };
    expect((await asFabrikam("PUT", { location: "westeurope", properties: two })).status).toBe(400);
  });
});
