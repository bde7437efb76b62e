import { rm } from "node:fs/promises";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { bundleOptions } from "./bundle-options.ts";
import { sizeOf, startOf } from "./sizes.ts";

const { values } = parseArgs({ options: { quiet: { type: "boolean", default: false } } });
await rm("dist", { recursive: true, force: true });
const entryPoints = { index: "functions/index.ts" };
const { metafile } = await build({ ...bundleOptions, entryPoints, outdir: "dist", sourcemap: true });
if (!values.quiet) {
  const { outputs } = metafile;
  const files = Object.keys(outputs).filter((file) => file.endsWith(".js"));
  const start = startOf(outputs, "dist/index.js");
  console.log(`at the start ${sizeOf(outputs, start)} in ${start.length} files`);
  console.log(`in all       ${sizeOf(outputs, files)} in ${files.length} files`);
}
