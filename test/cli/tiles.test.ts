import { describe, expect, it } from "@jest/globals";
import { tilesOf } from "../../src/cli/tiles.ts";

describe("the tiles of a log", () => {
  it.each([
    [0, []],
    [1, ["entries/000.p/1", "0/000.p/1"]],
    [256, ["entries/000", "0/000", "1/000.p/1"]],
  ])("of %i entries", (size, expected) => {
    expect([...tilesOf(size)]).toEqual(expected);
  });

  it("are numbered in groups of three digits", () => {
    let last: unknown;
    for (const tile of tilesOf(256 * 1_234_068)) {
      if (!tile.startsWith("entries/")) break;
      last = tile;
    }
    expect(last).toBe("entries/x001/x234/067");
  });

  it("reach as high as there are hashes", () => {
    expect([...tilesOf(70_000)].slice(-3)).toEqual(["1/000", "1/001.p/17", "2/000.p/1"]);
  });
});
