import { execFileSync } from "node:child_process";
import { expect } from "@jest/globals";

/** A command for a POSIX shell: one, and what only the reader knows is quoted. */
export function expectToStandAlone(line: string): void {
  execFileSync("bash", ["-n", "-c", line]);
  expect(line.replaceAll(/'[^']*'/g, "")).not.toMatch(/[<>;&|()\n]/);
}
