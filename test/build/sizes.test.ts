import { describe, expect, it } from "@jest/globals";
import type { Metafile } from "esbuild";
import { sizeOf, startOf } from "../../build/sizes.ts";

type Imports = Metafile["outputs"][string]["imports"];

const file = (kilobytes: number, imports: Imports = []) => ({
  ...{ bytes: kilobytes * 1_024, imports },
  ...{ inputs: {}, exports: [] },
});
const statically = (path: string) => ({ path, kind: "import-statement" }) as const;

const outputs = {
  "dist/index.js": file(100, [
    statically("dist/chunk-a.js"),
    { path: "dist/sdk.js", kind: "dynamic-import" },
    { path: "node:fs", kind: "import-statement", external: true },
  ]),
  "dist/chunk-a.js": file(20, [statically("dist/chunk-b.js")]),
  "dist/chunk-b.js": file(3, [statically("dist/chunk-a.js")]),
  "dist/sdk.js": file(1_000, [statically("dist/chunk-a.js")]),
};

describe("what is read at the start", () => {
  it("is the entry and all that it imports statically, however far away", () => {
    expect(startOf(outputs, "dist/index.js")).toEqual(["dist/index.js", "dist/chunk-a.js", "dist/chunk-b.js"]);
    expect(sizeOf(outputs, startOf(outputs, "dist/index.js"))).toBe("   123 KB");
  });
});
