import { rm } from "node:fs/promises";
import { join } from "node:path";
import { build, type Metafile } from "esbuild";
import { bundleOptions } from "./bundle-options.ts";

/**
 * Bundles the app into `dist`, as it is deployed. `keepOld` leaves the chunks of earlier builds there, since somebody may run from
 * them: a chunk is read on first use.
 */
export async function bundleApp(root: string, { keepOld }: { readonly keepOld: boolean }): Promise<Metafile> {
  if (!keepOld) await rm(join(root, "dist"), { recursive: true, force: true });
  const entryPoints = { index: "functions/index.ts" };
  const { metafile } = await build({
    ...bundleOptions,
    absWorkingDir: root,
    entryPoints,
    outdir: "dist",
    sourcemap: true,
  });
  return metafile;
}
