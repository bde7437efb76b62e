import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { builtApp } from "../../sandbox/built-app.ts";
import { copyOfProject } from "../support/project-copy.ts";

describe("the app that npm start runs", () => {
  it.each([false, true])(
    "is whole in a clone that was never built, with its page (from the package: %s)",
    async (fromPackage) => {
      await using copy = await copyOfProject();
      await using app = await builtApp(copy.root, { fromPackage });
      const { main } = JSON.parse(await readFile(join(app.folder, "package.json"), "utf8")) as {
        readonly main: string;
      };
      expect(await readFile(join(app.folder, main), "utf8")).not.toBe("");
      const page = JSON.parse(await readFile(join(app.folder, "dist/web/files.json"), "utf8")) as {
        readonly path: string;
      }[];
      expect(page.map(({ path }) => path)).toContain("index.html");
    },
  );
});
