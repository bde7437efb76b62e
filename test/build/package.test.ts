import { spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { strFromU8, unzipSync } from "fflate";
import { buildPackage } from "../../build/build-package.ts";
import { copyOfProject, type ProjectCopy } from "../support/project-copy.ts";

jest.setTimeout(120_000);

let one: ProjectCopy;
let other: ProjectCopy;

beforeAll(async () => {
  one = await copyOfProject();
  other = await copyOfProject("somewhere/else/entirely");
});
afterAll(async () => {
  await one[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});

async function zipBuiltIn({ root }: ProjectCopy, zone: string): Promise<Uint8Array> {
  const env = { PATH: process.env["PATH"], TZ: zone };
  const { status, stderr } = spawnSync(process.execPath, [join(root, "build/build.ts")], { env, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return readFile(join(root, "dist/relay-approvals.zip"));
}

/** Of each file, as the directory at the end of the zip has it. */
function modesIn(zip: Buffer): readonly number[] {
  const end = zip.lastIndexOf("PK\u0005\u0006", undefined, "latin1");
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: zip.readUInt16LE(end + 10) }, () => {
    const mode = zip.readUInt16LE(at + 40);
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    return mode;
  });
}

describe("the package", () => {
  it("has the same bytes in every folder and time zone, and few of them", async () => {
    const zip = await zipBuiltIn(one, "Pacific/Kiritimati");
    expect(Buffer.compare(zip, await zipBuiltIn(other, "America/Los_Angeles"))).toBe(0);
    expect(zip.byteLength).toBeLessThan(4 * 1_024 * 1_024);
  });

  it("holds what runs, the host's settings and the policy, and asks for nothing to be installed", async () => {
    const files = unzipSync(await readFile(join(one.root, "dist/relay-approvals.zip")));
    const names = Object.keys(files);
    expect(names.filter((name) => !name.startsWith("dist/"))).toEqual(["host.json", "package.json", "policy.yaml"]);
    const other = names.filter((name) => !/^dist\/(?:[\w-]+\.(?:js|cjs|js\.map|cjs\.map)|web\/[\w.-]+)$/.test(name));
    expect(other).toHaveLength(3);
    expect(names).toEqual(expect.arrayContaining(["dist/web/files.json", "dist/web/index.html"]));
    const manifest = JSON.parse(strFromU8(files["package.json"] ?? new Uint8Array()));
    expect(manifest).toMatchObject({ name: "relay-approvals", type: "module", main: "dist/index.js" });
    expect(Object.keys(manifest).filter((key) => /^scripts$|dependencies$/i.test(key))).toEqual([]);
    expect(names).toContain(manifest.main);
  });

  it("holds files that everybody may read once they are unpacked", async () => {
    const zip = await readFile(join(one.root, "dist/relay-approvals.zip"));
    const modes = new Set(modesIn(zip));
    expect([...modes].map((mode) => mode.toString(8))).toEqual(["100644"]);
  });

  it("leaves out what earlier builds made", async () => {
    await writeFile(join(one.root, "dist/chunk-OLD.js"), "");
    await writeFile(join(one.root, "deploy/dist/chunk-OLD.js"), "");
    await buildPackage(one.root, { keepOld: true });
    const files = unzipSync(await readFile(join(one.root, "dist/relay-approvals.zip")));
    expect(files["dist/index.js"]).toBeDefined();
    expect(files["dist/chunk-OLD.js"]).toBeUndefined();
  });

  it("needs no module but Node's own, the host's, and three that are tried and may be missing", async () => {
    const { outputs } = await buildPackage(one.root, { keepOld: true });
    const outside = Object.values(outputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
    const foreign = new Set(outside.map(({ path }) => path).filter((path) => !isBuiltin(path)));
    expect([...foreign].sort()).toEqual([
      ...["./durable-parts.cjs", "@azure/functions-core", "bufferutil", "encoding", "utf-8-validate"],
    ]);
  });

  it("is not made with a policy that is none: the faults are named", async () => {
    await writeFile(join(other.root, "policy.yaml"), "groups: []\n");
    await expect(buildPackage(other.root, { keepOld: true })).rejects.toThrow(
      /policy\.yaml is no policy:\n {2}line 1: groups names no group/,
    );
  });
});
