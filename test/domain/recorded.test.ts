import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { canonicalJson } from "../../src/domain/audit.ts";
import { entryIn } from "../../src/domain/recorded.ts";
import { matches } from "../../src/domain/search/match.ts";
import { valuesOf } from "../../src/domain/search/plan.ts";
import { FILTER_KEYS } from "../../src/domain/search/values.ts";
import { anEntry } from "../support/builders.ts";

const saying = (overrides: Readonly<Record<string, unknown>>) => ({
  bytes: JSON.stringify({ ...anEntry(), ...overrides }),
});

describe("what a row of the record says", () => {
  it("is an entry as it was written", () => {
    const entry = anEntry({ comment: "Grüße" });
    expect(canonicalJson(entryIn({ bytes: canonicalJson(entry) }))).toBe(canonicalJson(entry));
    expect(entryIn({ id: entry.id, bytes: canonicalJson(entry) })).toBeDefined();
  });

  it("may be about the service itself", () => {
    const { namespace: _n, connection: _c, privateEndpoint: _p, requester: _r, ...entry } = anEntry();
    expect(entryIn({ bytes: canonicalJson(entry) })).toMatchObject({ id: entry.id });
  });

  it.each(["", "no JSON", '{"id":', "null", "7", '"text"', "[]", "{}", "[{}]"])(
    "is no entry in the bytes %j",
    (bytes) => {
      expect(entryIn({ bytes })).toBeUndefined();
    },
  );

  it.each([
    { id: 7 },
    { id: "r-other/vote" },
    { at: undefined },
    { at: "yesterday" },
    { at: "2026-99-99T10:00:00.000Z" },
    { at: "11/20/2026" },
    { at: "2026-11-20T10:00:00+01:00" },
    { kind: null },
    { request: {} },
    { namespace: 7 },
    { connection: ["x"] },
    { privateEndpoint: false },
    { requester: null },
    { requester: "x" },
    { requester: { subscription: 7 } },
    { actor: undefined },
    { actor: null },
    { actor: "p-one" },
    { actor: { kind: "person" } },
    { actor: { ref: "p-one" } },
    { before: {} },
    { after: 1 },
    { verdict: null },
    { comment: 4711 },
  ])("is no entry that says %j", (overrides) => {
    expect(entryIn(saying(overrides))).toBeUndefined();
  });

  it("is no entry where it names another than its row does", () => {
    expect(entryIn({ ...saying({}), id: "r-other/vote" })).toBeUndefined();
  });

  it("never makes anything throw that looks at it", () => {
    const members = fc.constantFrom(...Object.keys(anEntry()), "subscription");
    const tampered = fc.dictionary(members, fc.oneof(fc.jsonValue(), fc.string()), { maxKeys: 3 });
    const filters = FILTER_KEYS.map((key) => ({ key, anyOf: ["x"], negated: true }));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          tampered.map((said) => saying(said).bytes),
        ),
        (bytes) => {
          const entry = entryIn({ bytes });
          expect(valuesOf(entry).map(({ by }) => by)).toContain("time");
          if (entry) expect(typeof matches(entry, filters, undefined)).toBe("boolean");
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
