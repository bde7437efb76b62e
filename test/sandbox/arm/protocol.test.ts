import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { setClockOffset } from "../../../sandbox/clock.ts";
import {
  contoso,
  fabrikam,
  fabrikamSubscription,
  logisticsSubscription,
  ownerSubscription,
} from "../../../sandbox/world.ts";
import { type ArmUnderTest, anArm, audience, joinOrders, orders, v2024 } from "./an-arm.ts";

let arm: ArmUnderTest;

beforeAll(async () => {
  arm = await anArm({ settings: { bodyLimitBytes: 2000 } });
});
afterAll(async () => {
  setClockOffset(0);
  await arm.end();
});

const path = `${orders}?${v2024}`;

describe("a caller", () => {
  it.each([
    ["none", async () => undefined, "AuthenticationFailed"],
    ["a forged", () => arm.tokens.signIdentityToken(audience, { forged: true }), "InvalidAuthenticationToken"],
    [
      "another audience's",
      () => arm.tokens.signIdentityToken("https://graph.microsoft.com"),
      "InvalidAuthenticationToken",
    ],
    [
      "an expired",
      () => arm.tokens.signIdentityToken(audience, { expiresAt: new Date(Date.now() - 1000) }),
      "ExpiredAuthenticationToken",
    ],
    ["a senseless", async () => "abc", "InvalidAuthenticationToken"],
  ])("with %s token is refused and told where to get one", async (_what, token, code) => {
    const { status, headers, body } = await arm.ask("GET", path, { token: await token() });
    expect({ status, code: body.error.code }).toEqual({ status: 401, code });
    expect(headers["www-authenticate"]).toContain(
      `Bearer authorization_uri="https://login.windows.net/${contoso.tenant}"`,
    );
  });

  it("of another tenant is refused with that tenant's name", async () => {
    const foreign = await arm.ask("GET", `/subscriptions/${fabrikamSubscription.id}?api-version=2022-12-01`);
    expect(foreign).toMatchObject({ status: 401, body: { error: { code: "InvalidAuthenticationTokenTenant" } } });
    expect(foreign.headers["www-authenticate"]).toContain(fabrikam.tenant);
    const token = await arm.tokens.signIdentityToken(audience, { tenant: fabrikam.tenant });
    expect((await arm.ask("GET", path, { token })).status).toBe(401);
  });
});

describe("a request", () => {
  it.each([
    ["without api-version", "GET", orders, 400, "MissingApiVersionParameter"],
    [
      "with one that Relay has no connections in",
      "GET",
      `${orders}?api-version=2017-04-01`,
      400,
      "NoRegisteredProviderFound",
    ],
    [
      "about something else",
      "GET",
      `/subscriptions/${ownerSubscription.id}/providers/Microsoft.Compute/x`,
      404,
      "InvalidResourceType",
    ],
    ["with a method that is not there", "PATCH", path, 405, "MethodNotAllowed"],
    ["to a namespace that is not there", "GET", `${orders}x?${v2024}`, 404, "ResourceNotFound"],
    ["with a broken path", "GET", `${orders}%zz?${v2024}`, 400, "InvalidRequestUri"],
    ["to an unknown subscription", "GET", "/subscriptions/4444?api-version=2022-12-01", 404, "SubscriptionNotFound"],
    [
      "with a broken skip token",
      "GET",
      `${orders}/privateEndpointConnections?${v2024}&$skipToken=abc`,
      400,
      "InvalidSkipToken",
    ],
  ])("%s is refused", async (_what, method, asked, status, code) => {
    expect(await arm.ask(method, asked)).toMatchObject({
      status,
      body: { error: { code, message: expect.any(String) } },
    });
  });

  it.each([
    ["that is no JSON", { text: "{" }, 400, "InvalidRequestContent"],
    ["of another media type", { text: "{}", headers: { "content-type": "text/plain" } }, 415, "UnsupportedMediaType"],
    ["that is too long", { text: JSON.stringify("x".repeat(2000)) }, 413, "RequestEntityTooLarge"],
    ["without a state", { text: "{}" }, 400, "BadRequest"],
    ["that is null", { text: "null" }, 400, "BadRequest"],
  ])("with a body %s is refused and changes nothing", async (_what, asking, status, code) => {
    const { id } = joinOrders(arm);
    expect(await arm.ask("PUT", `${id}?${v2024}`, asking)).toMatchObject({ status, body: { error: { code } } });
    expect((await arm.get(id)).body.properties.privateLinkServiceConnectionState.status).toBe("Pending");
  });

  it("is answered with ids to ask Azure about", async () => {
    const headers = { "x-ms-correlation-request-id": "c-1" };
    expect((await arm.ask("GET", path, { headers })).headers).toMatchObject({
      "x-ms-correlation-request-id": "c-1",
      "x-ms-request-id": expect.any(String),
    });
  });

  it("is recorded, without its token", async () => {
    const { id } = joinOrders(arm);
    await arm.put(id, "Approved", "recorded");
    const put = await arm.exchanges.find(({ method, status }) => method === "PUT" && status === 202);
    expect(put).toMatchObject({ caller: "cccccccc-0000-4000-8000-000000000001", path: `${id}?${v2024}` });
    expect(put.requestBody).toMatchObject({
      properties: { privateLinkServiceConnectionState: { description: "recorded" } },
    });
    expect(JSON.stringify(arm.exchanges.list())).not.toContain("eyJ");
  });
});

describe("throttling", () => {
  it("counts down and refuses until the bucket is filled again", async () => {
    const tight = await anArm({
      settings: {
        throttle: {
          reads: { size: 2, refillPerSecond: 0.1 },
          writes: { size: 5, refillPerSecond: 1 },
          deletes: { size: 5, refillPerSecond: 1 },
        },
      },
    });
    const left = async () => (await tight.ask("GET", path)).headers["x-ms-ratelimit-remaining-subscription-reads"];
    expect([await left(), await left()]).toEqual(["1", "0"]);
    const refused = await tight.ask("GET", path);
    expect(refused).toMatchObject({ status: 429, body: { error: { code: "SubscriptionRequestsThrottled" } } });
    expect(Number(refused.headers["retry-after"])).toBe(10);
    expect((await tight.remove(`${orders}/privateEndpointConnections/x`)).headers).toMatchObject({
      "x-ms-ratelimit-remaining-subscription-deletes": "4",
    });
    setClockOffset(10_000);
    expect((await tight.ask("GET", path)).status).toBe(200);
    await tight.end();
  });
});

describe("subscriptions", () => {
  it("are those of the caller's tenant", async () => {
    const { body } = await arm.ask("GET", "/subscriptions?api-version=2022-12-01");
    expect(body.value.map((one: { subscriptionId: string }) => one.subscriptionId)).toEqual([
      ownerSubscription.id,
      logisticsSubscription.id,
    ]);
    const { id } = logisticsSubscription;
    expect((await arm.ask("GET", `/subscriptions/${id.toUpperCase()}?api-version=2022-12-01`)).body).toMatchObject({
      subscriptionId: id,
      tenantId: contoso.tenant,
      displayName: "Contoso Logistics",
      state: "Enabled",
    });
  });
});

describe("other parts of a namespace", () => {
  it("are its network rules and its private link resources", async () => {
    expect((await arm.get(`${orders}/networkRuleSets/default`)).body.properties.publicNetworkAccess).toBe("Disabled");
    expect((await arm.get(`${orders}/privateLinkResources/namespace`)).body.properties.groupId).toBe("namespace");
    expect((await arm.get(`${orders}/privateLinkResources/other`)).status).toBe(404);
  });
});
