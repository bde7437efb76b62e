import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { ForeignAddress, isOwnCall } from "../../../src/adapters/arm/own-addresses.ts";
import { namespaceIdOf, parseConnectionId, parsePrivateEndpointId } from "../../../src/domain/azure-id.ts";
import { aConnectionId, aNamespace, aPrivateEndpoint, OWNER_SUBSCRIPTION } from "../../support/builders.ts";
import { type ScriptedArm, startScriptedArm } from "../../support/scripted-arm.ts";
import { APPROVAL, armAt, aWireConnection } from "./arm-fixture.ts";

let arm: ScriptedArm;
let foreign: ScriptedArm;
beforeAll(async () => {
  [arm, foreign] = [await startScriptedArm(), await startScriptedArm()];
});
afterAll(() => Promise.all([arm.close(), foreign.close()]));
beforeEach(() => {
  arm.requests.length = 0;
  foreign.requests.length = 0;
});

const path = `${namespaceIdOf(aNamespace())}/privateEndpointConnections`;
const rights = `${namespaceIdOf(aNamespace())}/providers/Microsoft.Authorization`;

describe("an address that a call goes to", () => {
  it.each([
    `https://arm.example${path}`,
    `https://arm.example${path}/pe?api-version=2024-01-01&$skipToken='a b'`,
    `https://arm.example:443${path.toLowerCase()}`,
    `https://arm.example/subscriptions/${OWNER_SUBSCRIPTION}`,
    `https://arm.example/subscriptions/${OWNER_SUBSCRIPTION}/providers/Microsoft.Relay/namespaces`,
    `https://arm.example/subscriptions/${OWNER_SUBSCRIPTION}/providers/Microsoft.Network/privateEndpoints?$skipToken=1`,
    `https://arm.example${namespaceIdOf(aNamespace())}`,
    `https://arm.example${namespaceIdOf(aNamespace())}/networkRuleSets/default`,
    `https://arm.example${aPrivateEndpoint()}`,
    `https://arm.example${rights}/roleAssignments?$filter=atScope()`,
    `https://arm.example${rights}/denyAssignments`,
    `https://arm.example${rights.toUpperCase()}/RoleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635`,
    `https://arm.example/subscriptions/${OWNER_SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments`,
  ])("is ours: %s", (address) => {
    expect(isOwnCall("GET", address, "https://arm.example")).toBe(true);
  });

  it.each([
    `https://evil.example${path}`,
    `http://arm.example${path}`,
    `https://arm.example:8443${path}`,
    `https://arm.example@evil.example${path}`,
    `https://user@arm.example${path}`,
    `https://arm.example.evil.example${path}`,
    `https://arm.example${path}/..`,
    `https://arm.example${path}/%2e%2e`,
    `https://arm.example${path}/`,
    `https://arm.example${namespaceIdOf(aNamespace())}/networkRuleSets`,
    `https://arm.example${namespaceIdOf(aNamespace())}/networkRuleSets/default/networkRuleSets/default`,
    `https://arm.example${namespaceIdOf(aNamespace())}/authorizationRules`,
    `https://arm.example/networkRuleSets/default`,
    `https://arm.example/subscriptions/${OWNER_SUBSCRIPTION}/resourceGroups`,
    `https://arm.example${rights}/roleDefinitions`,
    `https://arm.example${rights}/roleDefinitions/Owner`,
    `https://arm.example${rights}/roleAssignments/8e3af657-a8ff-443c-a75c-2fe8c4bcb635`,
    `https://arm.example${aPrivateEndpoint()}${rights.slice(rights.indexOf("/providers/Microsoft.Auth"))}/roleAssignments`,
    `https://arm.example/subscriptions/${OWNER_SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Authorization/roleAssignments`,
    "https://arm.example/subscriptions/all/providers/Microsoft.Authorization/roleAssignments",
    `https://arm.example${aPrivateEndpoint()}/..`,
    `https:\\\\arm.example${path}`,
    path,
    "",
  ])("is not ours: %s", (address) => {
    expect(isOwnCall("GET", address, "https://arm.example")).toBe(false);
  });
});

describe("a change", () => {
  const isOwn = (method: string, id: string) => isOwnCall(method, `https://arm.example${id}`, "https://arm.example");

  it("goes to one connection or one endpoint only", () => {
    expect(["PUT", "DELETE"].map((method) => isOwn(method, `${path}/pe`))).toEqual([true, true]);
    expect(isOwn("DELETE", aPrivateEndpoint())).toBe(true);
  });

  it.each([
    ["DELETE", path],
    ["DELETE", namespaceIdOf(aNamespace())],
    ["PUT", namespaceIdOf(aNamespace())],
    ["PUT", `${namespaceIdOf(aNamespace())}/networkRuleSets/default`],
    ["DELETE", `${namespaceIdOf(aNamespace())}/networkRuleSets/default`],
    ["DELETE", `/subscriptions/${OWNER_SUBSCRIPTION}`],
    ["DELETE", `${rights}/roleAssignments`],
    ["DELETE", `/subscriptions/${OWNER_SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments`],
    ["PUT", aPrivateEndpoint()],
    ["PUT", path],
    ["POST", `${path}/pe`],
    ["PATCH", `${path}/pe`],
  ])("never is a %s of %s", (method, id) => {
    expect(isOwn(method, id)).toBe(false);
  });
});

describe("the token", () => {
  it("goes to no other host, wherever a next page is said to be", async () => {
    arm.script = () => ({ status: 200, body: { value: [], nextLink: `${foreign.url}${path}?api-version=2024-01-01` } });
    await expect(armAt(arm).connections.list(aNamespace())).rejects.toBeInstanceOf(ForeignAddress);
    expect(foreign.requests).toEqual([]);
  });

  it("follows no redirect", async () => {
    arm.script = () => ({ status: 307, headers: { location: `${foreign.url}${path}` } });
    await expect(armAt(arm).connections.list(aNamespace())).rejects.toThrow("answered 307");
    expect(foreign.requests).toEqual([]);
    expect(arm.requests).toHaveLength(1);
  });
});

describe("a path", () => {
  const hostile = fc.oneof(
    fc.constantFrom(
      "..",
      ".",
      "%2e%2e",
      "%2f",
      "a/b",
      "a?b",
      "a#b",
      "a\\b",
      "",
      " ",
      "pe;x",
      "\u2024\u2024",
      "K",
      "a\u0000",
    ),
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.stringMatching(/^[a-z0-9._%/?#\\-]{1,12}$/),
  );
  const part = fc.constantFrom("subscription", "resourceGroup", "namespace", "connection");

  it("names exactly the connection that was meant, or nothing is sent", async () => {
    arm.script = () => ({ status: 200, body: aWireConnection() });
    const { connections } = armAt(arm);
    await fc.assert(
      fc.asyncProperty(part, hostile, async (name, text) => {
        arm.requests.length = 0;
        const id = aConnectionId({ [name]: text });
        const refused = (error: unknown) => expect(error).toBeInstanceOf(ForeignAddress);
        await connections.put(id, APPROVAL).catch(refused);
        await connections.remove(id).catch(refused);
        for (const { url } of arm.requests) expect(parseConnectionId(url.split("?")[0] ?? "")).toEqual(id);
      }),
      { numRuns: 1_000 },
    );
  });

  it("names exactly the endpoint that was meant, or nothing is sent", async () => {
    arm.script = () => ({ status: 202 });
    const { endpoints } = armAt(arm);
    const segment = fc.nat({ max: 8 });
    await fc.assert(
      fc.asyncProperty(segment, hostile, async (index, text) => {
        arm.requests.length = 0;
        const id = aPrivateEndpoint().split("/").toSpliced(index, 1, text).join("/");
        await endpoints.remove(id).catch((error: unknown) => expect(error).toBeInstanceOf(ForeignAddress));
        for (const { url } of arm.requests) {
          expect(parsePrivateEndpointId(url.split("?")[0] ?? "")).toEqual(parsePrivateEndpointId(id));
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
