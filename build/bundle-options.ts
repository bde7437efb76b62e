import type { BuildOptions } from "esbuild";
import { noMimeTypes } from "./no-mime-types.ts";
import { teamsAiAliases } from "./teams-ai-aliases.ts";

/** How everything that is deployed is bundled: a small entry, and chunks for what only some functions need, loaded on first use. */
export const bundleOptions = {
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node22",
  minify: true,
  keepNames: true,
  metafile: true,
  logLevel: "warning",
  // A package is named by where it is found, not by where a link leads: the same bytes wherever the packages are.
  preserveSymlinks: true,
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
} as const satisfies BuildOptions;

/** From a stack trace to file and line; the sources themselves are in the repository. */
export const sourceMaps = { sourcemap: true, sourcesContent: false } as const satisfies BuildOptions;
