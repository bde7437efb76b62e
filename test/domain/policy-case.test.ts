import { describe, expect, it } from "@jest/globals";
import { type GivenConnection, type PolicyCase, resultOf } from "../../src/domain/policy-case.ts";
import {
  aDenyRule,
  aGroup,
  anAllowRule,
  aPolicy,
  aPrivateEndpoint,
  FABRIKAM,
  LOGISTICS,
  OWNER_SUBSCRIPTION,
} from "../support/builders.ts";

const NOW = new Date("2026-11-20T09:00:00.000Z");

const policy = aPolicy({
  allow: [anAllowRule({ atMost: 2, until: "2027-01-01T00:00:00.000Z" })],
  deny: [
    aDenyRule({ name: "banned", endpoint: "pe-banned-*", reason: "Banned" }),
    aDenyRule({ name: "odd", endpoint: "pe-odd-*", hold: true, reason: "Look twice" }),
  ],
});

function aCase(given: Partial<GivenConnection> = {}, expected: Partial<PolicyCase> = {}): PolicyCase {
  return {
    given: {
      namespace: "contoso-orders",
      resourceGroup: undefined,
      subscription: undefined,
      privateEndpoint: aPrivateEndpoint("pe-orders", LOGISTICS),
      ofSubscription: 0,
      at: undefined,
      ...given,
    },
    expect: "approve",
    rule: undefined,
    ...expected,
  };
}

describe("a case of the policy", () => {
  it("passes when the policy rules as expected, by the rule that is expected", () => {
    const ruled = { kind: "approve", rule: "logistics", why: "Nobody joins during the migration" };
    expect(resultOf(policy, aCase(), NOW)).toEqual({ passed: true, ruled });
    expect(resultOf(policy, aCase({}, { rule: "logistics" }), NOW).passed).toBe(true);
    expect(resultOf(policy, aCase({}, { rule: "partners" }), NOW)).toEqual({ passed: false, ruled });
    expect(resultOf(policy, aCase({}, { expect: "reject" }), NOW)).toEqual({ passed: false, ruled });
  });

  it("may be about a rule that rejects or holds", () => {
    const banned = { privateEndpoint: aPrivateEndpoint("pe-banned-1") };
    expect(resultOf(policy, aCase(banned, { expect: "reject", rule: "banned" }), NOW)).toEqual({
      passed: true,
      ruled: { kind: "reject", rule: "banned", why: "Banned" },
    });
    const odd = { privateEndpoint: aPrivateEndpoint("pe-odd-1") };
    expect(resultOf(policy, aCase(odd, { expect: "ask", rule: "odd" }), NOW)).toEqual({
      passed: true,
      ruled: { kind: "ask", rule: "odd", why: 'Rule "odd" holds it for an owner: Look twice' },
    });
  });

  it("is ruled with the number of connections and at the time that it gives", () => {
    const ask = { expect: "ask" } as const;
    expect(resultOf(policy, aCase({ ofSubscription: 2 }, ask), NOW)).toMatchObject({
      passed: true,
      ruled: { rule: undefined, why: 'Allow rule "logistics" is used up (2 of 2)' },
    });
    expect(resultOf(policy, aCase({ at: "2027-01-01T00:00:00.000Z" }, ask), NOW).passed).toBe(true);
    expect(resultOf(policy, aCase({ at: "2026-12-31T00:00:00.000Z" }), new Date("2028-01-01")).passed).toBe(true);
  });

  it("fails when no group watches its namespace", () => {
    const unwatched = {
      passed: false,
      ruled: { kind: "unwatched", rule: undefined, why: "No group watches the namespace" },
    };
    expect(resultOf(policy, aCase({ namespace: "fabrikam-orders" }), NOW)).toEqual(unwatched);
    expect(resultOf(policy, aCase({ subscription: FABRIKAM }), NOW)).toEqual(unwatched);
  });

  it("may name the namespace's group and subscription, where the policy tells them apart", () => {
    const rule = { subscription: OWNER_SUBSCRIPTION, resourceGroup: "rg-relay", name: "contoso-*" };
    const narrow = { ...policy, groups: [aGroup({ namespaces: [rule] })] };
    const passes = (given: Partial<GivenConnection>) => resultOf(narrow, aCase(given), NOW).passed;
    expect(passes({})).toBe(true);
    expect(passes({ resourceGroup: "RG-Relay", subscription: OWNER_SUBSCRIPTION })).toBe(true);
    expect(passes({ resourceGroup: "rg-other" })).toBe(false);
  });
});
