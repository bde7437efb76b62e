import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A file of the page, as it is and packed with Brotli. */
export interface PageFile {
  readonly type: string;
  readonly content: Uint8Array;
  readonly packed: Uint8Array;
}

export interface PageFiles {
  /** The page itself; what it shows is up to its address. */
  readonly page: PageFile;
  readonly notFound: PageFile;
  /** By the path at which they are asked for. */
  readonly assets: ReadonlyMap<string, PageFile>;
}

export interface PageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Addresses that the page itself understands: src/web/route.ts. */
const VIEWS = /^\/(?:audit|namespaces|figures|requests\/r-[a-z2-7]{26})?$/;

/** Nothing from elsewhere, nothing inline, no framing, and no text that becomes a script or an element. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  ...["script-src", "style-src", "img-src", "connect-src"].map((kind) => `${kind} 'self'`),
  ...["base-uri", "form-action", "frame-ancestors"].map((kind) => `${kind} 'none'`),
  "require-trusted-types-for 'script'",
].join("; ");

const STRICT = {
  "Content-Security-Policy": CONTENT_SECURITY_POLICY,
  "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "",
  Vary: "Accept-Encoding",
};

/** A path is looked up in what was read at the start, and never becomes one of a file. `accepted`: the header Accept-Encoding. */
export function pageAnswer(files: PageFiles, path: string, accepted: string | undefined): PageAnswer {
  const asset = files.assets.get(path);
  if (asset) return answerOf(200, asset, "public, max-age=31536000, immutable", accepted);
  return VIEWS.test(path)
    ? answerOf(200, files.page, "no-store", accepted)
    : answerOf(404, files.notFound, "no-store", accepted);
}

function answerOf(status: number, file: PageFile, kept: string, accepted: string | undefined): PageAnswer {
  const headers = { ...STRICT, "Content-Type": file.type, "Cache-Control": kept };
  return takesBrotli(accepted)
    ? { status, headers: { ...headers, "Content-Encoding": "br" }, body: file.packed }
    : { status, headers, body: file.content };
}

function takesBrotli(accepted = ""): boolean {
  return accepted.split(",").some((encoding) => /^\s*br\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/i.test(encoding));
}

interface Listed {
  readonly path: string;
  readonly type: string;
  readonly file: string;
}

/** `folder` is what the build made: it lists its own files. */
export async function readPageFiles(folder: string): Promise<PageFiles> {
  const list = JSON.parse(await readFile(join(folder, "files.json"), "utf8")) as readonly Listed[];
  const files = new Map(await Promise.all(list.map(async (one) => [one.path, await pageFile(folder, one)] as const)));
  const [page, notFound] = [files.get("index.html"), files.get("not-found.html")];
  if (!page || !notFound) throw new Error(`${folder} holds no page: is the app built?`);
  const assets = new Map([...files].filter(([path]) => path.startsWith("/assets/")));
  return { page, notFound, assets };
}

async function pageFile(folder: string, { file, type }: Listed): Promise<PageFile> {
  const [content, packed] = await Promise.all([readFile(join(folder, file)), readFile(join(folder, `${file}.br`))]);
  return { type, content, packed };
}
