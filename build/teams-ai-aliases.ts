import type { Plugin } from "esbuild";

/** What only AI planners and dialog prompts of @microsoft/teams-ai use, which this product has not: two thirds of its code. */
const UNUSED = /^(?:gpt-tokenizer|openai|@microsoft\/recognizers-text-(?:suite|number|date-time|choice))(?:\/|$)/;

/** Loads in place of any of them: whatever is asked of it is an empty class, so that `extends` holds. */
const EMPTY = `
  module.exports = new Proxy({}, {
    get: (_, name) => (name === "__esModule" ? true : name === "then" || typeof name === "symbol" ? undefined : class {}),
  });
`;

export function teamsAiAliases(): Plugin {
  return {
    name: "teams-ai-aliases",
    setup(build) {
      build.onResolve({ filter: UNUSED }, () => ({ path: "unused", namespace: "teams-ai-aliases" }));
      build.onLoad({ filter: /.*/, namespace: "teams-ai-aliases" }, () => ({ contents: EMPTY, loader: "js" }));
    },
  };
}
