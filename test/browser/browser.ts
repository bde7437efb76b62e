import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from "playwright-core";
import { smallPng } from "../support/small-png.ts";

/** Whatever is waited for here comes within a second or two; a machine that is busy with something else makes no test fail. */
const PATIENCE_MS = 60_000;

/** The one that `npm run test:browser` found. */
export function launchBrowser(): Promise<Browser> {
  const { BROWSER_PATH: executablePath, BROWSER_ENV: env = "{}" } = process.env;
  if (!executablePath)
    throw new Error("These tests need a browser. `npm run test:browser` looks for one and runs them.");
  return chromium.launch({ executablePath, env: { ...process.env, ...(JSON.parse(env) as Record<string, string>) } });
}

export interface OpenPage {
  readonly page: Page;
  /** Addresses outside of this machine that the page asked for. None of them was let through. */
  readonly askedOutside: readonly string[];
  /** Errors that no code of the page caught. */
  readonly errors: readonly string[];
}

interface Looks {
  readonly width: number;
  readonly height: number;
  readonly scale?: number;
  readonly colors?: "light" | "dark";
  readonly timeZone?: string;
}

export async function newPage(browser: Browser, looks: Looks): Promise<OpenPage> {
  const { width, height, scale = 1, colors = "light", timeZone = "UTC" } = looks;
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    colorScheme: colors,
    timezoneId: timeZone,
    // Pictures are the same on every machine, whatever its language.
    locale: "en-GB",
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const askedOutside = await keepInside(context);
  await context.addInitScript({ content: await fontScript() });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  return { page, askedOutside, errors };
}

async function keepInside(context: BrowserContext): Promise<readonly string[]> {
  const asked: string[] = [];
  await context.route(/.*/, (route) => {
    const { protocol, hostname } = new URL(route.request().url());
    if (hostname === "localhost" || protocol === "data:") return route.continue();
    asked.push(route.request().url());
    return route.abort();
  });
  return asked;
}

/** Teams' own font is Microsoft's. Open Sans is unpacked beside the Chromium from npm and looks alike, the same on every machine. */
async function fontScript(): Promise<string> {
  const faces = await Promise.all([face("Regular", 400), face("Bold", 600)]);
  return faces.join("\n");
}

async function face(style: string, weight: number): Promise<string> {
  const folder = join(dirname(String(process.env["BROWSER_PATH"])), "fonts/fonts/Open_Sans");
  const file = await readFile(join(folder, `OpenSans-${style}.ttf`)).catch(() => undefined);
  if (!file) return "";
  const bytes = `Uint8Array.from(atob("${file.toString("base64")}"), (letter) => letter.charCodeAt(0))`;
  return `document.fonts.add(new FontFace("Segoe UI", ${bytes}, { weight: "${weight}" }));`;
}

/** Screenshots of every run; git ignores the folder. */
const SCREENSHOTS = "screenshots";

/** Made anew in the manual's folder only when asked for, since no two screenshots are the same to the last dot. */
export function wantsPictures(): boolean {
  return process.env["BROWSER_PICTURES"] === "yes";
}

export async function screenshot(of: Page | Locator, name: string): Promise<void> {
  await mkdir(SCREENSHOTS, { recursive: true });
  await of.screenshot({ path: join(SCREENSHOTS, `${name}.png`), animations: "disabled", caret: "hide" });
}

/** One for the manual too, made small. */
export async function picture(of: Page | Locator, name: string, folder = "docs/images"): Promise<void> {
  await screenshot(of, name);
  if (!wantsPictures()) return;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.png`), smallPng(await readFile(join(SCREENSHOTS, `${name}.png`))));
}

/** Of all that a page shows, with no empty space below it. */
export async function wholePicture(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  if (!before) throw new Error("The page has no size");
  await page.setViewportSize({ ...before, height: 1 });
  const height = await page.evaluate<number>("document.documentElement.scrollHeight");
  await page.setViewportSize({ ...before, height });
  await picture(page, name);
  await page.setViewportSize(before);
}
