import { rm } from "node:fs/promises";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { noMimeTypes } from "./no-mime-types.ts";
import { sizeOf, startOf } from "./sizes.ts";
import { teamsAiAliases } from "./teams-ai-aliases.ts";

/** The app as it is deployed: one small entry, and chunks for what only some functions need, loaded on first use. */
async function bundle() {
  await rm("dist", { recursive: true, force: true });
  return build({
    entryPoints: { index: "functions/index.ts" },
    outdir: "dist",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node22",
    minify: true,
    keepNames: true,
    sourcemap: true,
    metafile: true,
    logLevel: "warning",
    // The Functions host gives this module; no package of that name exists.
    external: ["@azure/functions-core"],
    plugins: [teamsAiAliases(), noMimeTypes()],
    // What was CommonJS still calls require, __dirname and __filename.
    banner: {
      js: [
        'import { createRequire as _createRequire } from "node:module";',
        'import { fileURLToPath as _fileURLToPath } from "node:url";',
        'import { dirname as _dirnameOf } from "node:path";',
        "const require = _createRequire(import.meta.url);",
        "const __filename = _fileURLToPath(import.meta.url);",
        "const __dirname = _dirnameOf(__filename);",
      ].join("\n"),
    },
  });
}

const { values } = parseArgs({ options: { quiet: { type: "boolean", default: false } } });
const { metafile } = await bundle();
if (!values.quiet) {
  const { outputs } = metafile;
  const files = Object.keys(outputs).filter((file) => file.endsWith(".js"));
  const start = startOf(outputs, "dist/index.js");
  console.log(`at the start ${sizeOf(outputs, start)} in ${start.length} files`);
  console.log(`in all       ${sizeOf(outputs, files)} in ${files.length} files`);
}
