import { execFile, spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { aToldEntry, aToldStory, entriesUpTo } from "./answers.ts";
import { ended, runBin, startBin } from "./bin.ts";
import { type FakeApi, startFakeApi, TOKEN } from "./fake-api.ts";
import { reaching } from "./told.ts";

const A = `r-${"a".repeat(26)}`;
const NOON = "2026-11-19T12:00:00.000Z";

let api: FakeApi;
let folder: string;
beforeAll(async () => {
  api = await startFakeApi();
  folder = await mkdtemp(join(tmpdir(), "bin-"));
});
beforeEach(() => {
  api.heard.length = 0;
  api.world.requests = [aToldStory()];
  api.world.record = entriesUpTo(NOON, 3);
});
afterAll(async () => {
  await api.stop();
  await rm(folder, { recursive: true });
});

describe("the bin", () => {
  it("begins as a program does, and says its version and what it understands", async () => {
    expect(await readFile("dist/cli.js", "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
    const { version } = JSON.parse(await readFile("package.json", "utf8"));
    expect(await runBin(["--version"])).toEqual({ code: 0, out: `${version}\n`, err: "" });
    const { out } = await runBin(["--help"], { env: { LANG: "de_DE.UTF-8", LC_ALL: "de_DE.UTF-8" } });
    for (const command of ["pending", "show", "audit", "export", "approve", "revoke", "policy", "completion"])
      expect(out).toContain(`  relay-approvals ${command}`);
    expect(out).toContain("Exit codes: 0 done");
  });

  it("says that the policy of the example is without faults, and that its cases pass", async () => {
    expect(await runBin(["policy", "check", "policy.yaml"])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^No faults\. /),
      err: "",
    });
    expect(await runBin(["policy", "test", "policy.yaml"])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/\n6 passed, 0 failed\n$/),
    });
  });

  it("says that nothing could be written, where nothing could", async () => {
    const full = "node dist/cli.js policy check policy.yaml > /dev/full";
    const ended = promisify(execFile)("bash", ["-c", full], { env: { ...process.env } });
    await expect(ended).rejects.toMatchObject({ code: 2, stderr: "The standard output cannot be written (ENOSPC).\n" });
  });

  it("reads the standard input, and complains on the standard error", async () => {
    const words = ["policy", "replay", "policy.yaml", "--from", "-"];
    expect(await runBin(words)).toMatchObject({ code: 0, out: expect.stringMatching(/^Requests since .*: 0\./) });
    expect(await runBin(words, { input: "{" })).toEqual({
      code: 2,
      out: "",
      err: "-:1: is no audit entry: it is no JSON object\n",
    });
  });

  it("replays the record of the service", async () => {
    const { code, out } = await runBin(["policy", "replay", "policy.yaml", "--since", "2026-01-01"], {
      env: reaching(api),
    });
    expect([code, out]).toEqual([0, expect.stringMatching(/^Requests since 2026-01-01: 0\./)]);
    expect(api.heard[0]?.query).toEqual({ format: "ndjson", from: "2000-01-01T00:00:00Z" });
  });

  it.each([
    [0, ["pending"], {}],
    [1, ["reject", A], {}],
    [2, ["show", "r-1"], {}],
    [2, ["bake"], {}],
    [3, ["pending"], { RELAY_APPROVALS_TOKEN: "forged" }],
    [4, ["namespaces"], {}],
  ])("ends with %i: %j %j", async (code, words, env) => {
    api.world.instead = code === 4 ? [{ status: 500 }] : [];
    expect(await runBin(words, { env: { ...reaching(api), ...env } })).toMatchObject({ code });
  });

  it("colours nothing in a pipe, not even when told that colours are there, and asks nobody there", async () => {
    const env = { ...reaching(api), TERM: "xterm-256color", COLORTERM: "truecolor" };
    const { out } = await runBin(["pending"], { env });
    expect(out).not.toContain("\u001b");
    expect(await runBin(["reject", A, "--comment", "No"], { env, input: "y\n" })).toMatchObject({ code: 1, out: "" });
  });

  it("ends quietly when whoever reads has seen enough", async () => {
    api.world.record = entriesUpTo(NOON, 20_000);
    const child = startBin(["export"], { env: reaching(api) });
    child.stdout.once("data", () => child.stdout.destroy());
    const [{ code }, err] = await Promise.all([ended(child), text(child.stderr)]);
    expect([code, err]).toEqual([0, ""]);
  });

  it("writes into no file into which its standard output goes", async () => {
    const file = join(folder, "record.ndjson");
    const script = '"$0" dist/cli.js export --output "$1" > "$1"';
    const child = spawn("bash", ["-c", script, process.execPath, file], { env: { ...process.env, ...reaching(api) } });
    const [{ code }, err] = await Promise.all([ended(child), text(child.stderr)]);
    expect([code, err]).toEqual([2, `--output ${file}: the standard output goes there.\n`]);
    expect(api.heard).toEqual([]);
  });

  it("follows until it is interrupted", async () => {
    const child = startBin(["audit", "--follow", "--interval", "1", "--json"], { env: reaching(api) });
    const end = ended(child);
    const seen: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      seen.push(JSON.parse(line).id);
      if (seen.length === 3) api.world.record = [...api.world.record, aToldEntry({ at: NOON, id: `${A}/new` })];
      if (seen.length === 4) child.kill("SIGINT");
    }
    expect(seen).toEqual([`${A}/vote-1`, `${A}/vote-2`, `${A}/vote-3`, `${A}/new`]);
    expect(await end).toEqual({ code: 0, signal: null });
  });
});

describe("whoever is signed in to Azure", () => {
  async function withCommand(name: string, script: string) {
    const bin = await mkdtemp(join(folder, "path-"));
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
    return { PATH: `${bin}:/usr/bin:/bin`, RELAY_APPROVALS_URL: api.url };
  }

  it("asks with a token of the Azure command line, for the scope that is set", async () => {
    const expires = '"expires_on": 4102444800, "expiresOn": "2100-01-01 00:00:00.000000"';
    const env = await withCommand("az", `echo "$@" > ${folder}/az\necho '{"accessToken": "${TOKEN}", ${expires}}'`);
    const { code, err } = await runBin(["pending", "--scope", "api://4711/.default"], { env });
    expect([code, err]).toEqual([0, "1 open request.\n"]);
    expect(await readFile(join(folder, "az"), "utf8")).toContain("api://4711");
    expect(api.heard[0]?.authorization).toBe(`Bearer ${TOKEN}`);
  });

  it("is told what to do when nobody is", async () => {
    const env = await withCommand("az", "echo 'Please run az login to setup account.' >&2; exit 1");
    const { code, err } = await runBin(["pending"], { env: { ...env, RELAY_APPROVALS_SCOPE: "api://4711/.default" } });
    expect(code).toBe(3);
    expect(err).toMatch(/^No token for api:\/\/4711\/\.default\./);
    expect(err).toContain("Set RELAY_APPROVALS_TOKEN to a token, or sign in to Azure");
    expect(api.heard).toEqual([]);
  });

  it.each([["posture"], ["live-check", "--subscription", "11111111-1111-4111-8111-111111111111", "--yes"]])(
    "is told what to do for Azure itself, where nothing is made: %s",
    async (...words) => {
      const env = await withCommand("az", "echo 'Please run az login to setup account.' >&2; exit 1");
      const { code, out, err } = await runBin(words, {
        env: { ...env, RELAY_APPROVALS_ARM_URL: "https://localhost:1" },
      });
      expect([code, out]).toEqual([3, ""]);
      expect(err).toContain("\nSet RELAY_APPROVALS_ARM_TOKEN to a token, or sign in to Azure (az login");
      expect(err).not.toMatch(/--scope|RELAY_APPROVALS_TOKEN/);
    },
  );
});

describe("the completion script", () => {
  const run = promisify(execFile);

  it("completes commands, options and their values in bash", async () => {
    await symlink(resolve("dist/cli.js"), join(folder, "relay-approvals"));
    const env = { PATH: `${folder}:${process.env["PATH"]}`, SHELL: "/bin/bash" };
    const complete = (line: string) => `
      COMP_WORDS=(${line}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); COMPREPLY=()
      _relay-approvals_yargs_completions; echo "\${COMPREPLY[@]}"`;
    const script = [
      'eval "$(relay-approvals completion)"',
      ...["relay-approvals na", "relay-approvals audit --na", "relay-approvals audit --verdict re"].map(complete),
    ].join("\n");
    const { stdout } = await run("bash", ["-c", script], { env });
    expect(stdout.trim().split("\n")).toEqual(["namespaces", "--namespace", "reject revoke remove"]);
  });

  it("is zsh's where that is the shell", async () => {
    expect((await runBin(["completion"], { env: { SHELL: "/bin/zsh" } })).out).toMatch(/^#compdef relay-approvals\n/);
  });
});

describe("on a terminal", () => {
  /** `script` gives the command a terminal, on systems that have it. */
  async function onTerminal(words: readonly string[], env: Readonly<Record<string, string>>, input: string) {
    const command = [process.execPath, "dist/cli.js", ...words].map((word) => `'${word}'`).join(" ");
    const child = spawn("script", ["-qec", command, "/dev/null"], {
      env: { PATH: process.env["PATH"] ?? "", TERM: "xterm-256color", ...reaching(api), ...env },
    });
    child.stdout.on("data", (chunk: Buffer) => {
      if (chunk.includes("[y/N]")) child.stdin.write(input);
    });
    const [{ code }, out] = await Promise.all([ended(child), text(child.stdout)]);
    return { code, out };
  }

  it("asks once more before a rejection, and takes the end of the input for a no", async () => {
    const words = ["reject", A, "--comment", "No"];
    expect(await onTerminal(words, {}, "y\r")).toMatchObject({
      code: 0,
      out: expect.stringContaining("Decided: reject"),
    });
    const no = await onTerminal(words, {}, "\u0004");
    expect([no.code, no.out]).toEqual([1, expect.stringContaining("Nothing is done.")]);
    const interrupted = await onTerminal(words, {}, "\u0003");
    expect([interrupted.code, interrupted.out]).toEqual([1, expect.stringContaining("Nothing is done.")]);
  });

  it("has colours, unless NO_COLOR is set", async () => {
    expect((await onTerminal(["pending"], {}, "")).out).toContain("\u001b[2mREQUEST\u001b[22m");
    expect((await onTerminal(["pending"], { NO_COLOR: "1" }, "")).out).not.toContain("\u001b");
  });
});
