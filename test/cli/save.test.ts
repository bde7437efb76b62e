import { execFileSync, spawn } from "node:child_process";
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { refuseUnfit } from "../../src/cli/output-file.ts";
import { oneChunk, saveTo } from "../../src/cli/save.ts";

let folder: string;
const at = (...names: readonly string[]) => join(folder, ...names);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "save-"));
});
afterEach(() => rm(folder, { recursive: true }));

const save = (file: string, words = "new") => saveTo(file, oneChunk(words));

describe("a file that is written", () => {
  it("replaces the one before, in a folder that is made", async () => {
    await save(at("deep", "file"), "old");
    await save(at("deep", "file"));
    expect([await readdir(at("deep")), await readFile(at("deep", "file"), "utf8")]).toEqual([["file"], "new"]);
  });

  it("touches nothing of a name beside it", async () => {
    await writeFile(at("mine"), "mine");
    await symlink("mine", at("file.part"));
    await save(at("file"));
    expect([await readFile(at("mine"), "utf8"), await readFile(at("file"), "utf8")]).toEqual(["mine", "new"]);
    expect(await readdir(folder)).toEqual(["file", "file.part", "mine"]);
  });

  it("is read by no more people than the one before", async () => {
    await writeFile(at("file"), "old", { mode: 0o600 });
    await save(at("file"));
    expect((await lstat(at("file"))).mode & 0o777).toBe(0o600);
  });

  it("is all of one or all of the other where two write it", async () => {
    const lines = (word: string) => Array.from({ length: 20 }, () => new TextEncoder().encode(`${word}\n`));
    const saveLines = (word: string) => saveTo(at("file"), Readable.from(lines(word)));
    await Promise.all([saveLines("one"), saveLines("other")]);
    expect(new Set((await readFile(at("file"), "utf8")).trimEnd().split("\n")).size).toBe(1);
  });

  it.each([
    ["a file", "target"],
    ["nothing yet", "nothing"],
    ["another link", "other"],
  ])("stays a link that leads to %s", async (_, leadsTo) => {
    await mkdir(at("there"));
    await writeFile(at("there", "target"), "old");
    await symlink("target", at("there", "other"));
    await symlink(join("there", leadsTo), at("link"));
    await save(at("link"));
    expect(await readlink(at("link"))).toBe(join("there", leadsTo));
    expect(await readlink(at("there", "other"))).toBe("target");
    expect(await readFile(at("there", leadsTo), "utf8")).toBe("new");
    expect(await readdir(folder)).toEqual(["link", "there"]);
  });

  it.each(["pipe", "link"])("stays a pipe, by its name or through a link: %s", async (name) => {
    execFileSync("mkfifo", [at("pipe")]);
    await symlink("pipe", at("link"));
    const reader = spawn("cat", [at("pipe")]);
    try {
      const read = text(reader.stdout);
      await save(at(name), "x".repeat(200_000));
      expect((await lstat(at("pipe"))).isFIFO()).toBe(true);
      expect((await lstat(at("link"))).isSymbolicLink()).toBe(true);
      expect(await read).toBe("x".repeat(200_000));
      expect((await readdir(folder)).toSorted()).toEqual(["link", "pipe"]);
    } finally {
      reader.kill();
    }
  });

  it("is refused where there is a folder, or links without end", async () => {
    await expect(save(folder)).rejects.toThrow(`${folder} cannot be written (EISDIR).`);
    await symlink("two", at("one"));
    await symlink("one", at("two"));
    await expect(save(at("one"))).rejects.toThrow(`${at("one")} cannot be written (ELOOP).`);
  });
});

describe("files that a command is told to write", () => {
  it("are files, and have names", async () => {
    await expect(refuseUnfit({ html: "-" })).rejects.toThrow("--html -: name a file; one that is called - is ./-");
    await expect(refuseUnfit({ html: "" })).rejects.toThrow("--html : name a file");
    await refuseUnfit({ html: "./-", sarif: undefined });
  });

  it("are two, whatever they are called", async () => {
    await writeFile(at("file"), "");
    await symlink("file", at("link"));
    await symlink("new", at("to-new"));
    await symlink(folder, at("folder"));
    const both = (html: string, sarif: string) => refuseUnfit({ html: at(html), sarif: at(sarif) });
    for (const [one, other] of [
      ["file", "file"],
      ["file", "link"],
      ["new", "to-new"],
      ["new", "folder/new"],
    ] as const)
      await expect(both(one, other)).rejects.toThrow(`--sarif ${at(other)}: --html goes there.`);
    await both("file", "new");
  });
});
