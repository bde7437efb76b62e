import { buildSync } from "esbuild";

/** A package's entry with all that it imports as one CommonJS module, for what the usual transform makes no CommonJS of. */
export function process(_source: string, path: string): { readonly code: string } {
  const { outputFiles } = buildSync({
    entryPoints: [path],
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    define: { "import.meta.url": "ownUrl", __dirname: "ownFolder" },
    banner: { js: 'const ownUrl = require("node:url").pathToFileURL(__filename).href;' },
  });
  return { code: outputFiles[0]?.text ?? "" };
}
