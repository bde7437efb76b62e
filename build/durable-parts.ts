import { join } from "node:path";
import { build, type Metafile, type OnResolveArgs, type Plugin } from "esbuild";
import { bundleOptions, sourceMaps } from "./bundle-options.ts";

/** The packages that durable-functions loads at the start, and needs only when a client is made or a timer is set. */
const PARTS = ["@opentelemetry/api", "axios", "debug", "lodash/cloneDeep", "moment", "uuid", "validator"];
const IS_PART = new RegExp(`^(?:${PARTS.join("|")})$`);
const IS_DURABLE = /[\\/]node_modules[\\/]durable-functions[\\/]lib[\\/]/;
/** A file of its own, beside the others: not even read before one of the parts is used. CommonJS, since they are called for in the middle of a call. */
const FILE = "durable-parts.cjs";
const NAMESPACE = "durable-parts";

/** Puts in place of each part a stand-in that loads it when something is first asked of it. */
export function durablePartsAtFirstUse(): Plugin {
  return {
    name: NAMESPACE,
    setup({ onResolve, onLoad }) {
      onResolve({ filter: IS_PART }, standIn);
      onResolve({ filter: /^\.\/durable-parts\.cjs$/ }, ({ path }) => ({ path, external: true }));
      onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({ contents: standInFor(path), loader: "js" }));
    },
  };
}

function standIn({ path, importer, kind }: OnResolveArgs) {
  return kind === "require-call" && IS_DURABLE.test(importer) ? { path, namespace: NAMESPACE } : undefined;
}

function standInFor(part: string): string {
  const load = `require("./${FILE}")[${JSON.stringify(part)}]`;
  // Called at the start, for a log that is written only when the variable DEBUG asks for it.
  if (part === "debug") return `module.exports = (name) => (...given) => ${load}(name)(...given);`;
  return `
    module.exports = new Proxy(function () {}, {
      get: (_, property) => ${load}[property],
      apply: (_, self, given) => Reflect.apply(${load}, self, given),
    });
  `;
}

/** Makes the file of all parts; each runs when it is asked for. */
export async function bundleDurableParts(root: string): Promise<Metafile> {
  const getters = PARTS.map((part) => `get ${JSON.stringify(part)}() { return require(${JSON.stringify(part)}); }`);
  const { metafile } = await build({
    ...bundleOptions,
    absWorkingDir: root,
    // Its own versions of them, where they are not everybody's.
    stdin: {
      contents: `module.exports = { ${getters.join(", ")} };`,
      resolveDir: join(root, "node_modules/durable-functions"),
      sourcefile: FILE,
    },
    outfile: join("dist", FILE),
    format: "cjs",
    splitting: false,
    banner: {},
    ...sourceMaps,
  });
  return metafile;
}
