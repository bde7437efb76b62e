import { beforeAll, describe, expect, it } from "@jest/globals";
import { build, type Metafile } from "esbuild";
import { noMimeTypes } from "../../build/no-mime-types.ts";
import { startOf } from "../../build/sizes.ts";
import { teamsAiAliases } from "../../build/teams-ai-aliases.ts";

/** The source files that the start reads. */
let read: readonly string[];

beforeAll(async () => {
  const { metafile } = await build({
    entryPoints: { index: "functions/index.ts" },
    outdir: "dist",
    ...{ bundle: true, splitting: true, format: "esm", platform: "node" },
    ...{ write: false, metafile: true, logLevel: "silent" },
    external: ["@azure/functions-core"],
    plugins: [teamsAiAliases(), noMimeTypes()],
  });
  read = inputsOf(metafile.outputs, startOf(metafile.outputs, "dist/index.js"));
});

function inputsOf(outputs: Metafile["outputs"], files: readonly string[]): readonly string[] {
  return files.flatMap((file) =>
    Object.entries(outputs[file]?.inputs ?? {}).flatMap(([input, { bytesInOutput }]) => (bytesInOutput ? [input] : [])),
  );
}

describe("the start", () => {
  it("reads the app", () => {
    expect(read).toContain("src/app.ts");
  });

  it.each([
    "@microsoft/teams-ai/",
    "botbuilder/",
    "@azure/arm-relay/",
    "@azure/eventgrid/",
    "zod/v4/locales/fr",
    "mime-db/",
  ])("does not read %s", (part) => {
    expect(read.filter((input) => input.includes(`node_modules/${part}`))).toEqual([]);
  });
});
