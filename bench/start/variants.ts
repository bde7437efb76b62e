import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, type Metafile } from "esbuild";
import { buildPackage } from "../../build/build-package.ts";
import { bundleOptions } from "../../build/bundle-options.ts";
import { DEPLOYED } from "../../build/package-app.ts";
import { runOnce } from "./run-once.ts";

const ROOT = join(import.meta.dirname, "../..");

/** Folders with apps that are compared, outside of the project. */
export interface Variants extends AsyncDisposable {
  /** The two libraries that any such app needs, and one function of each kind. */
  readonly floor: string;
  readonly floorBytes: number;
  readonly app: string;
  /** The app with what V8 made of its code at an earlier start. */
  readonly cached: string;
  readonly cacheBytes: number;
  readonly outputs: Metafile["outputs"];
  /** Where the build has put sources that are imported on first use. */
  filesOf(sources: readonly string[]): readonly string[];
}

const FLOOR = `
  import { app } from "@azure/functions";
  import * as df from "durable-functions";
  df.app.orchestration("approval", function* () {});
  df.app.activity("advance", { handler: () => undefined });
  app.http("health", { extraInputs: [df.input.durableClient()], handler: async () => ({ status: 200 }) });
`;

/** Set before the app is loaded: an environment variable would come too late for a worker that Azure has started in advance. */
const WITH_CACHE = `
  import { enableCompileCache } from "node:module";
  import { join } from "node:path";
  enableCompileCache({ directory: join(import.meta.dirname, "../cache"), portable: true });
  await import("./index.js");
`;

/** `cachedToo`: sources that are loaded later, and yet are to be in the cache. */
export async function makeVariants(cachedToo: readonly string[]): Promise<Variants> {
  const { outputs } = await buildPackage(ROOT, { keepOld: true });
  const place = await realpath(await mkdtemp(join(tmpdir(), "relay-approvals-start-")));
  const [floor, app, cached] = ["floor", "app", "cached"].map((name) => join(place, name)) as [string, string, string];
  await makeFloor(floor);
  await cp(join(ROOT, DEPLOYED), app, { recursive: true });
  const filesOf = (sources: readonly string[]) => sources.map((source) => fileOf(outputs, source));
  await makeCached(app, cached, filesOf(cachedToo));
  return {
    ...{ floor, app, cached, outputs, filesOf },
    floorBytes: await bytesIn(join(floor, "dist")),
    cacheBytes: await bytesIn(join(cached, "cache")),
    [Symbol.asyncDispose]: () => rm(place, { recursive: true, force: true }),
  };
}

/** Bundled as the app is, and eager as it comes. */
async function makeFloor(folder: string): Promise<void> {
  await build({
    ...bundleOptions,
    absWorkingDir: ROOT,
    stdin: { contents: FLOOR, resolveDir: ROOT },
    outfile: join(folder, "dist/index.js"),
    splitting: false,
  });
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module", main: "dist/index.js" }));
}

function fileOf(outputs: Metafile["outputs"], source: string): string {
  const found = Object.keys(outputs).find((file) => file === source || outputs[file]?.entryPoint === source);
  if (!found) throw new Error(`Nothing loads ${source} on first use`);
  return found;
}

async function makeCached(app: string, cached: string, later: readonly string[]): Promise<void> {
  await cp(app, cached, { recursive: true });
  await writeFile(join(cached, "dist/with-cache.js"), WITH_CACHE);
  const manifest = JSON.parse(await readFile(join(cached, "package.json"), "utf8"));
  await writeFile(join(cached, "package.json"), JSON.stringify({ ...manifest, main: "dist/with-cache.js" }));
  await mkdir(join(cached, "cache"));
  runOnce(cached, later);
}

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => stat(join(parentPath, name)));
  return (await Promise.all(files)).reduce((sum, { size }) => sum + size, 0);
}
