import { describe, expect, it } from "@jest/globals";
import { spanOf, tableOf } from "../../src/domain/command.ts";

const rows = Array.from({ length: 23 }, (_, at) => [`row ${at}`]);
const table = (from: number) =>
  tableOf({ title: "t", about: undefined, asked: undefined, columns: ["c"], rows, from, note: undefined });

describe("the rows of an answer", () => {
  it.each([
    [0, 0, 10, "row 0"],
    [10, 10, 10, "row 10"],
    [20, 20, 3, "row 20"],
    [23, 0, 10, "row 0"],
    [1_000, 0, 10, "row 0"],
  ])("from %d on begin with %d and are %d", (from, begins, count, first) => {
    const shown = table(from);
    expect([shown.from, shown.rows.length, shown.rows[0]?.[0], shown.total]).toEqual([begins, count, first, 23]);
  });
});

describe("a span of time", () => {
  it.each([
    [-5, "0 min"],
    [59_000, "1 min"],
    [3_600_000, "1 h 0 min"],
    [5_400_000, "1 h 30 min"],
    [86_400_000, "1 d"],
    [97_200_000, "1 d 3 h"],
  ])("of %d ms is %s", (ms, words) => {
    expect(spanOf(ms)).toBe(words);
  });
});
