import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { namespaceIdOf } from "../../../src/domain/azure-id.ts";
import type { PrivateEndpoint } from "../../../src/domain/private-endpoint.ts";
import { Fault } from "../../../src/ports.ts";
import { aNamespace, aPrivateEndpoint, LOGISTICS } from "../../support/builders.ts";
import { type ScriptedArm, startScriptedArm, TOKEN } from "../../support/scripted-arm.ts";
import { anError, armAt } from "./arm-fixture.ts";

const ID = aPrivateEndpoint("pe-orders", LOGISTICS);
const NAMESPACE = namespaceIdOf(aNamespace());
const ENDPOINTS = `/subscriptions/${LOGISTICS}/providers/Microsoft.Network/privateEndpoints`;

let arm: ScriptedArm;
beforeAll(async () => {
  arm = await startScriptedArm();
});
afterAll(() => arm.close());
beforeEach(() => {
  arm.requests.length = 0;
});

const aLink = (name: string, status: string, properties: object = {}) => ({
  name,
  properties: {
    privateLinkServiceId: NAMESPACE,
    privateLinkServiceConnectionState: { status, description: "", actionsRequired: "None" },
    ...properties,
  },
});

/** A private endpoint as ARM writes it. */
const aWireEndpoint = (properties: object = {}, id = ID) => ({
  id,
  name: "pe-orders",
  location: "westeurope",
  properties: {
    provisioningState: "Succeeded",
    privateLinkServiceConnections: [],
    manualPrivateLinkServiceConnections: [aLink("to-orders", "Disconnected")],
    ...properties,
  },
});

const get = () => armAt(arm).endpoints.get(ID);

describe("reading a private endpoint from ARM", () => {
  it("asks for exactly that one, with the version of its provider", async () => {
    arm.script = () => ({ status: 200, body: aWireEndpoint() });
    expect(await get()).toEqual({
      id: ID,
      connections: [{ name: "to-orders", target: NAMESPACE, status: "Disconnected" }],
      provisioning: "done",
    });
    expect(arm.requests).toEqual([
      { method: "GET", url: `${ID}?api-version=2024-05-01`, authorization: `Bearer ${TOKEN}`, body: undefined },
    ]);
  });

  it("gives automatic and manual connections, and those to something else", async () => {
    const storage = `/subscriptions/${LOGISTICS}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st`;
    const properties = {
      privateLinkServiceConnections: [aLink("automatic", "Approved", { privateLinkServiceId: storage })],
      manualPrivateLinkServiceConnections: [aLink("manual", "pending"), aLink("new", "Quarantined")],
    };
    arm.script = () => ({ status: 200, body: aWireEndpoint(properties) });
    expect(await get()).toMatchObject({
      connections: [
        { name: "automatic", target: storage, status: "Approved" },
        { name: "manual", target: NAMESPACE, status: "Pending" },
        { name: "new", target: NAMESPACE, status: "Other" },
      ],
    });
  });

  it.each([
    ["Succeeded", "done"],
    ["Updating", "busy"],
    ["Deleting", "busy"],
    ["Failed", "failed"],
    [undefined, "busy"],
  ])("takes the provisioning state %p for %s", async (provisioningState, provisioning) => {
    arm.script = () => ({ status: 200, body: aWireEndpoint({ provisioningState }) });
    expect(await get()).toMatchObject({ provisioning });
  });

  it("says gone on a 404 of the resource only", async () => {
    arm.script = () => ({ status: 404, body: anError("ResourceNotFound") });
    expect(await get()).toBe("gone");
    arm.script = () => ({ status: 404, body: anError("SubscriptionNotFound") });
    await expect(get()).rejects.toThrow(`GET of ${ID} answered 404 SubscriptionNotFound`);
  });

  it.each([
    ["another endpoint", aWireEndpoint({}, aPrivateEndpoint("pe-other", LOGISTICS))],
    ["something else", aWireEndpoint({}, NAMESPACE)],
    [
      "a connection that leads nowhere",
      aWireEndpoint({ privateLinkServiceConnections: [{ name: "x", properties: {} }] }),
    ],
    [
      "a connection to no name",
      aWireEndpoint({ privateLinkServiceConnections: [aLink("x", "Approved", { privateLinkServiceId: "" })] }),
    ],
    ["connections that are none", aWireEndpoint({ manualPrivateLinkServiceConnections: "none" })],
    ["nothing", null],
  ])("faults on %s, so that nothing is taken for disconnected", async (_what, body) => {
    arm.script = () => ({ status: 200, body });
    await expect(get()).rejects.toBeInstanceOf(Fault);
  });
});

describe("listing the private endpoints of a subscription", () => {
  const listed = async (ports = armAt(arm)) => {
    const found: PrivateEndpoint[] = [];
    for await (const endpoint of ports.endpoints.list(LOGISTICS)) found.push(endpoint);
    return found.map(({ id }) => id);
  };

  it("follows the pages, and leaves out what cannot be read whole", async () => {
    const second = aPrivateEndpoint("pe-second", LOGISTICS);
    const nextLink = `${arm.url}${ENDPOINTS}?api-version=2024-05-01&$skipToken=2`;
    const lacking = aWireEndpoint({ manualPrivateLinkServiceConnections: [{ name: "x" }] });
    arm.script = ({ url }) =>
      url.includes("skipToken")
        ? { status: 200, body: { value: [aWireEndpoint({}, second)] } }
        : { status: 200, body: { value: [lacking, null, aWireEndpoint()], nextLink } };
    const ports = armAt(arm);
    expect(await listed(ports)).toEqual([ID, second]);
    expect(ports.log.lines).toMatchObject([{ level: "warn", details: { subscription: LOGISTICS, count: 2 } }]);
    expect(arm.requests[0]?.url).toBe(`${ENDPOINTS}?api-version=2024-05-01`);
  });

  it.each([403, 404, 429, 500])("faults when ARM answers %i, rather than showing none", async (status) => {
    arm.script = () => ({ status, body: anError("Whatever") });
    const words = `GET of the private endpoints of subscription ${LOGISTICS} answered ${status} Whatever`;
    await expect(listed()).rejects.toThrow(words);
  });
});

describe("removing a private endpoint", () => {
  const remove = () => armAt(arm).endpoints.remove(ID);

  it.each([200, 202, 204])("is one DELETE of exactly that one, accepted with %i", async (status) => {
    arm.script = () => ({ status, headers: { "x-ms-correlation-request-id": "c-3" } });
    expect(await remove()).toEqual({ kind: "accepted", correlation: "c-3" });
    expect(arm.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([`DELETE ${ID}?api-version=2024-05-01`]);
  });

  it("is accepted when it is gone", async () => {
    arm.script = () => ({ status: 404, body: anError("ResourceNotFound") });
    expect(await remove()).toEqual({ kind: "accepted", correlation: undefined });
  });

  it.each([
    [403, "AuthorizationFailed"],
    [409, "ScopeLocked"],
    [400, "InUse"],
  ])("is refused with %i %s", async (status, code) => {
    arm.script = () => ({ status, body: anError(code) });
    expect(await remove()).toEqual({ kind: "refused", reason: `${code}: Azure's words` });
  });

  it.each([401, 404, 409, 429, 503])("may go another time after a %i", async (status) => {
    arm.script = () => ({ status, body: anError("Whatever") });
    await expect(remove()).rejects.toThrow(`DELETE of ${ID} answered ${status} Whatever`);
  });
});
