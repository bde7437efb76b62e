// npm run test:browser and npm run cards: finds a browser, and runs the tests in it.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { browsersFromNpm, findBrowser } from "../support/find-browser.ts";

const root = join(import.meta.dirname, "../..");

const NEEDED = `The tests in test/browser need a Chromium, and none could be started here. Any of these will do:
  - npm ci            on Linux with x64: brings one with it, @sparticuz/chromium
  - apt-get install chromium
  - CHROMIUM_PATH=/path/to/chromium npm run test:browser`;

async function main(args: readonly string[]): Promise<number> {
  const found = await findBrowser(process.env, () => browsersFromNpm(root));
  if (found.kind === "none") {
    console.error([NEEDED, "", "Tried:", ...found.tried.map((line) => `  - ${line}`)].join("\n"));
    return 1;
  }
  const { name, path, env } = found.browser;
  console.log(`Browser: ${name}`);
  const settings = { BROWSER_PATH: path, BROWSER_ENV: JSON.stringify(env) };
  const pictures = args.includes("--pictures") ? { BROWSER_PICTURES: "yes" } : {};
  return runJest(
    args.filter((arg) => arg !== "--pictures"),
    { ...settings, ...pictures },
  );
}

function runJest(args: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  const jest = join(root, "node_modules/jest/bin/jest.js");
  const config = join(root, "test/browser/jest.config.ts");
  const child = spawn(process.execPath, [jest, "--config", config, ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

process.exitCode = await main(process.argv.slice(2));
