import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { startSandbox } from "../../sandbox/sandbox.ts";
import { FREE_PORTS } from "../../sandbox/settings.ts";
import { takeFolder } from "../../sandbox/state-folder.ts";

// Another process takes its time on a busy machine.
jest.setTimeout(60_000);

const goOn = { fresh: false };
const anew = { fresh: true };

let home: string;
let folder: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "state-folder-"));
  folder = join(home, ".sandbox");
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const inUse = (pid: number | string) =>
  `Another sandbox uses ${folder} (process ${pid}). Stop it, or set SANDBOX_HOME to another folder.`;

/** A process of its own that takes the folder and keeps it until it is killed. */
async function anotherHolder(): Promise<ChildProcess> {
  const module = pathToFileURL(join(process.cwd(), "sandbox/state-folder.ts")).href;
  const program = `
    import { takeFolder } from ${JSON.stringify(module)};
    globalThis.held = takeFolder(${JSON.stringify(folder)}, { fresh: false });
    process.stdout.write("taken");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(child.stdout, "data");
  return child;
}

describe("the folder of a sandbox", () => {
  it("is refused while another process holds it, and free as soon as that one is killed", async () => {
    const other = await anotherHolder();
    writeFileSync(join(folder, "arm.sqlite"), "precious");
    try {
      expect(() => takeFolder(folder, anew)).toThrow(inUse(Number(other.pid)));
      expect(existsSync(join(folder, "arm.sqlite"))).toBe(true);
    } finally {
      other.kill("SIGKILL");
      await once(other, "close");
    }
    using _held = takeFolder(folder, goOn);
    expect(() => takeFolder(folder, goOn)).toThrow(inUse(process.pid));
    expect(existsSync(join(folder, "arm.sqlite"))).toBe(true);
  });

  it("is emptied when it begins anew, and stays held", () => {
    takeFolder(folder, goOn)[Symbol.dispose]();
    writeFileSync(join(folder, "arm.sqlite"), "old");
    using _held = takeFolder(folder, anew);
    expect(readdirSync(folder)).toEqual(["sandbox.lock", "sandbox.pid"]);
    expect(() => takeFolder(folder, anew)).toThrow(inUse(process.pid));
  });

  it("is free again after a stop", () => {
    takeFolder(folder, goOn)[Symbol.dispose]();
    expect(existsSync(join(folder, "sandbox.pid"))).toBe(false);
    expect(() => takeFolder(folder, goOn)[Symbol.dispose]()).not.toThrow();
  });

  it("is refused as a whole when it is none", () => {
    writeFileSync(folder, "a file");
    expect(() => takeFolder(folder, goOn)).toThrow("EEXIST");
  });
});

describe("a sandbox", () => {
  const start = (fresh: boolean, progress: (part: string) => void = () => {}) =>
    startSandbox({ root: process.cwd(), folder, fresh, ports: FREE_PORTS, progress, hear: () => {} });

  it("starts nothing and removes nothing in a folder that another one holds", async () => {
    using _held = takeFolder(folder, goOn);
    writeFileSync(join(folder, "arm.sqlite"), "precious");
    const started: string[] = [];
    await expect(start(true, (part) => started.push(part))).rejects.toThrow(inUse(process.pid));
    expect(started).toEqual([]);
    expect(readdirSync(folder)).toEqual(["arm.sqlite", "sandbox.lock", "sandbox.pid"]);
  });

  it("that can't start lets go of its folder", async () => {
    takeFolder(folder, goOn)[Symbol.dispose]();
    writeFileSync(join(folder, "clock.json"), "half a fi");
    await expect(start(false)).rejects.toThrow("begin anew with --fresh");
    expect(() => takeFolder(folder, goOn)[Symbol.dispose]()).not.toThrow();
  });
});
