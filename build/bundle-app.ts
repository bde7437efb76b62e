import { rm } from "node:fs/promises";
import { join } from "node:path";
import { build, type Metafile } from "esbuild";
import { bundleOptions, sourceMaps } from "./bundle-options.ts";
import { checkedPolicy } from "./checked-policy.ts";
import { bundleDurableParts, durablePartsAtFirstUse } from "./durable-parts.ts";

/**
 * Bundles the app into `dist`, as it is deployed. `keepOld` leaves the chunks of earlier builds there, since somebody may run from
 * them: a chunk is read on first use.
 */
export async function bundleApp(root: string, { keepOld }: { readonly keepOld: boolean }): Promise<Metafile> {
  if (!keepOld) await rm(join(root, "dist"), { recursive: true, force: true });
  const [app, durableParts] = await Promise.all([bundleFunctions(root), bundleDurableParts(root)]);
  return {
    inputs: { ...app.inputs, ...durableParts.inputs },
    outputs: { ...app.outputs, ...durableParts.outputs },
  };
}

async function bundleFunctions(root: string): Promise<Metafile> {
  const { metafile } = await build({
    ...bundleOptions,
    absWorkingDir: root,
    entryPoints: { index: "functions/index.ts" },
    outdir: "dist",
    ...sourceMaps,
    plugins: [...bundleOptions.plugins, durablePartsAtFirstUse()],
    define: { CHECKED_POLICY: JSON.stringify(await checkedPolicy(root)) },
  });
  return metafile;
}
