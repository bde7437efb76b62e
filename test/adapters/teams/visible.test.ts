import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { visible } from "../../../src/adapters/teams/visible.ts";

describe("text from outside", () => {
  it.each([
    ["plain words", "Please let our importer in", "Please let our importer in"],
    ["other scripts", "Ὀδυσσεύς дом 注文 हिन्दी", "Ὀδυσσεύς дом 注文 हिन्दी"],
    ["white space of any kind", " a\t\r\n\u00A0\u2003b\u2028c ", "a b c"],
    ["letters in two parts", "e\u0301", "\u00E9"],
    ["what turns the reading direction", "a\u202Eb\u2066c\u200Fd", "a⟨U+202E⟩b⟨U+2066⟩c⟨U+200F⟩d"],
    ["what has no width", "a\u200Bb\u2060c\uFEFFd\u00ADe", "a⟨U+200B⟩b⟨U+2060⟩c⟨U+FEFF⟩d⟨U+00AD⟩e"],
    ["controls", "a\u0000b\u001Bc\u007F", "a⟨U+0000⟩b⟨U+001B⟩c⟨U+007F⟩"],
    ["tags", "a\u{E0041}b", "a⟨U+E0041⟩b"],
    ["halves of pairs", "a\uD800b", "a⟨U+D800⟩b"],
    ["fillers that look like a space", "a\u3164b\u2800c", "a⟨U+3164⟩b⟨U+2800⟩c"],
    ["piled marks", `a${"\u0316".repeat(50)}b`, "a\u0316\u0316\u0316b"],
    ["pictures", "☎\uFE0F😀", "☎😀"],
    ["links", "see https://evil.example and WWW.evil.example", "see https[:]//evil.example and www[.]evil.example"],
    ["dates", "{{{DATE(2026-01-01T00:00:00Z)}}", "{ { {DATE(2026-01-01T00:00:00Z)}}"],
    ["mentions", "<at>Olga</at> <AT>", "< at>Olga< /at> < AT>"],
    ["Azure's ids", "/subscriptions/x/resourceGroups/y", "/subscriptions/x/resourceGroups/y"],
  ])("shows %s", (_what, text, shown) => {
    expect(visible(text, 200)).toBe(shown);
  });

  it("is cut between letters", () => {
    expect(visible("abcdef", 4)).toBe("abc…");
    expect(visible("ab😀😀", 4)).toBe("ab…");
    expect(visible("abcd", 4)).toBe("abcd");
  });

  it("is never longer than its limit, and never holds what is unseen", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 500 }), fc.integer({ min: 1, max: 300 }), (text, limit) => {
        const shown = visible(text, limit);
        expect(shown.length).toBeLessThanOrEqual(limit);
        expect(shown).not.toMatch(/[\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/u);
        expect(shown.isWellFormed()).toBe(true);
      }),
    );
  });
});
