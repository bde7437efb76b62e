import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type ParsedQuery, parseQuery } from "../../../src/domain/search/query.ts";
import { FILTER_KEYS } from "../../../src/domain/search/values.ts";

const NOW = new Date("2026-11-20T12:00:00.000Z");
const parsed = (...parameters: (readonly [string, string])[]): ParsedQuery => parseQuery(parameters, NOW);
const filtersOf = (...parameters: (readonly [string, string])[]) => {
  const answer = parsed(...parameters);
  if ("faults" in answer) throw new Error(answer.faults.map(({ message }) => message).join("; "));
  return answer.query.filters;
};
const faultsOf = (...parameters: (readonly [string, string])[]) => {
  const answer = parsed(...parameters);
  return "faults" in answer ? answer.faults : [];
};

describe("a query of the audit log", () => {
  it("is read from the query language", () => {
    const q = 'namespace:contoso-orders actor:olga -kind:card.posted created:>2026-10-01 "ticket 4711"';
    expect(parsed(["q", q])).toEqual({
      query: {
        filters: [
          { key: "namespace", anyOf: ["contoso-orders"], negated: false },
          { key: "actor", anyOf: ["olga"], negated: false },
          { key: "kind", anyOf: ["card.posted"], negated: true },
          { key: "text", anyOf: ["ticket 4711"], negated: false },
        ],
        span: { from: "2026-10-02T00:00:00.000Z" },
        order: "newest",
      },
    });
  });

  it("is read from parameters as well, and both hold", () => {
    const parameters = [
      ["q", "kind:vote.cast"],
      ["namespace", "contoso-orders"],
      ["from", "2026-10-01"],
      ["to", "2026-10-31"],
      ["order", "oldest"],
      ["top", "5"],
    ] as const;
    expect(parsed(...parameters)).toEqual({
      query: {
        filters: [
          { key: "kind", anyOf: ["vote.cast"], negated: false },
          { key: "namespace", anyOf: ["contoso-orders"], negated: false },
        ],
        span: { from: "2026-10-01T00:00:00.000Z", to: "2026-11-01T00:00:00.000Z" },
        order: "oldest",
      },
    });
  });

  it("asks for everything when nothing is said", () => {
    expect(parsed()).toEqual({ query: { filters: [], span: {}, order: "newest" } });
    expect(parsed(["q", " "])).toEqual({ query: { filters: [], span: {}, order: "newest" } });
  });

  it("takes a key twice for either value, each value once, and signs apart", () => {
    expect(filtersOf(["q", "kind:vote.cast kind:vote.refused -kind:card.posted kind:vote.cast"])).toEqual([
      { key: "kind", anyOf: ["vote.cast", "vote.refused"], negated: false },
      { key: "kind", anyOf: ["card.posted"], negated: true },
    ]);
  });

  it("takes several texts for all of them", () => {
    expect(filtersOf(["q", "one kind:vote.cast two"], ["text", "three, four"])).toEqual([
      { key: "text", anyOf: ["one"], negated: false },
      { key: "kind", anyOf: ["vote.cast"], negated: false },
      { key: "text", anyOf: ["two"], negated: false },
      { key: "text", anyOf: ["three, four"], negated: false },
    ]);
  });

  it("takes commas for either value, but not in a rule, in text and in quotation marks", () => {
    expect(filtersOf(["q", 'verdict:approve,reject actor:"Owens, Olga" rule:a,b c,d'], ["actor", "me, omar"])).toEqual([
      { key: "verdict", anyOf: ["approve", "reject"], negated: false },
      { key: "actor", anyOf: ["Owens, Olga", "me", "omar"], negated: false },
      { key: "rule", anyOf: ["a,b"], negated: false },
      { key: "text", anyOf: ["c,d"], negated: false },
    ]);
  });

  it("goes from the latest beginning to the earliest end that are said", () => {
    expect(parsed(["q", "created:>=2026-10-01 created:<2026-10-20"], ["from", "2026-10-10"])).toMatchObject({
      query: { span: { from: "2026-10-10T00:00:00.000Z", to: "2026-10-20T00:00:00.000Z" } },
    });
  });

  it("may ask for text with a colon in quotation marks", () => {
    expect(filtersOf(["q", '"kind:x"'])).toEqual([{ key: "text", anyOf: ["kind:x"], negated: false }]);
  });
});

describe("what is wrong with a query", () => {
  it("is told of each key and parameter", () => {
    const q = "kindd:x -created:>2026-10-01 created:soon verdict:maybe";
    expect(faultsOf(["q", q], ["from", "soon"], ["to", ""], ["order", "random"], ["subscription", "x"])).toEqual([
      {
        parameter: "kindd",
        message:
          "is no key; the keys are request, connection, namespace, subscription, actor, kind, verdict, rule, text, created. Put text with a colon in quotation marks",
      },
      { parameter: "created", message: "cannot be negated: turn the sign" },
      {
        parameter: "created",
        message: '"soon" is no time: give 2026-10-01, 2026-10-01T10:00Z or an age like 7d',
      },
      { parameter: "verdict", message: '"maybe" is no verdict: approve, reject, revoke, remove, keep' },
      { parameter: "from", message: '"soon" is no time: give 2026-10-01, 2026-10-01T10:00Z or an age like 7d' },
      { parameter: "to", message: '"" is no time: give 2026-10-01, 2026-10-01T10:00Z or an age like 7d' },
      { parameter: "order", message: "is neither newest nor oldest" },
      { parameter: "subscription", message: '"x" is no subscription id, which is a GUID' },
    ]);
  });

  it("is told of its language first", () => {
    expect(faultsOf(["q", 'kindd:x "open'])).toEqual([
      { parameter: "q", message: "the quotation mark at 9 is not closed" },
    ]);
    expect(faultsOf(["kind", "vote.cast,"])).toEqual([{ parameter: "kind", message: "has no value" }]);
  });

  it("may be a time that is empty", () => {
    const fault = { parameter: "from", message: "is not before the end of the time that is asked for" };
    expect(faultsOf(["from", "2026-10-02"], ["to", "2026-10-01"])).toEqual([fault]);
    expect(faultsOf(["q", "created:>=2026-10-01 created:<2026-10-01"])).toEqual([fault]);
    expect(faultsOf(["from", "2026-10-01"], ["to", "2026-10-01"])).toEqual([]);
  });

  it("may be its length", () => {
    expect(faultsOf(["q", "x".repeat(100_000)])).toEqual([
      { parameter: "q", message: "is longer than 2000 characters" },
    ]);
    expect(faultsOf(["q", "x ".repeat(50)])).toEqual([]);
    expect(faultsOf(["q", "x ".repeat(51)])).toEqual([{ parameter: "q", message: "has more than 50 words" }]);
    expect(faultsOf(["q", "x".repeat(201)])).toEqual([{ parameter: "text", message: "is longer than 200 characters" }]);
  });
});

describe("whatever somebody writes", () => {
  it("is a query or told what is wrong with it, and never thrown at", () => {
    const piece = fc.oneof(
      fc.constantFrom('"', "-", " ", ",", "created:", ">", "..", "2026-10-01", "*", "99999w", "change.*", "\n"),
      fc.constantFrom(...FILTER_KEYS).map((key) => `${key}:`),
      fc.string({ unit: "binary", maxLength: 8 }),
    );
    const value = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));
    const name = fc.oneof(fc.constantFrom("q", "from", "to", "order", ...FILTER_KEYS), fc.string());
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 4 }), (parameters) => {
        const answer = parseQuery(parameters, NOW);
        if ("faults" in answer) expect(answer.faults).not.toEqual([]);
        else for (const { anyOf } of answer.query.filters) expect(anyOf).not.toContain("");
      }),
      { numRuns: 1_000 },
    );
  });

  it("is looked for as it stands between quotation marks", () => {
    const phrase = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
      .map((text) => text.replaceAll('"', "").trim())
      .filter((text) => text !== "" && text.length <= 200);
    fc.assert(
      fc.property(phrase, fc.constantFrom("", "actor:", "rule:"), fc.boolean(), (text, key, negated) => {
        expect(filtersOf(["q", `${negated ? "-" : ""}${key}"${text}"`])).toEqual([
          { key: key.slice(0, -1) || "text", anyOf: [text], negated },
        ]);
      }),
    );
  });
});
