import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { ROOT } from "./manual.ts";

const ALLOWED = ["../src/app.ts", "../src/orchestration/clicks.ts", "../src/domain/azure-id.ts", "./text-within.ts"];
const REFUSED = ["../src/domain/bot-challenge.ts", "../src/config.ts", "../src/adapters/teams/guard.ts", "zod"];

const house = mkdtempSync(join(tmpdir(), "house-"));
afterAll(() => rmSync(house, { recursive: true, force: true }));

/** Those of the imports that the project's linter refuses to a file in that folder. */
function refusedIn(folder: string, imports: readonly string[]): readonly (string | undefined)[] {
  cpSync(join(ROOT, "biome.json"), join(house, "biome.json"));
  mkdirSync(join(house, folder));
  writeFileSync(join(house, folder, "one.ts"), imports.map((from) => `import "${from}";\n`).join(""));
  const biome = [join(ROOT, "node_modules/@biomejs/biome/bin/biome"), "lint", "--vcs-enabled=false"];
  const only = ["--only=style/noRestrictedImports", "--reporter=github"];
  const { stdout } = spawnSync(process.execPath, [...biome, ...only], { cwd: house, encoding: "utf8" });
  return [...stdout.matchAll(/^::error .*?,line=(\d+),/gm)].map(([, line]) => imports[Number(line) - 1]);
}

describe("the linter", () => {
  it("lets a trigger know nothing that it could decide with", () => {
    expect(refusedIn("functions", [...ALLOWED, ...REFUSED])).toEqual(REFUSED);
  });
});
