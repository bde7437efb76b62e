import { describe, expect, it } from "@jest/globals";
import { commentOf } from "../../src/domain/comment.ts";

describe("a comment", () => {
  it("is cut at 1000 characters, and never in the middle of one", () => {
    expect(commentOf("x".repeat(1_001))).toBe("x".repeat(1_000));
    expect(commentOf(`${"x".repeat(999)}😀`)).toBe("x".repeat(999));
  });

  it("is the same bytes however its letters were put together, and well formed", () => {
    expect(commentOf("e\u0301")).toBe("\u00e9");
    expect(commentOf("half \ud83d")).toBe("half \ufffd");
  });
});
