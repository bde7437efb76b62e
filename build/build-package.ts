import type { Metafile } from "esbuild";
import { bundleApp } from "./bundle-app.ts";
import { packageApp } from "./package-app.ts";

export interface Built {
  readonly outputs: Metafile["outputs"];
  readonly zipBytes: number;
}

/** All that is deployed, into `dist` and `deploy`. */
export async function buildPackage(root: string, options: { readonly keepOld: boolean }): Promise<Built> {
  const { outputs } = await bundleApp(root, options);
  return { outputs, zipBytes: await packageApp(root, Object.keys(outputs)) };
}
