import type { Plugin } from "esbuild";

/** `form-data` asks `mime-types` about files in a multipart body, which this product never sends; this is its answer for an unknown one. */
const UNKNOWN_TYPE = "exports.lookup = () => false;";

/** Leaves the list of all media types out: 133 KB that axios would bring into every start. */
export function noMimeTypes(): Plugin {
  return {
    name: "no-mime-types",
    setup(build) {
      build.onResolve({ filter: /^mime-types$/ }, () => ({ path: "mime-types", namespace: "no-mime-types" }));
      build.onLoad({ filter: /.*/, namespace: "no-mime-types" }, () => ({ contents: UNKNOWN_TYPE, loader: "js" }));
    },
  };
}
