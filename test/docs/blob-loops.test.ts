import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type StandIns, standIns } from "../support/stand-ins.ts";
import { pages } from "./manual.ts";

/** Stands in for az: writes down what it is called with, and knows two blobs; it reads its input, as az might. */
const AZ = `printf '%s\\n' "$*" >>"$CALLS"
case "$*" in
  *"blob list"*"--include v"*) printf 'tile/0/000\\t2026-01-01T00:00:00.0000001Z\\ncheckpoints/9-1\\t2026-01-01T00:00:00.0000002Z\\n' ;;
  *"blob list"*) printf 'tile/0/000\\ncheckpoints/9-1\\n' ;;
  *) cat ;;
esac`;

let programs: StandIns;
beforeEach(() => {
  programs = standIns();
  programs.add("az", AZ);
  programs.add("azd", "echo contoso");
});
afterEach(() => programs.remove());

/** What az is called with by the block of docs/deploy.md that has these words; each placeholder, and what azd is asked for, is a name. */
function callsOf(words: string): readonly string[] {
  const blocks = pages.find(({ file }) => file === "docs/deploy.md")?.blocks ?? [];
  const [block, ...others] = blocks.filter(({ text }) => text.includes(words));
  expect(others).toEqual([]);
  const calls = join(programs.folder, "calls");
  const env = { PATH: programs.path, CALLS: calls };
  const ran = spawnSync("bash", ["--norc", "-euc", (block?.text ?? "").replaceAll(/<[^>\s]+>/g, "contoso")], { env });
  expect([ran.status, String(ran.stderr)]).toEqual([0, ""]);
  return readFileSync(calls, "utf8").trimEnd().split("\n");
}

describe("docs/deploy.md", () => {
  it("locks every blob that is there", () => {
    const locked = callsOf("--policy-mode Locked").filter((call) => call.includes("immutability-policy set"));
    expect(locked.map((call) => /--name (\S+)/.exec(call)?.[1])).toEqual(["tile/0/000", "checkpoints/9-1"]);
  });

  it("empties the container: first each blob, without its policy, then each version, then the container", () => {
    const calls = callsOf("immutability-policy delete").filter((call) => call.includes("delete "));
    expect(calls.map((call) => call.replace(/--container-name audit-log /, ""))).toEqual([
      "storage blob immutability-policy delete --name tile/0/000",
      "storage blob delete --name tile/0/000",
      "storage blob immutability-policy delete --name checkpoints/9-1",
      "storage blob delete --name checkpoints/9-1",
      "storage blob delete --name tile/0/000 --version-id 2026-01-01T00:00:00.0000001Z",
      "storage blob delete --name checkpoints/9-1 --version-id 2026-01-01T00:00:00.0000002Z",
      "storage container-rm delete --storage-account contoso --name audit-log --yes",
    ]);
  });
});
