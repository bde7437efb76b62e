import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

const LANGUAGE = "nav.language";

/**
 * uPlot writes numbers in the browser's language as soon as it is loaded, and a browser may name one that no `Intl` takes: Chromium on a
 * machine without a language says `en-US@posix`, and the whole page stayed empty. The page is in English, and so are its numbers.
 */
export function numbersInEnglish(): Plugin {
  return {
    name: "numbers-in-english",
    setup(build) {
      build.onLoad({ filter: /[\\/]uPlot\.esm\.js$/ }, async ({ path }) => ({
        contents: inEnglish(await readFile(path, "utf8"), path),
        loader: "js",
      }));
    },
  };
}

function inEnglish(source: string, path: string): string {
  const parts = source.split(LANGUAGE);
  if (parts.length !== 2)
    throw new Error(`${path} is not as it was: ${LANGUAGE} stands ${parts.length - 1} times there.`);
  return parts.join('"en-GB"');
}
