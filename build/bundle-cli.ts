import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { build, type Metafile } from "esbuild";
import { bundleOptions } from "./bundle-options.ts";

/** Bundles the command line into `dist/cli.js`: one file, which runs wherever Node is. What signs in to Azure is in it and evaluated on first use. */
export async function bundleCli(root: string): Promise<Metafile> {
  const outfile = "dist/cli.js";
  const { metafile } = await build({
    ...bundleOptions,
    absWorkingDir: root,
    entryPoints: ["src/cli/index.ts"],
    splitting: false,
    outfile,
  });
  await chmod(join(root, outfile), 0o755);
  return metafile;
}
