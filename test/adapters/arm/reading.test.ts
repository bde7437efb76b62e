import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { connectionIdOf, namespaceIdOf, parseConnectionId } from "../../../src/domain/azure-id.ts";
import type { ConnectionStatus } from "../../../src/domain/connection.ts";
import { Fault } from "../../../src/ports.ts";
import {
  aConnection,
  aConnectionId,
  aNamespace,
  aPrivateEndpoint,
  OWNER_SUBSCRIPTION,
} from "../../support/builders.ts";
import { type ScriptedArm, startScriptedArm, TOKEN } from "../../support/scripted-arm.ts";
import { anError, armAt, aWireConnection, recorded } from "./arm-fixture.ts";

let arm: ScriptedArm;
beforeAll(async () => {
  arm = await startScriptedArm();
});
afterAll(() => arm.close());
beforeEach(() => {
  arm.requests.length = 0;
});

const connectionsPath = `${namespaceIdOf(aNamespace())}/privateEndpointConnections`;

describe("reading a connection from ARM", () => {
  it("asks for exactly that connection, with the version that knows connections and the token", async () => {
    arm.script = () => ({ status: 200, body: aWireConnection() });
    expect(await armAt(arm).connections.get(aConnectionId())).toEqual(aConnection());
    expect(arm.requests).toEqual([
      {
        method: "GET",
        url: `${connectionsPath}/${aConnectionId().connection}?api-version=2024-01-01`,
        authorization: `Bearer ${TOKEN}`,
        body: undefined,
      },
    ]);
  });

  it("understands what Azure really answered", async () => {
    arm.script = () => ({ status: 200, body: recorded.getApproved.body });
    const id = parseConnectionId(recorded.getApproved.body.id) ?? aConnectionId();
    expect(await armAt(arm).connections.get(id)).toMatchObject({
      id,
      status: "Approved",
      provisioning: "done",
      description: "Auto-Approved",
      region: "eastus",
    });
  });

  it.each<[string, ConnectionStatus]>([
    ["Pending", "Pending"],
    ["disconnected", "Disconnected"],
    ["Quarantined", "Other"],
    ["", "Other"],
  ])("takes the status %p for %s", async (status, expected) => {
    arm.script = () => ({ status: 200, body: aWireConnection({ privateLinkServiceConnectionState: { status } }) });
    expect(await armAt(arm).connections.get(aConnectionId())).toMatchObject({ status: expected, description: "" });
  });

  it.each([
    ["Succeeded", "done"],
    ["Updating", "busy"],
    ["UpdatingByProxy", "busy"],
    [undefined, "busy"],
    ["Failed", "failed"],
    ["Canceled", "failed"],
  ])("takes the provisioning state %p for %s", async (provisioningState, provisioning) => {
    arm.script = () => ({ status: 200, body: aWireConnection({ provisioningState }) });
    expect(await armAt(arm).connections.get(aConnectionId())).toMatchObject({ provisioning });
  });

  it.each(["NotFound", "ResourceNotFound", "ParentResourceNotFound", "ResourceGroupNotFound"])(
    "says gone on a 404 %s",
    async (code) => {
      arm.script = () => ({ status: 404, body: anError(code) });
      expect(await armAt(arm).connections.get(aConnectionId())).toBe("gone");
      expect(await armAt(arm).connections.list(aNamespace())).toBe("gone");
    },
  );

  it.each([
    ["a 404 that is a proxy's", { status: 404, body: "<html>" }],
    ["a 404 of a wrong version", { status: 404, body: anError("InvalidResourceType") }],
    ["a subscription that is not found", { status: 404, body: anError("SubscriptionNotFound") }],
    ["a missing right", { status: 403, body: anError("AuthorizationFailed") }],
    ["another connection", { status: 200, body: aWireConnection({}, `${connectionsPath}/another`) }],
    ["no connection at all", { status: 200, body: [] }],
    ["no JSON", { status: 200, body: "<html>" }],
  ])("faults on %s, so that nothing is taken for gone", async (_what, answer) => {
    arm.script = () => answer;
    await expect(armAt(arm).connections.get(aConnectionId())).rejects.toBeInstanceOf(Fault);
  });
});

describe("listing the connections of a namespace", () => {
  it("follows the pages", async () => {
    const next = `${arm.url}${connectionsPath}?api-version=2024-01-01&$skipToken=2`;
    arm.script = ({ url }) =>
      url.includes("skipToken")
        ? { status: 200, body: { value: [aWireConnection({}, `${connectionsPath}/second`)] } }
        : { status: 200, body: { value: [aWireConnection()], nextLink: next } };
    const listed = await armAt(arm).connections.list(aNamespace());
    expect(listed).toEqual([aConnection(), aConnection({ id: aConnectionId({ connection: "second" }) })]);
    expect(arm.requests[1]?.url).toBe(`${connectionsPath}?api-version=2024-01-01&$skipToken=2`);
  });

  it("leaves out what is malformed or of another namespace, and says so", async () => {
    const strangers = [
      null,
      5,
      {},
      { id: connectionIdOf(aConnectionId()) },
      aWireConnection({}, `${connectionsPath}/../contoso-billing`),
      aWireConnection({}, connectionIdOf(aConnectionId({ namespace: "contoso-billing" }))),
      aWireConnection({ privateEndpoint: "none" }),
    ];
    arm.script = () => ({ status: 200, body: { value: [...strangers, aWireConnection()] } });
    const { connections, log } = armAt(arm);
    expect(await connections.list(aNamespace())).toEqual([aConnection()]);
    expect(log.lines).toEqual([
      {
        level: "warn",
        message: "Connections in ARM's list are malformed and left out",
        details: { namespace: namespaceIdOf(aNamespace()), count: 7 },
      },
    ]);
  });

  it("faults on a list that leads in a circle", async () => {
    const nextLink = `${arm.url}${connectionsPath}?api-version=2024-01-01`;
    arm.script = () => ({ status: 200, body: { value: [], nextLink } });
    await expect(armAt(arm).connections.list(aNamespace())).rejects.toBeInstanceOf(Fault);
  });

  it("keeps an endpoint that Azure does not name as undefined", async () => {
    arm.script = () => ({ status: 200, body: { value: [aWireConnection({ privateEndpoint: {} })] } });
    expect(await armAt(arm).connections.list(aNamespace())).toMatchObject([{ privateEndpoint: undefined }]);
  });
});

describe("listing the namespaces of a subscription", () => {
  const wireNamespace = (namespace: string, properties: unknown) => ({
    id: namespaceIdOf(aNamespace({ namespace })),
    name: namespace,
    properties,
  });

  it("reads the connections that come inline, and tells apart where none came", async () => {
    const listing = [
      wireNamespace("contoso-orders", { privateEndpointConnections: [aWireConnection(), {}] }),
      wireNamespace("contoso-billing", { status: "Active" }),
      { id: "nonsense" },
    ];
    arm.script = () => ({ status: 200, body: { value: listing } });
    const { connections, log } = armAt(arm);
    const found = [];
    for await (const namespace of connections.namespaces(OWNER_SUBSCRIPTION)) found.push(namespace);
    expect(found).toEqual([
      { id: aNamespace(), connections: [aConnection()] },
      { id: aNamespace({ namespace: "contoso-billing" }), connections: undefined },
    ]);
    expect(log.at("warn")).toHaveLength(2);
    expect(arm.requests.map(({ url }) => url)).toEqual([
      `/subscriptions/${OWNER_SUBSCRIPTION}/providers/Microsoft.Relay/namespaces?api-version=2024-01-01`,
    ]);
  });

  it("faults when the subscription cannot be read, rather than showing no namespaces", async () => {
    arm.script = () => ({ status: 404, body: anError("SubscriptionNotFound") });
    const { connections } = armAt(arm);
    const first = connections.namespaces(OWNER_SUBSCRIPTION)[Symbol.asyncIterator]().next();
    await expect(first).rejects.toThrow(
      `GET of the namespaces of subscription ${OWNER_SUBSCRIPTION} answered 404 SubscriptionNotFound, correlation unknown`,
    );
  });
});

it("gives the endpoint as Azure writes it, in whatever case", async () => {
  const shouted = aPrivateEndpoint().toUpperCase();
  arm.script = () => ({ status: 200, body: aWireConnection({ privateEndpoint: { id: shouted } }) });
  expect(await armAt(arm).connections.get(aConnectionId())).toMatchObject({ privateEndpoint: shouted });
});
