import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { wordsOf } from "../../../src/domain/search/words.ts";

const text = (value: string, also = {}) => ({ key: undefined, value, negated: false, isQuoted: false, ...also });

describe("the words of a query", () => {
  it("are what white space separates: free text, or a value behind its key", () => {
    expect(wordsOf("  ticket\tnamespace:contoso-orders\n4711 ")).toEqual({
      words: [text("ticket"), text("contoso-orders", { key: "namespace" }), text("4711")],
      faults: [],
    });
  });

  it("are negated by a minus before them, and by no other", () => {
    expect(wordsOf('-kind:card.posted -"ticket 4711" --x a-b kind:-x').words).toEqual([
      text("card.posted", { key: "kind", negated: true }),
      text("ticket 4711", { negated: true, isQuoted: true }),
      text("-x", { negated: true }),
      text("a-b"),
      text("-x", { key: "kind" }),
    ]);
  });

  it("may be phrases in quotation marks, also behind a key and close to the next one", () => {
    expect(wordsOf('"a b"c rule:" partner apps "').words).toEqual([
      text("a b", { isQuoted: true }),
      text("c"),
      text("partner apps", { key: "rule", isQuoted: true }),
    ]);
  });

  it("take a quotation mark within a word for what it is", () => {
    expect(wordsOf('12"x34" a:b"').words).toEqual([text('12"x34"'), text('b"', { key: "a" })]);
  });

  it("have keys of letters in any case, and the first colon ends them", () => {
    expect(wordsOf("Kind:a:b 10:30 :x a1:b é:x").words).toEqual([
      text("a:b", { key: "kind" }),
      text("10:30"),
      text(":x"),
      text("a1:b"),
      text("é:x"),
    ]);
  });

  it("name what is wrong with them", () => {
    expect(wordsOf('ticket "4711').faults).toEqual([
      { parameter: "q", message: "the quotation mark at 8 is not closed" },
    ]);
    expect(wordsOf('rule:"4711').faults).toEqual([
      { parameter: "q", message: "the quotation mark at 6 is not closed" },
    ]);
    expect(wordsOf('kind: - "" -"  " rule:""').faults).toEqual([
      { parameter: "kind", message: '"kind:" has no value' },
      { parameter: "q", message: '"-" stands alone: write what is to be left out' },
      { parameter: "q", message: "a phrase is empty" },
      { parameter: "q", message: '"-" stands alone: write what is to be left out' },
      { parameter: "rule", message: '"rule:" has no value' },
    ]);
    expect(wordsOf("")).toEqual({ words: [], faults: [] });
  });

  it("come back from quotation marks as they were, whatever they are", () => {
    const anything = fc.string({ unit: "binary" }).map((value) => value.replaceAll('"', ""));
    fc.assert(
      fc.property(anything, fc.constantFrom("", "rule:", "-", "-rule:"), (value, before) => {
        const { words } = wordsOf(`x ${before}"${value}" y`);
        expect(words.map((word) => word.value)).toEqual(["x", value.trim(), "y"]);
        expect(words[1]?.isQuoted).toBe(true);
      }),
    );
  });

  it("are read in one pass, and whatever is written is read", () => {
    const piece = fc.constantFrom('"', "-", ":", " ", "a", "kind:", "é", "\0", "ab", '""', "-", "\ud83d");
    const long = fc.array(piece, { minLength: 20_000, maxLength: 40_000 }).map((pieces) => pieces.join(""));
    const repeated = piece.map((one) => one.repeat(100_000).slice(0, 100_000));
    fc.assert(
      fc.property(fc.oneof(long, repeated), (query) => {
        const counted = new CountedText(query);
        // The seam: text that counts how often it is looked at.
        const { words } = wordsOf(counted as unknown as string);
        expect(counted.looks).toBeGreaterThan(0);
        expect(counted.looks).toBeLessThanOrEqual(query.length * 6 + 10);
        expect(words).toEqual(wordsOf(query).words);
      }),
      { numRuns: 10 },
    );
  });
});

/** A text that counts the characters that are read of it. */
class CountedText extends String {
  looks = 0;

  override charAt(at: number): string {
    this.looks += 1;
    return super.charAt(at);
  }

  override indexOf(wanted: string, from: number): number {
    const found = super.indexOf(wanted, from);
    this.looks += (found < 0 ? this.length : found) - from;
    return found;
  }

  override slice(from: number, to: number): string {
    this.looks += to - from;
    return super.slice(from, to);
  }
}
