import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { canonicalJson, policyEntry, refusalEntry, saysTheSame, stepOf, voteEntry } from "../../src/domain/audit.ts";
import type { Verb } from "../../src/domain/card.ts";
import { anEntry, aRequest, aVote } from "../support/builders.ts";

describe("a vote's entry", () => {
  it("names the person by pseudonym and commitment only", () => {
    expect(voteEntry(aRequest(), aVote(), "0.1.0").actor).toEqual({
      kind: "person",
      ref: aVote().by,
      commitment: aVote().commitment,
    });
  });
});

describe("a refused click", () => {
  const refused = (verb: Verb = "approve", overrides: Parameters<typeof aVote>[0] = {}) => {
    const { verdict: _, ...click } = aVote(overrides);
    return refusalEntry(aRequest(), { ...click, verb }, "No owner", "0.1.0");
  };

  it("is an entry with the reason", () => {
    expect(refused()).toMatchObject({ kind: "vote.refused", verdict: "approve", comment: "No owner" });
    expect(stepOf(refused("approve", { by: "p-rita" }))).toBe("refused-p-rita-approve-20261120091000000");
  });

  it.each<[Verb, string | undefined]>([
    ["keep", "keep"],
    ["remove", "remove"],
    ["hold", undefined],
    ["ask-again", undefined],
  ])("on %s has the verdict %p: a question is none", (verb, verdict) => {
    expect(refused(verb).verdict).toBe(verdict);
    expect(stepOf(refused(verb))).toContain(`-${verb}-`);
  });

  it("is an entry of its own for another button or another moment, so that no two contradict each other", () => {
    const all = [refused(), refused("reject"), refused("hold"), refused("approve", { at: "2026-11-20T09:10:00.001Z" })];
    expect(new Set(all.map(({ id }) => id)).size).toBe(4);
  });
});

describe("an entry about the policy", () => {
  const at = "2026-11-20T09:00:00.000Z";
  const told = { kind: "policy.refused", version: "sha256:1", at, comment: "Line 3: no such thing" } as const;

  it("is about no request", () => {
    expect(policyEntry(told, "0.1.0")).toEqual({
      ...{ v: 1, id: "policy/refused-sha2561-20261120090000000", at, kind: "policy.refused", request: "policy" },
      ...{ actor: { kind: "service", ref: "relay-approvals" }, comment: "Line 3: no such thing" },
      ...{ policyVersion: "sha256:1", serviceVersion: "0.1.0" },
      ...{ before: undefined, after: undefined, verdict: undefined, correlation: undefined },
    });
  });

  it("is one for each text and each time that it was written", () => {
    const all = [
      told,
      { ...told, kind: "policy.changed" as const },
      { ...told, version: "sha256:2" },
      { ...told, at: "2026-11-21T09:00:00.000Z" },
    ];
    expect(new Set(all.map((one) => policyEntry(one, "0.1.0").id)).size).toBe(4);
    expect(stepOf(policyEntry(told, "0.1.0"))).toBe("refused-sha2561-20261120090000000");
  });
});

describe("canonical JSON", () => {
  it("sorts keys, leaves out what is undefined, and has no spaces", () => {
    expect(canonicalJson({ b: [1, null, "x"], a: { d: undefined, c: true }, "": 'q"' })).toBe(
      '{"":"q\\"","a":{"c":true},"b":[1,null,"x"]}',
    );
  });

  it("is the same for the same content in any order, and reads back as JSON", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (content) => {
        const turned = Object.fromEntries(Object.entries(content).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(content));
        expect(JSON.parse(canonicalJson(content))).toEqual(JSON.parse(JSON.stringify(content)));
      }),
    );
  });
});

describe("two entries say the same", () => {
  it.each([
    ["at another time", { at: "2027-01-01T00:00:00.000Z" }, true],
    ["by another version of the service", { serviceVersion: "9.9.9" }, true],
    ["under another of our PUTs", { correlation: "arm-2" }, true],
    ["with another verdict", { verdict: "reject" as const }, false],
    ["with another comment", { comment: "else" }, false],
    ["under another policy", { policyVersion: "sha256:fedcba9876543210" }, false],
    ["by somebody else", { actor: { kind: "person" as const, ref: "p-x", commitment: "c" } }, false],
  ])("%s: %p %p", (_, overrides, expected) => {
    expect(saysTheSame(anEntry(), anEntry(overrides))).toBe(expected);
  });
});
