import { readFile } from "node:fs/promises";
import { join } from "node:path";

export interface PageFile {
  readonly type: string;
  readonly content: Buffer;
}

const SCRIPTS = [
  "main",
  "connections",
  "dom",
  "faults",
  "join-form",
  "live",
  "machine",
  "notice",
  "sandbox-api",
  "traffic",
  "words",
];

const STYLES = ["base", "controls", "layout", "connections", "traffic"];

/** What is served, and nothing else: no path of a request ever becomes one of a file. */
const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  "/": ["index.html", "text/html; charset=utf-8"],
  "/icon.svg": ["icon.svg", "image/svg+xml"],
  ...Object.fromEntries(STYLES.map((name) => [`/${name}.css`, [`${name}.css`, "text/css; charset=utf-8"]])),
  ...Object.fromEntries(SCRIPTS.map((name) => [`/${name}.js`, [`${name}.js`, "text/javascript; charset=utf-8"]])),
};

/** `folder` is that of the page. */
export async function pageFile(folder: string, path: string): Promise<PageFile | undefined> {
  const found = Object.hasOwn(FILES, path) ? FILES[path] : undefined;
  if (!found) return undefined;
  const [file, type] = found;
  return { type, content: await readFile(join(folder, file)) };
}

/** Nothing from elsewhere, no inline script or style, no text that becomes markup. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cache-control": "no-store",
};
