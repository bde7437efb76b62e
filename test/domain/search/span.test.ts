import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { intersectionOf, type Span, spanOf } from "../../../src/domain/search/span.ts";

const NOW = new Date("2026-11-20T12:00:00.000Z");

describe("a time that is asked for", () => {
  it.each<[string, Span]>([
    ["2026-10-01", { from: "2026-10-01T00:00:00.000Z", to: "2026-10-02T00:00:00.000Z" }],
    [">2026-10-01", { from: "2026-10-02T00:00:00.000Z" }],
    [">=2026-10-01", { from: "2026-10-01T00:00:00.000Z" }],
    ["<2026-10-01", { to: "2026-10-01T00:00:00.000Z" }],
    ["<=2026-10-01", { to: "2026-10-02T00:00:00.000Z" }],
    ["2026-10-01T10:30Z", { from: "2026-10-01T10:30:00.000Z", to: "2026-10-01T10:30:00.001Z" }],
    [">2026-10-01T10:30:15Z", { from: "2026-10-01T10:30:15.001Z" }],
    ["<=2026-10-01T10:30:15.5Z", { to: "2026-10-01T10:30:15.501Z" }],
    ["2026-10-01..2026-10-07", { from: "2026-10-01T00:00:00.000Z", to: "2026-10-08T00:00:00.000Z" }],
    ["2026-10-01..*", { from: "2026-10-01T00:00:00.000Z" }],
    ["*..2026-10-07", { to: "2026-10-08T00:00:00.000Z" }],
    ["*..*", {}],
    ["14d..7d", { from: "2026-11-06T12:00:00.000Z", to: "2026-11-13T12:00:00.001Z" }],
    ["2024-02-29", { from: "2024-02-29T00:00:00.000Z", to: "2024-03-01T00:00:00.000Z" }],
  ])("may be %s", (text, span) => {
    expect(spanOf(text, NOW)).toEqual(span);
  });

  it.each<[string, Span]>([
    ["7d", { from: "2026-11-13T12:00:00.000Z" }],
    [">36h", { from: "2026-11-19T00:00:00.001Z" }],
    ["<2w", { to: "2026-11-06T12:00:00.000Z" }],
    [">=0h", { from: "2026-11-20T12:00:00.000Z" }],
  ])("may be an age: %s", (text, span) => {
    expect(spanOf(text, NOW)).toEqual(span);
  });

  it("stays in order as text at the end of the last year of four digits", () => {
    expect(spanOf("<=9999-12-31", NOW)).toEqual({ to: "9999-12-31T23:59:59.999Z" });
    expect(spanOf(">9999-12-31", NOW)).toEqual({ from: "9999-12-31T23:59:59.999Z" });
  });

  it.each([
    "",
    ">",
    "yesterday",
    "2026",
    "2026-13-01",
    "2026-02-31",
    "2026-02-31T10:00Z",
    "2026-10-01T24:30Z",
    "2026-10-01T10:30",
    "2026-10-01T10:30+02:00",
    "7",
    "7m",
    "-7d",
    "123456d",
    "=2026-10-01",
    ">>2026-10-01",
    "..",
    "2026-10-01..",
    "..2026-10-01",
    "2026-10-01..x",
    "x..2026-10-01",
    "2026-10-01..2026-10-02..2026-10-03",
    ">2026-10-01..2026-10-02",
    "2026-10-01\n",
    "2026-10-01\n2026-10-02",
  ])("is not %j", (text) => {
    expect(spanOf(text, NOW)).toBeUndefined();
  });

  it("never throws, and what comes out is ISO 8601 in UTC", () => {
    const piece = fc.constantFrom("<", ">", "=", "..", "*", "2026-10-01", "T10:00Z", "0000-01-01", "99999w", "9", "d");
    const texts = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join("")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const { from, to } = spanOf(text, NOW) ?? {};
        for (const at of [from, to])
          if (at !== undefined) expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      }),
    );
  });
});

describe("two times that are both asked for", () => {
  const [first, second] = ["2026-10-01T00:00:00.000Z", "2026-10-02T00:00:00.000Z"];
  it("go from the later beginning to the earlier end", () => {
    expect(intersectionOf({ from: first, to: second }, { from: second, to: first })).toEqual({
      from: second,
      to: first,
    });
    expect(intersectionOf({ from: first }, { to: second })).toEqual({ from: first, to: second });
    expect(intersectionOf({}, {})).toEqual({});
  });
});
