import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

export const ROOT = join(import.meta.dirname, "../..");

const PAGES = ["*.md", ".github/*.md", "docs/**/*.md", "test/{data,replay}/README.md"];
/** Of a list's item too, which is indented. */
const FENCE = /^( *)```(\w*)[^\n]*\n([\s\S]*?)^ *```/gm;

/** One Markdown file, taken apart. */
export interface Page {
  readonly file: string;
  /** Without blocks of code. */
  readonly prose: string;
  /** What stands `like this`. */
  readonly spans: readonly string[];
  readonly blocks: readonly { readonly language: string; readonly text: string }[];
}

export const pages: readonly Page[] = globSync(PAGES, { cwd: ROOT }).sort().map(pageOf);

function pageOf(file: string): Page {
  const text = textOf(file);
  const blocks = [...text.matchAll(FENCE)].map(([, indent = "", language = "", inside = ""]) => ({
    language,
    text: inside.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  }));
  const prose = text.replaceAll(FENCE, "");
  return { file, prose, spans: [...prose.matchAll(/`([^`]+)`/g)].map(([, inside = ""]) => inside), blocks };
}

export function textOf(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}

export interface Link {
  readonly from: string;
  readonly target: string;
}

const LINK = /\]\(([^)\s]+)(?: "[^"]*")?\)/g;

export function linksOf({ file, prose }: Page): readonly Link[] {
  const text = prose.replaceAll(/`[^`]+`/g, "code");
  return [...text.matchAll(LINK)].map(([, target = ""]) => ({ from: file, target }));
}

/** What a link names within the repository, and a place there; `undefined` for what is elsewhere. */
export function localTarget({ from, target }: Link): { readonly file: string; readonly anchor: string } | undefined {
  if (/^[a-z]+:/.test(target)) return undefined;
  const [path = "", anchor = ""] = target.split("#");
  const file = path === "" ? from : relative(ROOT, resolve(ROOT, dirname(from), decodeURI(path)));
  return { file, anchor };
}

export function isThere(file: string): boolean {
  return !file.startsWith("..") && existsSync(join(ROOT, file));
}

/** The names that GitHub gives a page's headings: small letters, no punctuation, a number for one that is there already. */
export function anchorsOf({ prose }: Page): readonly string[] {
  const seen = new Map<string, number>();
  return [...prose.matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, heading = ""]) => {
    const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const anchor = plain.replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-");
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
}

export interface Command {
  readonly file: string;
  /** Without settings before it and remarks behind it. */
  readonly words: readonly string[];
}

const SHELLS = ["", "sh", "bash", "console", "shell"];

/** Every command line in a block or between backticks that begins with one of these programs. */
export function commandsOf(programs: readonly string[]): readonly Command[] {
  return pages.flatMap(({ file, spans, blocks }) => {
    const lines = blocks
      .filter(({ language }) => SHELLS.includes(language))
      .flatMap(({ text }) => text.replaceAll(/\\\n\s*/g, " ").split("\n"));
    return [...lines, ...spans]
      .flatMap((line) => line.replace(/(^|\s)#.*$/, "").split(/&&|\||;|\s{2,}/))
      .map((part) => wordsOf(part.trim().replace(/^\$ /, "")))
      .filter(([program = ""]) => programs.includes(program))
      .map((words) => ({ file, words }));
  });
}

/** What is quoted is one word. Settings before the command, and what is done with its answer, are no part of it. */
function wordsOf(line: string): readonly string[] {
  const words = [...line.matchAll(/(?:"[^"]*"|'[^']*'|\$\([^)]*\)|[^\s"'$]|\$)+/g)].map(([word]) => word);
  const begins = words.findIndex((word) => !/^[A-Z][A-Z0-9_]*=/.test(word));
  const ends = words.findIndex((word) => /^[<>]/.test(word) && !/^<[\w-]+>$/.test(word));
  return words.slice(Math.max(begins, 0), ends < 0 ? undefined : ends);
}

export interface Example {
  readonly file: string;
  /** The command line as it stands there, in one line. */
  readonly line: string;
  /** What the page shows that it prints. */
  readonly printed: readonly string[];
}

/** Every command line in a block of a shell, with the lines below it where the block has prompts; then what stands in sentences only. */
export function examples(): readonly Example[] {
  const inBlocks = pages.flatMap(({ file, blocks }) =>
    blocks
      .filter(({ language }) => SHELLS.includes(language))
      .flatMap(({ text }) =>
        examplesIn(
          text
            .replaceAll(/\\\n\s*/g, " ")
            .trimEnd()
            .split("\n"),
        ),
      )
      .map((example) => ({ file, ...example })),
  );
  const inSentences = pages.flatMap(({ file, spans }) =>
    spans.map((span) => ({ file, line: span.replaceAll(/\s+/g, " "), printed: [] })),
  );
  const known = new Set(inBlocks.map(({ line }) => line));
  return [...inBlocks, ...inSentences.filter(({ line }) => !known.has(line) && known.add(line))];
}

function examplesIn(lines: readonly string[]): readonly Omit<Example, "file">[] {
  if (!lines.some((line) => line.startsWith("$ ")))
    return lines.map((line) => ({ line: withoutRemark(line), printed: [] }));
  return lines.flatMap((line, index) => {
    if (!line.startsWith("$ ")) return [];
    const below = lines.slice(index + 1);
    const next = below.findIndex((other) => other.startsWith("$ "));
    return { line: withoutRemark(line.slice(2)), printed: below.slice(0, next < 0 ? undefined : next) };
  });
}

function withoutRemark(line: string): string {
  return line.replace(/(^|\s)#.*$/, "").trim();
}
