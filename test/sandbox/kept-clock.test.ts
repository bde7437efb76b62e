import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { keepOffset, keptOffset } from "../../sandbox/kept-clock.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kept-clock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the clock that a sandbox keeps", () => {
  it("stands at the real time until it is moved, and then where it was moved", () => {
    expect(keptOffset(folder)).toBe(0);
    keepOffset(folder, 300_000);
    keepOffset(folder, 3_900_000);
    expect(keptOffset(folder)).toBe(3_900_000);
    expect(readdirSync(folder)).toEqual(["clock.json"]);
  });

  it("is replaced as a whole: who reads the former file still reads all of it", () => {
    keepOffset(folder, 300_000);
    const former = openSync(join(folder, "clock.json"), "r");
    keepOffset(folder, 3_900_000);
    const read = readFileSync(former, "utf8");
    closeSync(former);
    expect(read).toBe('{"offsetMs":300000}');
  });

  it.each(["", '{"offsetMs":30', "{}", '{"offsetMs":"soon"}'])("is not guessed from %p", (text) => {
    writeFileSync(join(folder, "clock.json"), text);
    expect(() => keptOffset(folder)).toThrow("can't be read as the sandbox's clock: begin anew with --fresh");
  });
});
