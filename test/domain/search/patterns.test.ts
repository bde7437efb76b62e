import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parseSync } from "@swc/core";
import { checkSync } from "recheck";

const DOMAIN = join(__dirname, "../../../src/domain");
const FILES = [
  ...readdirSync(join(DOMAIN, "search")).map((name) => join("search", name)),
  "azure-id.ts",
  "recorded.ts",
];

interface Pattern {
  readonly pattern: string;
  readonly flags: string;
}

/** The regular expressions in a part of a program. */
function patternsIn(node: unknown): readonly Pattern[] {
  if (typeof node !== "object" || node === null) return [];
  const { type, pattern, flags } = node as { readonly type?: string } & Partial<Pattern>;
  if (type === "RegExpLiteral" && pattern !== undefined && flags !== undefined) return [{ pattern, flags }];
  return Object.values(node).flatMap(patternsIn);
}

const sourceOf = (name: string) => readFileSync(join(DOMAIN, name), "utf8");
const patternsOf = (name: string) => patternsIn(parseSync(sourceOf(name), { syntax: "typescript" }));
const found = FILES.flatMap((name) => patternsOf(name).map((one) => [name, one.pattern, one.flags] as const));

/** In JavaScript: needs no Java and no program of its own. */
const before = process.env["RECHECK_BACKEND"];
beforeAll(() => {
  process.env["RECHECK_BACKEND"] = "pure";
});
afterAll(() => {
  if (before === undefined) delete process.env["RECHECK_BACKEND"];
  else process.env["RECHECK_BACKEND"] = before;
});

describe("the regular expressions that a query meets", () => {
  it("are found, and none is made of text", () => {
    expect(found.length).toBeGreaterThanOrEqual(10);
    for (const name of FILES) expect(sourceOf(name)).not.toMatch(/\bRegExp\(/);
  });

  it.each(found)("%s: /%s/%s takes no longer than its text", (_name, pattern, flags) => {
    expect(checkSync(pattern, flags)).toMatchObject({ status: "safe" });
  });

  it("would be found out otherwise", () => {
    expect(checkSync("^(a|a)*$", "")).toMatchObject({ status: "vulnerable" });
    expect(checkSync("\\s+$", "")).toMatchObject({ status: "vulnerable" });
  });
});
