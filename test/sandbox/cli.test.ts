import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { accessOf, askedIn, settingsFor } from "../../sandbox/cli-access.ts";
import { controlUrlIn, noteRunning } from "../../sandbox/running.ts";
import { aControl, type ControlUnderTest } from "./control/a-control.ts";

let home: string;
let folder: string;
let page: ControlUnderTest;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "cli-"));
  folder = join(home, ".sandbox");
  mkdirSync(folder);
  page = await aControl();
});
afterEach(async () => {
  await page.end();
  rmSync(home, { recursive: true });
});

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly complaint: string;
}

/** As `npm run cli` starts it. */
function runCli(...args: readonly string[]): Promise<Ended> {
  const env = { PATH: process.env["PATH"], SANDBOX_HOME: home };
  return new Promise((resolve) => {
    execFile(process.execPath, ["sandbox/cli.ts", ...args], { env }, (error, out, complaint) =>
      resolve({ code: Number(error?.code ?? 0), out, complaint }),
    );
  });
}

describe("who acts on the command line", () => {
  it("is Olga, unless somebody is named first", () => {
    expect(askedIn(["pending"])).toEqual({ person: "olga", args: ["pending"] });
    expect(askedIn(["--as", "rita", "audit", "actor:olga", "--json"])).toEqual({
      person: "rita",
      args: ["audit", "actor:olga", "--json"],
    });
    expect(askedIn(["--as=rita", "audit"])).toEqual({ person: "rita", args: ["audit"] });
    expect(askedIn(["audit", "--as", "rita"])).toEqual({ person: "olga", args: ["audit", "--as", "rita"] });
    expect(askedIn([])).toEqual({ person: "olga", args: [] });
  });

  it("gets a token, the address and what to trust from the sandbox that runs", async () => {
    using _running = noteRunning(folder, page.control.url);
    expect(settingsFor(await accessOf(folder, "rita"))).toEqual({
      RELAY_APPROVALS_URL: "http://localhost:1",
      RELAY_APPROVALS_TOKEN: "a token of Rita Reader",
      RELAY_APPROVALS_ARM_URL: page.arm.url,
      RELAY_APPROVALS_ARM_TOKEN: "a token of Rita Reader for ARM",
      NODE_EXTRA_CA_CERTS: "/sandbox/certificates/ca.pem",
      SANDBOX_CLOCK_OFFSET_MS: "0",
    });
  });
});

describe("a sandbox that runs", () => {
  it("leaves word of where it is, and takes it away when it ends", () => {
    const running = noteRunning(folder, "http://localhost:7070");
    expect(controlUrlIn(folder)).toBe("http://localhost:7070");
    running[Symbol.dispose]();
    expect(controlUrlIn(folder)).toBeUndefined();
  });
});

describe("npm run cli", () => {
  it("runs the command line, and ends as it does", async () => {
    using _running = noteRunning(folder, page.control.url);
    expect(await runCli("policy", "check", "sandbox/policy.yaml")).toMatchObject({ code: 0, complaint: "" });
    const missing = await runCli("--as", "rita", "policy", "check", "no-such-file.yaml");
    expect(missing.code).toBeGreaterThan(0);
    expect(missing.complaint).toContain("no-such-file.yaml");
  });

  it("says who can be asked for, when nobody has that name", async () => {
    using _running = noteRunning(folder, page.control.url);
    expect(await runCli("--as", "mallory", "pending")).toEqual({
      ...{ code: 1, out: "" },
      complaint: "Nobody is called that here. Ask for olga, omar, rita, gus, rob.\n",
    });
  });

  it("says that no sandbox runs, also when the last one was killed", async () => {
    const none = { code: 1, out: "", complaint: `No sandbox runs in ${folder}: start one with "npm start".\n` };
    expect(await runCli("pending")).toEqual(none);
    noteRunning(folder, page.control.url);
    const gone = page;
    page = await aControl();
    await gone.end();
    expect(await runCli("pending")).toEqual(none);
  });
});
