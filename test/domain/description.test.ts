import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { carriesMark, descriptionOf, keptText } from "../../src/domain/description.ts";

const MARK = "RA-k3m9q2abcd";

describe("the description of our change", () => {
  it.each([
    ["is the comment and the mark", "Known partner", "Known partner [RA-k3m9q2abcd]"],
    ["is the mark alone without a comment", "  ", "[RA-k3m9q2abcd]"],
    ["is one line", "No:\r\n\tnot\u2028yours", "No: not yours [RA-k3m9q2abcd]"],
    ["shows nothing that cannot be seen", "a\u202Eb\u200Bc\u0000d", "a b c d [RA-k3m9q2abcd]"],
  ])("%s", (_, comment, expected) => {
    expect(descriptionOf(comment, MARK)).toBe(expected);
  });

  it("keeps a comment that just fits and shows where a longer one was cut", () => {
    expect(descriptionOf("x".repeat(124), MARK)).toBe(`${"x".repeat(124)} [${MARK}]`);
    expect(descriptionOf("x".repeat(125), MARK)).toBe(`${"x".repeat(123)}… [${MARK}]`);
  });

  it("does not cut a character in two", () => {
    expect(descriptionOf(`${"x".repeat(122)}😀 and more`, MARK)).toBe(`${"x".repeat(122)}… [${MARK}]`);
    expect(descriptionOf(`${"x".repeat(121)}😀 and more`, MARK)).toBe(`${"x".repeat(121)}😀… [${MARK}]`);
  });

  it("has at most 140 characters, one line, and carries its mark, whatever the comment is", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 400 }),
        fc.stringMatching(/^RA-[a-z2-7]{10}$/),
        (comment, mark) => {
          const description = descriptionOf(comment, mark);
          expect(description.length).toBeLessThanOrEqual(140);
          expect(carriesMark(description, mark)).toBe(true);
          expect(description).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        },
      ),
    );
  });
});

describe("a text of Azure that is kept", () => {
  it("is kept as it is when it is no longer than two thousand characters", () => {
    const text = "x\n".repeat(1_000);
    expect(keptText(text)).toBe(text);
    expect(keptText("")).toBe("");
  });

  it("shows where a longer one was cut, and no character is cut in two", () => {
    expect(keptText("x".repeat(2_001))).toBe(`${"x".repeat(2_000)}…`);
    expect(keptText(`${"x".repeat(1_999)}😀`)).toBe(`${"x".repeat(1_999)}…`);
    expect(keptText(`${"x".repeat(1_998)}😀!`)).toBe(`${"x".repeat(1_998)}😀…`);
  });
});

describe("a mark", () => {
  it("is not carried by a description with another one, nor by one that is longer", () => {
    expect(carriesMark("Known partner [RA-other]", MARK)).toBe(false);
    expect(carriesMark(`[${MARK}x]`, MARK)).toBe(false);
    expect(carriesMark(MARK, MARK)).toBe(false);
  });

  it("does not count where an owner copied it into a comment", () => {
    expect(carriesMark(descriptionOf(`As before: fine [${MARK}]`, "RA-another000"), MARK)).toBe(false);
  });
});
