import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { ForeignAddress, isOwnAddress } from "../../../src/adapters/arm/own-addresses.ts";
import { namespaceIdOf, parseConnectionId } from "../../../src/domain/azure-id.ts";
import { aConnectionId, aNamespace, OWNER_SUBSCRIPTION } from "../../support/builders.ts";
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

describe("an address that a call goes to", () => {
  it.each([
    `https://arm.example${path}`,
    `https://arm.example${path}/pe?api-version=2024-01-01&$skipToken='a b'`,
    `https://arm.example:443${path.toLowerCase()}`,
    `https://arm.example/subscriptions/${OWNER_SUBSCRIPTION}`,
    `https://arm.example/subscriptions/${OWNER_SUBSCRIPTION}/providers/Microsoft.Relay/namespaces`,
  ])("is ours: %s", (address) => {
    expect(isOwnAddress(address, "https://arm.example")).toBe(true);
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
    `https://arm.example${namespaceIdOf(aNamespace())}`,
    `https://arm.example/subscriptions/${OWNER_SUBSCRIPTION}/resourceGroups`,
    `https:\\\\arm.example${path}`,
    path,
    "",
  ])("is not ours: %s", (address) => {
    expect(isOwnAddress(address, "https://arm.example")).toBe(false);
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
        await connections.put(id, APPROVAL).catch((error: unknown) => expect(error).toBeInstanceOf(ForeignAddress));
        for (const { url } of arm.requests) expect(parseConnectionId(url.split("?")[0] ?? "")).toEqual(id);
      }),
      { numRuns: 1_000 },
    );
  });
});
