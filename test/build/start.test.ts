import { beforeAll, describe, expect, it } from "@jest/globals";
import { build, type Metafile } from "esbuild";
import { bundleOptions } from "../../build/bundle-options.ts";
import { startOf } from "../../build/sizes.ts";

/** The source files that the start reads. */
let read: readonly string[];

beforeAll(async () => {
  const { metafile } = await build({
    ...bundleOptions,
    entryPoints: { index: "functions/index.ts" },
    outdir: "dist",
    write: false,
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
    "@azure/storage-blob/",
    "@azure/keyvault-keys/",
    "zod/v4/locales/fr",
    "mime-db/",
  ])("does not read %s", (part) => {
    expect(read.filter((input) => input.includes(`node_modules/${part}`))).toEqual([]);
  });
});
