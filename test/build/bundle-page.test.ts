import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { bundlePage } from "../../build/bundle-page.ts";
import { type PageFiles, readPageFiles } from "../../functions/page-files.ts";

// Two builds take their time on a busy machine.
jest.setTimeout(60_000);

const ROOT = join(import.meta.dirname, "../..");

let places: readonly string[];
let built: Awaited<ReturnType<typeof bundlePage>>[];
let files: PageFiles;

beforeAll(async () => {
  places = await Promise.all([aCopy(), aCopy()]);
  built = await Promise.all(places.map(bundlePage));
  files = await readPageFiles(join(places[0] ?? "", "dist/web"));
});
afterAll(() => Promise.all(places.map((place) => rm(place, { recursive: true }))));

/** The same sources elsewhere. */
async function aCopy(): Promise<string> {
  const place = await mkdtemp(join(tmpdir(), "page-"));
  for (const name of ["src", "node_modules"]) await symlink(join(ROOT, name), join(place, name));
  return place;
}

const text = (content: Uint8Array) => new TextDecoder().decode(content);

describe("the page as it is built", () => {
  it("is the same wherever it is built", () => {
    expect(built[0]).toEqual(built[1]);
  });

  it("has names of its files' content", () => {
    expect(files.assets.size).toBe(3);
    for (const [path, { content }] of files.assets) {
      const hash = createHash("sha256").update(content).digest("hex").slice(0, 16);
      expect(path).toMatch(new RegExp(`^/assets/(?:main|icon)-${hash}\\.(?:js|css|svg)$`));
    }
  });

  it("names in its pages what is there, and has nothing inline", () => {
    for (const { content } of [files.page, files.notFound]) {
      const named = text(content).match(/(?:src|href)="\/assets\/[^"]+"/g) ?? [];
      for (const one of named) expect(files.assets.has(one.slice(one.indexOf("/"), -1))).toBe(true);
      expect(text(content)).not.toMatch(/<script(?![^>]* src=)|<style|style=|\son\w+=/);
    }
  });

  it("asks for no language of the browser, which may be one that no Intl takes", () => {
    const script = [...files.assets].find(([path]) => path.endsWith(".js"))?.[1].content;
    expect(text(script ?? new Uint8Array())).toMatch(/NumberFormat\([^)]*"en-GB"/);
    expect(text(script ?? new Uint8Array())).not.toContain(".language");
  });

  it("keeps its source maps to itself, and makes no code of texts", () => {
    for (const { content } of files.assets.values()) {
      expect(text(content)).not.toMatch(/sourceMappingURL|\beval\(|new Function|document\.write/);
    }
  });

  it("is small: no more than 60 KB on the wire", async () => {
    const packed = built[0]?.reduce((sum, one) => sum + one.packed, 0) ?? Number.NaN;
    expect(packed).toBeLessThan(60_000);
    const list = await readFile(join(places[0] ?? "", "dist/web/files.json"), "utf8");
    expect(JSON.parse(list)).toHaveLength(5);
  });
});
