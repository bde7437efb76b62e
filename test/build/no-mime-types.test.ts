import { describe, expect, it } from "@jest/globals";
import { build } from "esbuild";
import { noMimeTypes } from "../../build/no-mime-types.ts";

describe("the list of all media types", () => {
  it("is left out: form-data hears that a file's type is not known", async () => {
    const { outputFiles } = await build({
      stdin: { contents: 'module.exports = require("mime-types").lookup("card.png")', resolveDir: process.cwd() },
      bundle: true,
      write: false,
      format: "cjs",
      plugins: [noMimeTypes()],
    });
    const bundled = { exports: undefined as unknown };
    new Function("module", outputFiles[0]?.text ?? "")(bundled);
    expect(bundled.exports).toBe(false);
  });
});
