import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { policyIn } from "../src/adapters/policy/policy-file.ts";
import { policyText } from "../src/adapters/policy/policy-text.ts";
import { sha256 } from "./checked-policy.ts";
import { zipOf } from "./zip.ts";

export const DEPLOYED = "deploy";
export const PACKAGE = "dist/relay-approvals.zip";

/**
 * Makes the folder `deploy` as Azure gets it, and the same as a zip: what was built (`built`, in the project), the host's settings
 * and the policy, which must be one. There is nothing to install. Answers the bytes of the zip.
 */
export async function packageApp(root: string, built: readonly string[]): Promise<number> {
  const policy = join(root, "policy.yaml");
  policyIn(policy, await policyText(policy), sha256);
  const folder = join(root, DEPLOYED);
  await rm(folder, { recursive: true, force: true });
  for (const file of ["host.json", "policy.yaml", ...built]) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(join(root, file), join(folder, file));
  }
  await writeFile(join(folder, "package.json"), await manifestOf(root));
  const zip = zipOf(await filesIn(folder));
  await writeFile(join(root, PACKAGE), zip);
  return zip.byteLength;
}

async function manifestOf(root: string): Promise<string> {
  const { name, version, description, license, type, main, engines } = JSON.parse(
    await readFile(join(root, "package.json"), "utf8"),
  );
  return `${JSON.stringify({ name, version, description, license, private: true, type, main, engines }, undefined, 2)}\n`;
}

async function filesIn(folder: string): Promise<Record<string, Uint8Array>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const files = paths.map(async (path) => [path.slice(folder.length + 1).replaceAll("\\", "/"), await readFile(path)]);
  return Object.fromEntries(await Promise.all(files));
}
