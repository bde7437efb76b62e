import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { buildPackage } from "../build/build-package.ts";
import { bundleApp } from "../build/bundle-app.ts";
import { bundlePage } from "../build/bundle-page.ts";
import { PACKAGE } from "../build/package-app.ts";

/** A folder with an app to run: its package.json says what to load. Disposed it is gone, if it was made for this run. */
export interface BuiltApp extends AsyncDisposable {
  readonly folder: string;
}

/** Builds the app and its page in the project's root. `fromPackage` unpacks the zip elsewhere, where nothing is found but what is in it: as in Azure. */
export async function builtApp(root: string, { fromPackage }: { readonly fromPackage: boolean }): Promise<BuiltApp> {
  if (fromPackage) {
    await buildPackage(root, { keepOld: true });
    return unpacked(join(root, PACKAGE));
  }
  await bundleApp(root, { keepOld: true });
  await bundlePage(root);
  return { folder: root, [Symbol.asyncDispose]: async () => {} };
}

async function unpacked(zip: string): Promise<BuiltApp> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "relay-approvals-app-")));
  const files = Object.entries(unzipSync(await readFile(zip)));
  for (const [name, content] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
