import { describe, expect, it } from "@jest/globals";
import { suggestionsFor } from "../../src/web/query/complete.ts";
import { actOf } from "../../src/web/query/keyboard.ts";
import { hasTerm, termFor, termsOf, toggled } from "../../src/web/query/terms.ts";

const KNOWN = { namespace: ["contoso-orders", "contoso-payments"], actor: ["Olga Owens"] };
const labels = (query: string, cursor = query.length) => suggestionsFor(query, cursor, KNOWN).map(({ label }) => label);

describe("the terms of a query", () => {
  it("are words, keys with values, and what is in quotes, an open quote to the end", () => {
    expect(termsOf('a  kind:x -actor:"Olga Owens" "two words').map(({ text }) => text)).toEqual([
      "a",
      "kind:x",
      '-actor:"Olga Owens"',
      '"two words',
    ]);
  });

  it("quote what would be read otherwise", () => {
    expect(termFor("actor", "Olga Owens")).toBe('actor:"Olga Owens"');
    expect(termFor("rule", 'the "new" one')).toBe('rule:"the \\"new\\" one"');
    expect(termFor("kind", "card.posted")).toBe("kind:card.posted");
    expect(termFor("actor", "")).toBe('actor:""');
  });

  it("are added once, and taken out again, as is their opposite", () => {
    expect(toggled("", "kind:x")).toBe("kind:x");
    expect(toggled("a kind:x b", "kind:x")).toBe("a b");
    expect(toggled("-kind:x a", "kind:x")).toBe("a kind:x");
    expect(toggled("kind:x a", "-kind:x")).toBe("a -kind:x");
    expect(hasTerm('a actor:"Olga Owens"', 'actor:"Olga Owens"')).toBe(true);
    expect(hasTerm("kind:xy", "kind:x")).toBe(false);
  });
});

describe("suggestions", () => {
  it("are the keys, while none is typed", () => {
    expect(labels("")).toContain("namespace:");
    expect(labels("na")).toEqual(["namespace:"]);
    expect(labels("zz")).toEqual([]);
  });

  it("leave out the keys that cannot be negated", () => {
    expect(labels("-")).toEqual(["-actor:", "-kind:", "-verdict:", "-rule:"]);
  });

  it("are the values of a key behind its colon, those that are known here among them, whatever the case", () => {
    expect(labels("namespace:PAY")).toEqual(["namespace:contoso-payments"]);
    expect(labels("actor:ol")).toEqual(['actor:"Olga Owens"']);
    expect(labels('actor:"olga o')).toEqual(['actor:"Olga Owens"']);
    expect(labels("-verdict:re")).toEqual(["-verdict:reject", "-verdict:revoke", "-verdict:remove"]);
  });

  it("end with a value that stands there already, and know no keys that are none", () => {
    expect(labels("verdict:approve")).toEqual([]);
    expect(labels("constructor:")).toEqual([]);
    expect(labels("colour:r")).toEqual([]);
  });

  it("are about the term in which the cursor is, and put it behind what was taken", () => {
    const [first] = suggestionsFor("kind:vote ve created:>2026-10-01", 12, KNOWN);
    expect(first).toMatchObject({ query: "kind:vote verdict: created:>2026-10-01", cursor: 18 });
    const [value] = suggestionsFor("verdict:app more", 11, KNOWN);
    expect(value).toMatchObject({ query: "verdict:approve more", cursor: 16 });
  });

  it("are at most eight", () => {
    expect(labels("kind:").length).toBe(8);
  });
});

describe("a key in the field", () => {
  const [one, two] = suggestionsFor("", 0, KNOWN);
  if (!one || !two) throw new Error("There are keys");
  const open = [one, two];

  it("searches with Enter, unless a suggestion is chosen", () => {
    expect(actOf("Enter", { open, chosen: -1 })).toEqual({ kind: "search" });
    expect(actOf("Enter", { open, chosen: 1 })).toEqual({ kind: "take", suggestion: two });
  });

  it("goes round through the suggestions, over what was typed", () => {
    const walk = (key: string, chosen: number) => actOf(key, { open, chosen });
    expect([-1, 0, 1].map((chosen) => walk("ArrowDown", chosen))).toEqual([
      { kind: "choose", index: 0 },
      { kind: "choose", index: 1 },
      { kind: "choose", index: -1 },
    ]);
    expect([-1, 1, 0].map((chosen) => walk("ArrowUp", chosen))).toEqual([
      { kind: "choose", index: 1 },
      { kind: "choose", index: 0 },
      { kind: "choose", index: -1 },
    ]);
  });

  it("closes the suggestions with Escape, and is the field's own where there are none", () => {
    expect(actOf("Escape", { open, chosen: 0 })).toEqual({ kind: "close" });
    for (const key of ["Escape", "ArrowDown", "ArrowUp", "a"])
      expect(actOf(key, { open: [], chosen: -1 })).toBeUndefined();
    expect(actOf("a", { open, chosen: 0 })).toBeUndefined();
  });
});
