import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { parsePolicy } from "../../src/adapters/policy/parse-policy.ts";
import { resultOf } from "../../src/domain/policy-case.ts";
import { pages } from "./manual.ts";

const [whole = "", ...parts] = pages
  .filter(({ file }) => file === "docs/policy.md")
  .flatMap(({ blocks }) => blocks.filter(({ language }) => language === "yaml").map(({ text }) => text));

const parsed = (text: string) => parsePolicy(text, (one) => createHash("sha256").update(one).digest());

describe("the example of docs/policy.md", () => {
  it("is a policy without a fault", () => {
    expect(parsed(whole)).toMatchObject({ policy: { groups: [{ name: "Relay team" }] } });
  });

  it.each(parts)("is one with this part too, and its cases pass:\n%s", (part) => {
    const both = parsed(`${whole}${part}`);
    if ("faults" in both) throw new Error(JSON.stringify(both.faults));
    const results = both.cases.map((one) => resultOf(both.policy, one, new Date("2026-11-26T12:00:00Z")));
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
  });

  it("has a part with cases", () => {
    expect(parts.some((part) => part.startsWith("cases:"))).toBe(true);
  });
});
