import type { Metafile } from "esbuild";
import { bundleApp } from "./bundle-app.ts";
import { bundlePage } from "./bundle-page.ts";
import { packageApp } from "./package-app.ts";

export interface Built {
  readonly outputs: Metafile["outputs"];
  readonly page: Awaited<ReturnType<typeof bundlePage>>;
  readonly zipBytes: number;
}

/** All that is deployed, into `dist` and `deploy`. */
export async function buildPackage(root: string, options: { readonly keepOld: boolean }): Promise<Built> {
  const { outputs } = await bundleApp(root, options);
  const page = await bundlePage(root);
  const pageFiles = ["files.json", ...page.flatMap(({ file }) => [file, `${file}.br`])];
  const built = [...Object.keys(outputs), ...pageFiles.map((file) => `dist/web/${file}`)];
  return { outputs, page, zipBytes: await packageApp(root, built) };
}
