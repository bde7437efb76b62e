import { execFileSync } from "node:child_process";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { shellWord } from "../../src/domain/shell-word.ts";

describe("a word for a shell", () => {
  it("stands as it is where nothing has to be quoted", () => {
    expect(shellWord("/subscriptions/1/resourceGroups/rg-relay")).toBe("/subscriptions/1/resourceGroups/rg-relay");
  });

  it("is what it was once a shell has read it", () => {
    const words = fc.array(
      fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0")),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(words, (texts) => {
        const read = execFileSync("sh", ["-c", `printf '%s\\0' ${texts.map(shellWord).join(" ")}`], {
          encoding: "utf8",
        });
        expect(read.split("\0").slice(0, -1)).toEqual(texts);
      }),
      { numRuns: 50 },
    );
  });
});
