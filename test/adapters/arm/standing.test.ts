import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { armStanding } from "../../../src/adapters/arm/arm-standing.ts";
import { NEEDED_AT_ENDPOINTS, NEEDED_AT_NAMESPACES } from "../../../src/adapters/arm/needed-actions.ts";
import { namespaceIdOf } from "../../../src/domain/azure-id.ts";
import { Fault } from "../../../src/ports.ts";
import { aNamespace, LOGISTICS, TENANT } from "../../support/builders.ts";
import { FakeClock } from "../../support/fakes/fake-clock.ts";
import { FakeLog } from "../../support/fakes/fake-log.ts";
import { credential, type ScriptedArm, startScriptedArm } from "../../support/scripted-arm.ts";

const OBJECT = "cccccccc-0000-4000-8000-000000000002";
const NOTHING_WRONG = { missing: [], denied: [], tooMuch: [] };
const ROLE = "f0000000-0000-4000-8000-000000000001";

let arm: ScriptedArm;
beforeAll(async () => {
  arm = await startScriptedArm();
});
afterAll(() => arm.close());
beforeEach(() => {
  arm.requests.length = 0;
});

const tokenFrom = (getToken: () => Promise<string>) => ({
  getToken: async () => ({ token: await getToken(), expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
});
const tokenSaying = (payload: string) => async () => `e30.${Buffer.from(payload).toString("base64url")}.sig`;
const standing = (more = {}) =>
  armStanding({
    ...{ endpoint: arm.url, apiVersion: "2024-01-01", credential, tenant: TENANT },
    ...{ clock: new FakeClock().now, log: new FakeLog(), ...more },
  });

function granted(...actions: readonly string[]): void {
  grantedBut([], ...actions);
}

/** `denials` are deny assignments, as ARM answers them. */
function grantedBut(denials: readonly unknown[], ...actions: readonly string[]): void {
  const roleDefinitionId = `/providers/Microsoft.Authorization/roleDefinitions/${ROLE}`;
  const bodies = {
    roleAssignments: { value: [{ properties: { roleDefinitionId } }] },
    denyAssignments: { value: denials },
    roleDefinitions: { properties: { permissions: [{ actions, notActions: [] }] } },
  };
  arm.script = ({ url }) => {
    const found = Object.entries(bodies).find(([name]) => url.includes(`/Microsoft.Authorization/${name}`));
    return found ? { status: 200, body: found[1] } : { status: 404, body: {} };
  };
}

const aDenial = (actions: readonly string[], ...notAbout: readonly string[]) => ({
  properties: {
    permissions: [{ actions, notActions: [] }],
    principals: [{ id: "00000000-0000-0000-0000-000000000000", type: "SystemDefined" }],
    excludePrincipals: notAbout.map((id) => ({ id, type: "ServicePrincipal" })),
  },
});

describe("what the service may do", () => {
  it("is nothing too little and nothing too much with the role of the templates", async () => {
    granted(...NEEDED_AT_NAMESPACES, "Microsoft.Network/privateEndpoints/delete", "*/read");
    expect(await standing().permitted(aNamespace(), OBJECT)).toEqual(NOTHING_WRONG);
    expect(decodeURIComponent(arm.requests[0]?.url ?? "")).toContain(`assignedTo('${OBJECT}')`);
  });

  it("names each action that is missing, and each that changes something else", async () => {
    granted(
      "*/read",
      "Microsoft.Relay/namespaces/write",
      "microsoft.relay/namespaces/PrivateEndpointConnections/write",
    );
    expect(await standing().permitted(aNamespace(), OBJECT)).toEqual({
      missing: [
        "Microsoft.Relay/namespaces/privateEndpointConnections/delete",
        "Microsoft.Relay/namespaces/privateEndpointConnectionsApproval/action",
      ],
      denied: [],
      tooMuch: ["Microsoft.Relay/namespaces/write"],
    });
    granted("*");
    expect(await standing().permitted(aNamespace(), OBJECT)).toEqual({ missing: [], denied: [], tooMuch: ["*"] });
  });

  it("is what a deny assignment does not take away", async () => {
    grantedBut([aDenial(["*/write"])], ...NEEDED_AT_NAMESPACES);
    const write = "Microsoft.Relay/namespaces/privateEndpointConnections/write";
    const denied = { missing: [], denied: [write], tooMuch: [] };
    expect(await standing().permitted(aNamespace(), OBJECT)).toEqual(denied);
    grantedBut([aDenial(["*/write"], OBJECT)], ...NEEDED_AT_NAMESPACES);
    expect(await standing().permitted(aNamespace(), OBJECT)).toEqual({ ...denied, denied: [] });
  });

  it("does not ask for deny assignments where it may not read them, which is what is missing", async () => {
    const reads = "Microsoft.Authorization/denyAssignments/read";
    grantedBut([aDenial(["*"])], ...NEEDED_AT_NAMESPACES.filter((action) => action !== reads));
    expect(await standing().permitted(aNamespace(), OBJECT)).toEqual({ missing: [reads], denied: [], tooMuch: [] });
    expect(arm.requests.filter(({ url }) => url.includes("denyAssignments"))).toEqual([]);
  });

  it("is not known when Azure does not tell", async () => {
    arm.script = () => ({ status: 403, body: { error: { code: "AuthorizationFailed", message: "no" } } });
    await expect(standing().permitted(aNamespace(), OBJECT)).rejects.toThrow(
      `GET of what the service may do at ${namespaceIdOf(aNamespace())} answered 403 AuthorizationFailed`,
    );
  });
});

describe("what the service may do with private endpoints", () => {
  const may = () => standing().permittedAtEndpoints(LOGISTICS, OBJECT);

  it("is asked of the whole subscription", async () => {
    granted(...NEEDED_AT_ENDPOINTS, "Microsoft.Authorization/*/read");
    expect(await may()).toEqual(NOTHING_WRONG);
    const at = `/subscriptions/${LOGISTICS}/providers/Microsoft.Authorization`;
    expect(arm.requests.map(({ url }) => url.split("?")[0])).toEqual([
      `${at}/roleAssignments`,
      `${at}/roleDefinitions/${ROLE}`,
      `${at}/denyAssignments`,
    ]);
  });

  it("is not enough for somebody who only reads, or whom a deny assignment keeps from deleting", async () => {
    const deletes = "Microsoft.Network/privateEndpoints/delete";
    granted("*/read");
    expect(await may()).toEqual({ ...NOTHING_WRONG, missing: [deletes] });
    grantedBut([aDenial(["*/delete"])], "*/read", deletes);
    expect(await may()).toEqual({ ...NOTHING_WRONG, denied: [deletes] });
  });

  it("is hidden from who may not read roles, and not known when Azure is away", async () => {
    arm.script = () => ({ status: 403, body: { error: { code: "AuthorizationFailed", message: "no" } } });
    expect(await may()).toBe("hidden");
    arm.script = () => ({ status: 500, body: {} });
    await expect(may()).rejects.toThrow(`may do at /subscriptions/${LOGISTICS} answered 500`);
  });
});

describe("who the service is", () => {
  it("says its token for ARM", async () => {
    const own = tokenFrom(tokenSaying(JSON.stringify({ oid: OBJECT.toUpperCase() })));
    expect(await standing({ credential: own }).identity()).toBe(OBJECT);
  });

  it("is not known without a token, or from one that names nobody", async () => {
    const none = tokenFrom(async () => {
      throw new Error("no identity here");
    });
    await expect(standing({ credential: none }).identity()).rejects.toThrow("The managed identity got no token");
    await expect(standing({ credential: none }).identity()).rejects.toThrow(Fault);
    for (const payload of ["{}", "no json", '{"oid":"me"}'])
      await expect(standing({ credential: tokenFrom(tokenSaying(payload)) }).identity()).rejects.toThrow(
        "names nobody",
      );
  });
});
