import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { build, type Plugin } from "esbuild";

const ROOT = join(import.meta.dirname, "../..");
/** Below the packages, which stay outside of the bundle. */
const OUT = join(ROOT, "node_modules/.cache/simulation");

/** As the edits name files. */
const fileOf = (path: string) => relative(ROOT, path).split(sep).join("/");
const isShipped = (path: string) => /^(?:src|functions)\//.test(fileOf(path));

/** A change of shipped source that takes a safeguard away. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** The worker with everything of ours in one file, so that no run pays for loading it; answers the file's path. */
export async function bundleWorker(name: string, edits: readonly Edit[] = []): Promise<string> {
  mkdirSync(OUT, { recursive: true });
  const outfile = join(OUT, `${name}-${process.pid}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, "worker.ts")],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22",
    packages: "external",
    sourcemap: "inline",
    logLevel: "silent",
    plugins: [modelsOfTheHost(), editing(edits)],
  });
  return outfile;
}

/** What is shipped registers with the model of the host. */
function modelsOfTheHost(): Plugin {
  const models: Readonly<Record<string, string>> = {
    "durable-functions": join(import.meta.dirname, "host/durable-functions.ts"),
    "@azure/functions": join(import.meta.dirname, "host/azure-functions.ts"),
  };
  return {
    name: "models-of-the-host",
    setup({ onResolve }) {
      onResolve({ filter: /^(?:durable-functions|@azure\/functions)$/ }, ({ path, importer }) => {
        const model = models[path];
        return model && isShipped(importer) ? { path: model } : undefined;
      });
    },
  };
}

/** Fails when what is to be replaced stands there not exactly once: a mutant that changes nothing would prove nothing. */
function editing(edits: readonly Edit[]): Plugin {
  return {
    name: "editing",
    setup({ onLoad, onEnd }) {
      const done = new Set<Edit>();
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const here = edits.filter(({ file }) => file === fileOf(path));
        if (here.length === 0) return undefined;
        let contents = await readFile(path, "utf8");
        for (const edit of here) {
          contents = edited(contents, edit);
          done.add(edit);
        }
        return { contents, loader: "ts" };
      });
      onEnd(() => {
        const left = edits.find((edit) => !done.has(edit));
        if (left) throw new Error(`${left.file} is not part of the simulation`);
      });
    },
  };
}

function edited(source: string, { file, find, replace }: Edit): string {
  const pieces = source.split(find);
  if (pieces.length !== 2) throw new Error(`${file} has ${pieces.length - 1} times: ${find}`);
  return pieces.join(replace);
}
