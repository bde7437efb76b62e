import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { namespaceIdOf } from "../../../src/domain/azure-id.ts";
import { aNamespace } from "../../support/builders.ts";
import { type ScriptedArm, startScriptedArm } from "../../support/scripted-arm.ts";
import { anError, armAt } from "./arm-fixture.ts";

const NAMESPACE = namespaceIdOf(aNamespace());
const FORBIDDEN = { status: 403, body: anError("AuthorizationFailed") };

let arm: ScriptedArm;
beforeAll(async () => {
  arm = await startScriptedArm();
});
afterAll(() => arm.close());
beforeEach(() => {
  arm.requests.length = 0;
});

type Answer = ReturnType<ScriptedArm["script"]>;

const aNamespaceThat = (publicNetworkAccess?: string): Answer => ({
  status: 200,
  body: { properties: { publicNetworkAccess } },
});
const rules = (properties: Readonly<Record<string, unknown>>): Answer => ({ status: 200, body: { properties } });

function script(namespace: Answer, ruleSet: Answer): void {
  arm.script = ({ url }) => (url.includes("networkRuleSets") ? ruleSet : namespace);
}

describe("the network access of a namespace", () => {
  it.each([
    ["Disabled", { defaultAction: "Allow" }, "closed"],
    ["Enabled", { defaultAction: "Allow" }, "open"],
    ["Enabled", { defaultAction: "Deny" }, "some"],
    ["Enabled", {}, "on"],
    ["SecuredByPerimeter", {}, "perimeter"],
    ["SomethingNew", {}, undefined],
    [undefined, {}, undefined],
  ])("is, when Azure says %s and %j, %s", async (said, ruled, expected) => {
    const rulesUrl = `${NAMESPACE}/networkRuleSets/default?api-version=2024-01-01`;
    const answer = { publicly: expected, trustedServices: undefined };
    script(aNamespaceThat(undefined), rules({ publicNetworkAccess: said, ...ruled }));
    expect(await armAt(arm).networks.accessTo(aNamespace())).toEqual(answer);
    expect(arm.requests[0]?.url).toBe(rulesUrl);
    if (said !== undefined) expect(arm.requests).toHaveLength(1);
    arm.requests.length = 0;
    script(aNamespaceThat(said), rules(ruled));
    expect(await armAt(arm).networks.accessTo(aNamespace())).toEqual(answer);
    expect(arm.requests.map(({ url }) => url)).toEqual([rulesUrl, `${NAMESPACE}?api-version=2024-01-01`]);
  });

  it.each([true, false])("tells whether trusted services may bypass: %s", async (trustedServices) => {
    script(aNamespaceThat("Disabled"), rules({ trustedServiceAccessEnabled: trustedServices }));
    expect(await armAt(arm).networks.accessTo(aNamespace())).toEqual({ publicly: "closed", trustedServices });
  });

  it("is told as far as it may be read, and never a fault", async () => {
    script(aNamespaceThat("Enabled"), FORBIDDEN);
    expect(await armAt(arm).networks.accessTo(aNamespace())).toEqual({ publicly: "on", trustedServices: undefined });
    script({ status: 500, body: "<html>" }, rules({ trustedServiceAccessEnabled: true }));
    const { networks, log } = armAt(arm);
    expect(await networks.accessTo(aNamespace())).toEqual({ publicly: undefined, trustedServices: true });
    expect(log.lines.map(({ message }) => message)).toContain("The network access of a namespace could not be read");
  });

  it("is read once a minute", async () => {
    script(aNamespaceThat("Disabled"), rules({}));
    const { networks, clock } = armAt(arm);
    await networks.accessTo(aNamespace());
    await networks.accessTo(aNamespace({ namespace: "CONTOSO-ORDERS" }));
    expect(arm.requests).toHaveLength(2);
    clock.moveOn({ minutes: 1 });
    script(aNamespaceThat("Enabled"), rules({ defaultAction: "Allow" }));
    expect(await networks.accessTo(aNamespace())).toMatchObject({ publicly: "open" });
  });
});
