import { globSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { pages, ROOT, textOf } from "./manual.ts";

const SETTING = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/** The keys of the schemas in `src/config.ts` and beside it: what the app reads. */
function readByTheApp(): readonly string[] {
  const text = globSync(["src/config*.ts", "src/*-settings.ts"], { cwd: ROOT }).map(textOf).join("\n");
  return [...text.matchAll(/^ {2}([A-Z][A-Z0-9_]*): (?!readonly)/gm)].flatMap(([, name]) => name ?? []);
}

/** First cells of the tables. */
function described(file: string): readonly string[] {
  return [...textOf(file).matchAll(/^\| `([^`]+)` \|/gm)]
    .flatMap(([, name]) => name ?? [])
    .filter((name) => SETTING.test(name));
}

describe("docs/settings.md", () => {
  it("describes each setting that the app reads, and no other", () => {
    const read = readByTheApp();
    expect(read.length).toBeGreaterThan(25);
    expect([...described("docs/settings.md")].sort()).toEqual([...read].sort());
  });

  it("describes none twice", () => {
    const all = described("docs/settings.md");
    expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
  });
});

describe("a setting that another page names", () => {
  it("is one that something reads", () => {
    const code = globSync(["src/**/*.ts", "sandbox/**/*.ts", "build/**/*.ts", "test/**/*.ts", "functions/**/*.ts"], {
      cwd: ROOT,
    });
    const sources = [...code, ...globSync(["infra/**/*.{bicep,json,sh}", ".github/**/*.yml"], { cwd: ROOT })]
      .map(textOf)
      .join("\n");
    const named = pages.flatMap(({ file, spans }) =>
      spans.map((span) => ({ file, name: span.split("=")[0] ?? "" })).filter(({ name }) => SETTING.test(name)),
    );
    expect(named.length).toBeGreaterThan(30);
    const unknown = named.filter(({ name }) => !sources.includes(name));
    expect(unknown.map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
  });
});
