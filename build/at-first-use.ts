import { dirname } from "node:path";
import type { OnResolveArgs, Plugin } from "esbuild";

const IMPORTER = /[\\/]node_modules[\\/]durable-functions[\\/]lib[\\/]/;
const HEAVY = /^(?:@opentelemetry\/api|axios|debug|lodash\/cloneDeep|moment|uuid|validator)$/;
const NAMESPACE = "at-first-use";

/**
 * durable-functions loads all of its own dependencies at the start, and runs none of them until a client is made or a timer is set.
 * Each becomes a stand-in that runs the module when something is first asked of it.
 */
export function atFirstUse(): Plugin {
  return {
    name: "at-first-use",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: HEAVY }, standIn);
      onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path, pluginData }) => ({
        contents: path === "debug" ? DEBUG : standInFor(path),
        resolveDir: pluginData.resolveDir,
        loader: "js",
      }));
    },
  };
}

function standIn({ path, importer, kind, namespace }: OnResolveArgs) {
  if (namespace === NAMESPACE || kind !== "require-call" || !IMPORTER.test(importer)) return undefined;
  return { path, namespace: NAMESPACE, pluginData: { resolveDir: dirname(importer) } };
}

/** What durable-functions does with them: calls them, and takes properties. */
function standInFor(name: string): string {
  return `
    let loaded;
    const load = () => (loaded ??= require(${JSON.stringify(name)}));
    module.exports = new Proxy(function () {}, {
      get: (_, property) => load()[property],
      has: (_, property) => property in load(),
      apply: (_, self, given) => Reflect.apply(load(), self, given),
    });
  `;
}

/** Called at the start, for a log that is written only when the variable DEBUG asks for it. */
const DEBUG = `
  module.exports = (name) => {
    let log;
    return (...given) => (log ??= require("debug")(name))(...given);
  };
`;
