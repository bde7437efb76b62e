import { describe, expect, it } from "@jest/globals";
import type { Policy } from "../../src/domain/policy.ts";
import { ruleStands } from "../../src/domain/rule-stands.ts";
import {
  aDenyRule,
  aGroup,
  anAllowRule,
  aPolicy,
  aPrivateEndpoint,
  aRequest,
  aRule,
  FABRIKAM,
  LOGISTICS,
  type RequestOverrides,
} from "../support/builders.ts";

const NOW = new Date("2026-11-20T09:00:00.000Z");
const partners = anAllowRule({ name: "partners", subscription: FABRIKAM });
const nobodyWatches: Partial<Policy> = { groups: [aGroup({ namespaces: [] })] };
const allows: Partial<Policy> = { allow: [partners] };

function stands(request: RequestOverrides, policy: Partial<Policy>, cleanUp: "delete" | "dry-run" = "delete"): boolean {
  return ruleStands(aRequest(request), { policy: aPolicy(policy), cleanUp }, NOW);
}

describe("a request that no rule decides", () => {
  it("has none that could fall", () => {
    expect(stands({}, nobodyWatches, "dry-run")).toBe(true);
  });
});

describe("a rule that lets in", () => {
  const rule = aRule();
  it.each<[string, Partial<Policy>, boolean]>([
    ["stands while it is in the policy and fits", allows, true],
    ["stands though another one that fits comes first in the file", { allow: [anAllowRule(), partners] }, true],
    [
      "stands though it is used up by now: its number is counted right before the change",
      { allow: [{ ...partners, atMost: 0 }] },
      true,
    ],
    ["falls when it has left the policy", {}, false],
    ["falls when only another rule fits", { allow: [{ ...partners, name: "others" }] }, false],
    ["falls when it is about others now", { allow: [{ ...partners, subscription: LOGISTICS }] }, false],
    ["falls when it is about other endpoints now", { allow: [{ ...partners, endpoint: "pe-billing" }] }, false],
    ["falls when it is about other namespaces now", { allow: [{ ...partners, namespace: "fabrikam-*" }] }, false],
    ["falls when it has ended", { allow: [{ ...partners, until: "2026-11-20T09:00:00.000Z" }] }, false],
    ["falls when a rule denies", { ...allows, deny: [aDenyRule()] }, false],
    ["falls when a rule holds it for an owner", { ...allows, deny: [aDenyRule({ hold: true })] }, false],
    ["falls when one of its name denies", { deny: [aDenyRule({ name: "partners" })] }, false],
    ["stands when the rule that denies has ended", { ...allows, deny: [aDenyRule({ until: "2026-11-20" })] }, true],
    ["stands when the rule that denies is about others", { ...allows, deny: [aDenyRule({ endpoint: "x" })] }, true],
    ["falls where no group watches the namespace any more", { ...allows, ...nobodyWatches }, false],
  ])("%s", (_, policy, expected) => {
    expect(stands({ rule }, policy)).toBe(expected);
  });

  it("stands whether or not what is Disconnected is deleted", () => {
    expect(stands({ rule }, allows, "dry-run")).toBe(true);
  });

  it("falls for an endpoint whose id cannot be read", () => {
    expect(stands({ rule, privateEndpoint: "pe-orders" }, allows)).toBe(false);
  });

  it("falls when it does not say whose endpoint it means any more, of those that Microsoft manages", () => {
    const managed = { rule, privateEndpoint: aPrivateEndpoint("adf-logistics.orders") };
    expect(stands(managed, { allow: [{ ...partners, endpoint: "adf-logistics.*" }] })).toBe(true);
    expect(stands(managed, { allow: [{ ...partners, endpoint: "adf-*" }] })).toBe(false);
  });
});

describe("a rule that rejects", () => {
  const rule = aRule({ name: "closed", verdict: "reject" });
  it.each<[string, Partial<Policy>, boolean]>([
    ["stands while it is in the policy and fits", { deny: [aDenyRule()] }, true],
    ["stands beside others", { deny: [aDenyRule({ name: "more" }), aDenyRule()], allow: [partners] }, true],
    ["falls when it has left the policy", { deny: [aDenyRule({ name: "more" })] }, false],
    ["falls when it only holds now", { deny: [aDenyRule({ hold: true })] }, false],
    ["falls when it has ended", { deny: [aDenyRule({ until: "2026-11-20T09:00:00.000Z" })] }, false],
    ["falls when it is about others now", { deny: [aDenyRule({ endpoint: "pe-billing" })] }, false],
    ["falls where no group watches the namespace any more", { deny: [aDenyRule()], ...nobodyWatches }, false],
  ])("%s", (_, policy, expected) => {
    expect(stands({ rule }, policy)).toBe(expected);
  });

  it("stands for an endpoint whose id cannot be read", () => {
    expect(stands({ rule, privateEndpoint: "pe-orders" }, { deny: [aDenyRule()] })).toBe(true);
  });
});

describe("the revocation of an approval that stands on another endpoint", () => {
  const rule = aRule({ of: "service", name: "approval-of-another-endpoint", verdict: "revoke" });

  it("stands whoever watches the namespace, and whatever is deleted", () => {
    expect(stands({ kind: "revoke", rule }, nobodyWatches, "dry-run")).toBe(true);
  });

  it("lends its name to no rule of the policy", () => {
    const named = aRule({ name: "approval-of-another-endpoint" });
    expect(stands({ rule: named }, {})).toBe(false);
    expect(stands({ rule: named }, { allow: [{ ...partners, name: named.name }] })).toBe(true);
  });
});

describe("a clean-up", () => {
  const rule = aRule({ of: "service", name: "clean-up", verdict: "remove" });
  const listed: Partial<Policy> = { cleanUp: { graceHours: 72, mostARun: 10, consumerSubscriptions: [FABRIKAM] } };

  it("stands while what is Disconnected is deleted, and the namespace is watched", () => {
    expect(stands({ kind: "clean-up", rule }, {})).toBe(true);
    expect(stands({ kind: "clean-up", rule }, {}, "dry-run")).toBe(false);
    expect(stands({ kind: "clean-up", rule }, nobodyWatches)).toBe(false);
  });

  it("of an endpoint stands only in a subscription that the policy lists", () => {
    const kind = "clean-up-endpoint";
    expect(stands({ kind, rule }, listed)).toBe(true);
    expect(stands({ kind, rule }, listed, "dry-run")).toBe(false);
    expect(stands({ kind, rule }, {})).toBe(false);
    expect(stands({ kind, rule, privateEndpoint: aPrivateEndpoint("pe-orders", LOGISTICS) }, listed)).toBe(false);
    expect(stands({ kind, rule, privateEndpoint: "pe-orders" }, listed)).toBe(false);
  });

  it("of an endpoint stands in whatever letters Azure writes its subscription", () => {
    const subscription = "abcdefab-cdef-4abc-8def-abcdefabcdef";
    const privateEndpoint = aPrivateEndpoint("pe-orders", subscription.toUpperCase());
    const cleanUp = { graceHours: 72, mostARun: 10, consumerSubscriptions: [subscription] };
    expect(stands({ kind: "clean-up-endpoint", rule, privateEndpoint }, { cleanUp })).toBe(true);
  });
});
