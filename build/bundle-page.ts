import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { numbersInEnglish } from "./numbers-in-english.ts";

/** A file of the page as it is served: where, what it is, and its name below `dist/web`. */
interface Served {
  readonly path: string;
  readonly type: string;
  readonly file: string;
  readonly bytes: number;
  readonly packed: number;
}

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/**
 * Makes `dist/web`: the page's files under names of their content, packed too, and a list of them. Only what the list names is
 * ever served: what an earlier build left there is not.
 */
export async function bundlePage(root: string): Promise<readonly Served[]> {
  const folder = join(root, "dist/web");
  await mkdir(folder, { recursive: true });
  const assets = await assetsOf(root);
  const names = new Map(assets.map(({ source, name }) => [`/assets/${source}`, `/assets/${name}`]));
  const pages = await Promise.all(["index.html", "not-found.html"].map((name) => pageOf(root, name, names)));
  const files = [...pages, ...assets.map(({ name, content }) => ({ path: `/assets/${name}`, name, content }))];
  const served = await Promise.all(files.map((file) => write(folder, file)));
  await writeFile(join(folder, "files.json"), `${JSON.stringify(served.map(listed), undefined, 2)}\n`);
  return served;
}

interface Asset {
  /** As index.html names it. */
  readonly source: string;
  readonly name: string;
  readonly content: Uint8Array;
}

async function assetsOf(root: string): Promise<readonly Asset[]> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { main: "src/web/main.tsx", "main-style": "src/web/style/main.css" },
    outdir: "dist/web",
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    logLevel: "warning",
    plugins: [numbersInEnglish()],
    write: false,
  });
  const built = outputFiles.map(({ path, contents }) => named(`main${extname(path)}`, contents));
  return [...built, named("icon.svg", await readFile(join(root, "src/web/icon.svg")))];
}

/** `main-3f0c….js`: what is kept for ever under a name never changes. */
function named(source: string, content: Uint8Array): Asset {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 16);
  const end = extname(source);
  return { source, name: `${basename(source, end)}-${hash}${end}`, content };
}

async function pageOf(root: string, name: string, names: ReadonlyMap<string, string>) {
  const text = await readFile(join(root, "src/web", name), "utf8");
  const content = text.replace(/\/assets\/[\w.-]+/g, (source) => names.get(source) ?? missing(source, name));
  return { path: name, name, content: Buffer.from(content) };
}

function missing(source: string, page: string): never {
  throw new Error(`${page} names ${source}, which the build does not make`);
}

interface Named {
  readonly path: string;
  readonly name: string;
  readonly content: Uint8Array;
}

async function write(folder: string, { path, name, content }: Named): Promise<Served> {
  const packed = brotliCompressSync(content);
  await writeFile(join(folder, name), content);
  await writeFile(join(folder, `${name}.br`), packed);
  const type = TYPES[extname(name)] ?? missing(name, "The list of media types");
  return { path, type, file: name, bytes: content.byteLength, packed: packed.byteLength };
}

function listed({ path, type, file }: Served) {
  return { path, type, file };
}
