import { describe, expect, it } from "@jest/globals";
import { compareRoutes, matchRoute, mayBothMatch, parseRoute } from "../../../sandbox/host/routes.ts";

const match = (template: string, path: string) => matchRoute(parseRoute(template), path.split("/").filter(Boolean));

describe("a route", () => {
  it.each([
    ["a/b", "A/b", {}],
    ["a/{id}", "a/one", { id: "one" }],
    ["a/{id?}", "a", {}],
    ["a/{id:int?}", "a/7", { id: "7" }],
    ["a/{id:guid}", "a/00000000-0000-4000-8000-00000000000f", { id: "00000000-0000-4000-8000-00000000000f" }],
    ["a/{id:length(2,3)}", "a/abc", { id: "abc" }],
    ["a/{id:int:range(1,9)}", "a/9", { id: "9" }],
    ["a/{id:regex(^r-[a-z]+$)}", "a/r-abc", { id: "r-abc" }],
    ["a/{*rest}", "a/b/c", { rest: "b/c" }],
    ["a/{*rest}", "a", {}],
    ["", "", {}],
  ])("%s matches %s", (template, path, parameters) => {
    expect(match(template, path)).toEqual(parameters);
  });

  it.each([
    ["a/b", "a"],
    ["a/b", "a/b/c"],
    ["a/{id}", "a"],
    ["a/{id:int}", "a/x"],
    ["a/{id:int:range(1,9)}", "a/10"],
    ["a/{id:maxlength(2)}", "a/abc"],
    ["a/{id:min(3)}", "a/2"],
    ["a/{id:bool}", "a/1"],
  ])("%s does not match %s", (template, path) => {
    expect(match(template, path)).toBeUndefined();
  });

  it.each([
    "a-{id}",
    "{id:datetime}",
    "{id=5}",
    "{*rest}/a",
    "{id:strange(1)}",
    "{id:constructor}",
    "{id:constructor(1)}",
  ])("%s is refused", (template) => {
    expect(() => parseRoute(template)).toThrow(`Route "${template}"`);
  });

  it("that is more special comes first", () => {
    const templates = ["a/{*rest}", "a/{id}", "a/{id:int}", "a/b"];
    const sorted = templates.map(parseRoute).sort(compareRoutes);
    expect(sorted.map(({ template }) => template)).toEqual(["a/b", "a/{id:int}", "a/{id}", "a/{*rest}"]);
  });

  it.each([
    ["a/b", "a/{id}", true],
    ["{*rest}", "", true],
    ["a/{id}", "a/b/{*rest}", true],
    ["a/{id}", "a/b/c/{*rest}", false],
    ["a/{id}/c", "a/b/{*rest}", true],
    ["a/{id?}", "a", true],
    ["a/{id}", "a", false],
    ["a/{id:int}", "a/b", false],
    ["a/{id:int}", "a/7", true],
    ["a/{one}", "{two}/b", true],
    ["a/b", "a/c", false],
  ])("%s and %s may both be meant by a path: %s", (one, other, expected) => {
    expect(mayBothMatch(parseRoute(one), parseRoute(other))).toBe(expected);
    expect(mayBothMatch(parseRoute(other), parseRoute(one))).toBe(expected);
  });
});
