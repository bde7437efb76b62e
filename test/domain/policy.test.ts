import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { groupOf, isOwner, needsComment, watchedSubscriptions, whomToAsk } from "../../src/domain/policy.ts";
import {
  aGroup,
  aNamespace,
  aPerson,
  aPolicy,
  FABRIKAM,
  LOGISTICS,
  OWNER_SUBSCRIPTION,
  olga,
  rita,
} from "../support/builders.ts";

const rule = (name: string, resourceGroup?: string) => ({ subscription: OWNER_SUBSCRIPTION, resourceGroup, name });
const watches = (name: string, namespace: string) =>
  groupOf(aPolicy({ groups: [aGroup({ namespaces: [rule(name)] })] }), aNamespace({ namespace })) !== undefined;

describe("a rule of the policy", () => {
  it.each([
    ["contoso-orders", "contoso-orders", true],
    ["Contoso-Orders", "CONTOSO-ORDERS", true],
    ["contoso-orders", "contoso-orders2", false],
    ["*", "contoso-orders", true],
    ["contoso-*", "contoso-orders", true],
    ["contoso-*", "fabrikam-orders", false],
    ["*-orders", "contoso-orders", true],
    ["*-orders", "contoso-billing", false],
    ["contoso-*-eu", "contoso-orders-eu", true],
    ["contoso-*-eu", "contoso-eu", false],
    ["a*b*c", "a1b2c", true],
    ["a*b*c", "abc", true],
    ["a*b*c", "acb", false],
    ["a*b*b*c", "axbxc", false],
    ["a*bc*c", "abc", false],
    ["a**c", "abc", true],
    ["c.ntoso", "contoso", false],
    ["(a+)+*", "aaaaaaaaaaaaaaaa", false],
  ])("%s watches %s: %p", (pattern, namespace, expected) => {
    expect(watches(pattern, namespace)).toBe(expected);
  });

  it("matches as the regular expression does that it stands for", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 8 });
    const names = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 12 });
    fc.assert(
      fc.property(letters, names, (pattern, name) => {
        const expected = new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(name);
        expect(watches(pattern, name)).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it("holds in its own subscription and, if it names one, in its own resource group", () => {
    const watched = (namespaces: readonly ReturnType<typeof rule>[]) =>
      groupOf(aPolicy({ groups: [aGroup({ namespaces })] }), aNamespace()) !== undefined;
    expect(watched([rule("contoso-orders", "RG-Relay")])).toBe(true);
    expect(watched([rule("contoso-orders", "rg-other")])).toBe(false);
    expect(watched([{ ...rule("*"), subscription: FABRIKAM }])).toBe(false);
    expect(watched([{ ...rule("*"), subscription: OWNER_SUBSCRIPTION.toUpperCase() }])).toBe(true);
  });
});

describe("the policy", () => {
  it("gives a namespace to the first group that fits", () => {
    const first = aGroup({ name: "first", namespaces: [rule("contoso-orders")] });
    const second = aGroup({ name: "second", namespaces: [rule("*")] });
    const policy = aPolicy({ groups: [first, second] });
    expect(groupOf(policy, aNamespace())?.name).toBe("first");
    expect(groupOf(policy, aNamespace({ namespace: "contoso-billing" }))?.name).toBe("second");
    expect(groupOf(aPolicy({ groups: [] }), aNamespace())).toBeUndefined();
  });

  it("names each subscription to look into once", () => {
    const namespaces = [rule("a"), { ...rule("b"), subscription: LOGISTICS.toUpperCase() }, rule("c")];
    expect(watchedSubscriptions(aPolicy({ groups: [aGroup({ namespaces }), aGroup()] }))).toEqual([
      OWNER_SUBSCRIPTION,
      LOGISTICS,
    ]);
  });

  it("knows an owner by the object id, whatever its case", () => {
    expect(isOwner(aGroup(), olga.objectId.toUpperCase())).toBe(true);
    expect(isOwner(aGroup(), rita.objectId)).toBe(false);
  });

  it("counts those to whom a request was escalated from then on", () => {
    const group = aGroup({ escalation: { afterHours: 24, to: [aPerson(rita)] } });
    expect(isOwner(group, rita.objectId)).toBe(false);
    expect(isOwner(group, rita.objectId, true)).toBe(true);
    expect(isOwner(group, olga.objectId, true)).toBe(true);
    expect(isOwner(aGroup(), rita.objectId, true)).toBe(false);
  });

  it.each([
    ["never", false, false],
    ["on-reject", false, true],
    ["always", true, true],
  ] as const)("that wants a comment %s", (rule, toApprove, toReject) => {
    expect(needsComment(rule, "approve")).toBe(toApprove);
    expect(needsComment(rule, "reject")).toBe(toReject);
  });

  it("says whom to ask", () => {
    expect(whomToAsk(aGroup(), aNamespace())).toBe('group "Relay team"');
    expect(whomToAsk(undefined, aNamespace())).toMatch(
      /^nobody: no group of the policy watches \/subscriptions\/.*contoso-orders$/,
    );
  });
});
