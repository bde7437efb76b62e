import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { chromium } from "playwright-core";

/** A Chromium that starts on this machine. */
export interface Browser {
  readonly name: string;
  readonly path: string;
  /** What it needs beside the usual environment. */
  readonly env: Readonly<Record<string, string>>;
}

export type Found =
  | { readonly kind: "found"; readonly browser: Browser }
  | { readonly kind: "none"; readonly tried: readonly string[] };

type Env = Readonly<Record<string, string | undefined>>;
/** Resolves when it has started and was closed again. */
type Start = (browser: Browser) => Promise<void>;

const INSTALLED = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** CHROMIUM_PATH if it is set; otherwise the one from npm, or else one that is installed. Each is started once: a path alone says little. */
export async function findBrowser(
  env: Env,
  fromNpm: () => Promise<readonly Browser[]>,
  start: Start = startOnce,
): Promise<Found> {
  const chosen = env["CHROMIUM_PATH"];
  if (chosen) return firstThatStarts([{ name: `CHROMIUM_PATH=${chosen}`, path: chosen, env: {} }], [], start);
  const tried: string[] = [];
  const packed = await fromNpm().catch((error: unknown) => {
    tried.push(`@sparticuz/chromium: ${firstLine(error)}`);
    return [];
  });
  const installed = INSTALLED.filter((path) => existsSync(path)).map((path) => ({ name: path, path, env: {} }));
  return firstThatStarts([...packed, ...installed], tried, start);
}

async function firstThatStarts(browsers: readonly Browser[], before: readonly string[], start: Start): Promise<Found> {
  const tried = [...before];
  for (const browser of browsers) {
    try {
      await start(browser);
      return { kind: "found", browser };
    } catch (error) {
      tried.push(`${browser.name}: ${firstLine(error)}`);
    }
  }
  return { kind: "none", tried };
}

async function startOnce({ path, env }: Browser): Promise<void> {
  const browser = await chromium.launch({ executablePath: path, env: { ...process.env, ...env }, timeout: 30_000 });
  await browser.close();
}

/** The browser's own words stand below Playwright's. */
function firstLine(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  const cause = /error while loading shared libraries.*|Failed to launch.*|spawn .*/.exec(said)?.[0];
  return cause ?? said.split("\n")[0] ?? said;
}

/**
 * @sparticuz/chromium holds a packed Chromium for Linux on x64. It would be unpacked to a well-known place in the temporary folder, where
 * anybody may have put a file of that name: so it is unpacked below node_modules, once.
 */
export async function browsersFromNpm(root: string): Promise<readonly Browser[]> {
  const source = join(root, "node_modules/@sparticuz/chromium");
  const { version } = JSON.parse(await readFile(join(source, "package.json"), "utf8")) as { version: string };
  const folder = join(root, "node_modules/.cache", `chromium-${version}`);
  const path = join(folder, "chromium");
  if (!existsSync(path)) await unpack(source, folder);
  const env: Record<string, string> = existsSync("/etc/fonts/fonts.conf") ? {} : { FONTCONFIG_PATH: folder };
  const name = `@sparticuz/chromium ${version}`;
  const withLibraries = { ...env, LD_LIBRARY_PATH: join(folder, "al2023/lib") };
  return [
    { name, path, env },
    { name: `${name} with its own libraries`, path, env: withLibraries },
  ];
}

async function unpack(source: string, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const place = await mkdtemp(`${folder}-`);
  const { default: packed, inflate } = await import("@sparticuz/chromium");
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = place;
  try {
    await packed.executablePath();
    await inflate(join(source, "bin/al2023.tar.br"));
    await writeFile(join(place, "fonts.conf"), fontsIn(join(folder, "fonts")));
    await rename(place, folder);
  } catch (error) {
    await rm(place, { recursive: true, force: true });
    // Another run may have been faster.
    if (!existsSync(folder)) throw error;
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
}

function fontsIn(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}</dir><cachedir>${folder}-cache</cachedir></fontconfig>
`;
}
