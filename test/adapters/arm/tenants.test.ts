import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { FABRIKAM, OTHER_TENANT, TENANT } from "../../support/builders.ts";
import { type ScriptedArm, startScriptedArm } from "../../support/scripted-arm.ts";
import { anError, armAt } from "./arm-fixture.ts";

let arm: ScriptedArm;
beforeAll(async () => {
  arm = await startScriptedArm();
});
afterAll(() => arm.close());
beforeEach(() => {
  arm.requests.length = 0;
});

describe("the tenant of a subscription", () => {
  it.each([
    ["own", { status: 200, body: { tenantId: TENANT.toUpperCase() } }],
    ["other", { status: 200, body: { tenantId: OTHER_TENANT } }],
    ["other", { status: 401, body: anError("InvalidAuthenticationTokenTenant") }],
    ["unknown", { status: 200, body: {} }],
    ["unknown", { status: 403, body: anError("AuthorizationFailed") }],
    ["unknown", { status: 404, body: anError("SubscriptionNotFound") }],
    ["unknown", { status: 401, body: anError("InvalidAuthenticationToken") }],
    ["unknown", { status: 400, body: anError("InvalidSubscriptionId") }],
    ["unknown", { status: 409, body: anError("SubscriptionNotRegistered") }],
    ["unknown", { status: 410, body: "<html>" }],
  ])("is %s after %j", async (expected, answer) => {
    arm.script = () => answer;
    expect(await armAt(arm).tenants.tenantOf(FABRIKAM)).toBe(expected);
    expect(arm.requests.map(({ url }) => url)).toEqual([`/subscriptions/${FABRIKAM}?api-version=2022-12-01`]);
  });

  it("is asked for once an hour", async () => {
    arm.script = () => ({ status: 200, body: { tenantId: TENANT } });
    const { tenants, clock } = armAt(arm);
    await tenants.tenantOf(FABRIKAM);
    clock.moveOn({ minutes: 59 });
    await tenants.tenantOf(FABRIKAM.toUpperCase());
    expect(arm.requests).toHaveLength(1);
    clock.moveOn({ minutes: 1 });
    await tenants.tenantOf(FABRIKAM);
    expect(arm.requests).toHaveLength(2);
  });

  it("that is unknown is asked for again after five minutes", async () => {
    arm.script = () => ({ status: 403, body: anError("AuthorizationFailed") });
    const { tenants, clock } = armAt(arm);
    await tenants.tenantOf(FABRIKAM);
    arm.script = () => ({ status: 200, body: { tenantId: TENANT } });
    clock.moveOn({ minutes: 4 });
    expect(await tenants.tenantOf(FABRIKAM)).toBe("unknown");
    clock.moveOn({ minutes: 1 });
    expect(await tenants.tenantOf(FABRIKAM)).toBe("own");
  });

  it.each([408, 429, 500, 503])("faults while ARM answers %i, and asks again", async (status) => {
    arm.script = () => ({ status, body: anError("Whatever") });
    const { tenants } = armAt(arm);
    await expect(tenants.tenantOf(FABRIKAM)).rejects.toThrow(`GET of subscription ${FABRIKAM} answered ${status}`);
    arm.script = () => ({ status: 200, body: { tenantId: TENANT } });
    expect(await tenants.tenantOf(FABRIKAM)).toBe("own");
  });

  it("comes with its name, in one answer", async () => {
    arm.script = () => ({ status: 200, body: { tenantId: TENANT, displayName: "Imports" } });
    const { tenants } = armAt(arm);
    expect([await tenants.tenantOf(FABRIKAM), await tenants.nameOf(FABRIKAM)]).toEqual(["own", "Imports"]);
    expect(arm.requests).toHaveLength(1);
  });

  it.each([
    [undefined, { status: 403, body: anError("AuthorizationFailed") }],
    [undefined, { status: 401, body: anError("InvalidAuthenticationTokenTenant") }],
    [undefined, { status: 200, body: { tenantId: TENANT } }],
    [undefined, { status: 200, body: { tenantId: TENANT, displayName: "" } }],
    [undefined, { status: 200, body: { displayName: "Nobody's" } }],
    ["n".repeat(200), { status: 200, body: { tenantId: TENANT, displayName: "n".repeat(10_000) } }],
  ])("has the name %s after %j", async (expected, answer) => {
    arm.script = () => answer;
    expect(await armAt(arm).tenants.nameOf(FABRIKAM)).toBe(expected);
  });

  it("is unknown, without asking, for what is no subscription", async () => {
    expect(await armAt(arm).tenants.tenantOf("../providers")).toBe("unknown");
    expect(arm.requests).toEqual([]);
  });
});
