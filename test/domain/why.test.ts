import { describe, expect, it } from "@jest/globals";
import type { AskedBy } from "../../src/domain/request.ts";
import type { Ruling } from "../../src/domain/ruling.ts";
import { reasonsFor } from "../../src/domain/why.ts";
import { aDenyRule, anAllowRule } from "../support/builders.ts";

const ask: Ruling = { kind: "ask", heldBy: undefined, why: "No rule fits" };
const approve = { kind: "approve", rule: anAllowRule({ name: "partners", reason: "Our logistics" }) } as const;
const reject = { kind: "reject", rule: aDenyRule({ name: "closed", reason: "Migration" }) } as const;
const owner: AskedBy = { ref: "p-o", commitment: "c", comment: "Not used", again: false };

describe("what decides a request, and why it is asked", () => {
  it.each([
    ["approve", approve, "Auto-approved: partners", "Rule partners: Our logistics"],
    ["reject", reject, "Rejected by rule closed: Migration", "Rule closed: Migration"],
  ] as const)("is the rule of the policy that says %s", (verdict, ruling, comment, why) => {
    const { name } = ruling.rule;
    const asked = { kind: "approve-or-reject", rule: undefined } as const;
    expect(reasonsFor(asked, ruling, undefined)).toEqual({ rule: { of: "policy", name, verdict, comment }, why });
  });

  it("is an owner where the policy says so, and the same when an owner asks again", () => {
    const asked = { kind: "approve-or-reject", rule: undefined } as const;
    expect(reasonsFor(asked, ask, undefined)).toEqual({ rule: undefined, why: "No rule fits" });
    expect(reasonsFor(asked, ask, { ...owner, again: true })).toEqual({ rule: undefined, why: "No rule fits" });
  });

  it.each([
    [
      "approval-of-another-endpoint",
      "revoke",
      "revoke",
      "Revoked: this approval was decided for another private endpoint",
    ],
    ["clean-up", "clean-up", "remove", "Disconnected for longer than the policy's grace period"],
    ["clean-up", "clean-up-endpoint", "remove", "Disconnected for longer than the policy's grace period"],
  ] as const)("is the service's own rule %s, whatever the policy says", (rule, kind, verdict, comment) => {
    const expected = { rule: { of: "service", name: rule, verdict, comment }, why: comment };
    expect(reasonsFor({ kind, rule }, approve, undefined)).toEqual(expected);
  });

  it("is no rule of the policy for what is Approved already", () => {
    expect(reasonsFor({ kind: "revoke", rule: undefined }, reject, owner)).toEqual({
      rule: undefined,
      why: "An owner asks for it.",
    });
    expect(reasonsFor({ kind: "revoke", rule: undefined }, approve, undefined)).toEqual({
      rule: undefined,
      why: "Somebody else approved this connection. Keep it, or revoke it?",
    });
  });
});
