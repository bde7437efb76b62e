import { globSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { anchorsOf, isThere, linksOf, localTarget, pages, ROOT, textOf } from "./manual.ts";

const links = pages.flatMap(linksOf);
const local = links.flatMap((link) => {
  const target = localTarget(link);
  return target ? [{ ...link, ...target }] : [];
});

describe("a link of the manual", () => {
  it("leads to a file that is there", () => {
    expect(local.length).toBeGreaterThan(50);
    expect(local.filter(({ file }) => !isThere(file)).map(({ from, target }) => `${from}: ${target}`)).toEqual([]);
  });

  it("leads to a heading that is there", () => {
    const anchors = new Map(pages.map((page) => [page.file, anchorsOf(page)]));
    const marked = local.filter(({ file, anchor }) => anchor !== "" && anchors.has(file));
    expect(marked.length).toBeGreaterThan(2);
    const lost = marked.filter(({ file, anchor }) => !anchors.get(file)?.includes(anchor));
    expect(lost.map(({ from, target }) => `${from}: ${target}`)).toEqual([]);
  });

  it("out of the repository is encrypted, but for those to this machine", () => {
    const others = links.filter((link) => localTarget(link) === undefined).map(({ target }) => target);
    expect(others.filter((target) => !URL.canParse(target) || !/^https:|^http:\/\/localhost[:/]/.test(target))).toEqual(
      [],
    );
  });
});

describe("a page that the code or a template names", () => {
  it("is there, with that heading", () => {
    const files = globSync(["src/**/*.ts", "functions/*.ts", "infra/**/*.{bicep,sh,ps1}"], { cwd: ROOT });
    const named = files.flatMap((from) =>
      [...textOf(from).matchAll(/\bdocs\/[\w/-]+\.md(?:#([\w-]+))?/g)].map(([target, anchor]) => ({
        from,
        target,
        anchor,
      })),
    );
    expect(named.length).toBeGreaterThan(5);
    const headings = (target: string) => pages.filter(({ file }) => file === target.split("#")[0]).map(anchorsOf);
    const lost = named.filter(({ target, anchor }) => {
      const [own] = headings(target);
      return own === undefined || (anchor !== undefined && !own.includes(anchor));
    });
    expect(lost).toEqual([]);
  });
});

describe("the manual", () => {
  it("has no page that cannot be reached from the README", () => {
    const reached = reachedFrom("README.md");
    // A link to a folder leads to what is in it.
    const isReached = (file: string) => reached.some((there) => file === there || file.startsWith(`${there}/`));
    const manual = pages.map(({ file }) => file).filter((file) => file.startsWith("docs/"));
    expect(manual.filter((file) => !isReached(file))).toEqual([]);
  });

  it("has no picture that no page shows", () => {
    const shown = new Set(local.map(({ file }) => file));
    expect(globSync("docs/images/**/*.png", { cwd: ROOT }).filter((file) => !shown.has(file))).toEqual([]);
  });

  it("names no file of the repository that is not there", () => {
    const folders = new Set(globSync("*/", { cwd: ROOT }).concat([".ci", ".github"]));
    const made = ["dist", "deploy", "node_modules", "coverage", "screenshots"];
    // What test/data tells of are the repositories that its files come from.
    const ours = pages.filter(({ file }) => !file.startsWith("test/data/"));
    const named = ours.flatMap(({ file, spans }) =>
      spans
        .filter((span) => /^[\w.-]+\/[\w.*{},/-]*$/.test(span))
        .filter((span) => folders.has(span.split("/")[0] ?? "") && !made.includes(span.split("/")[0] ?? ""))
        .map((span) => ({ file, span })),
    );
    expect(named.length).toBeGreaterThan(10);
    const lost = named.filter(({ span }) => !isMade(span) && globSync(span, { cwd: ROOT }).length === 0);
    expect(lost.map(({ file, span }) => `${file}: ${span}`)).toEqual([]);
  });
});

/** What a command of the manual writes, and git ignores. */
function isMade(span: string): boolean {
  return /^teams-app\/.*\.zip$/.test(span);
}

function reachedFrom(file: string): readonly string[] {
  const reached = new Set([file]);
  for (const here of reached) for (const { from, file: there } of local) if (from === here) reached.add(there);
  return [...reached];
}
