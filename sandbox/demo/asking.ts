import { execFile } from "node:child_process";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { browsersFromNpm, findBrowser } from "../../test/support/find-browser.ts";
import { cliArguments, settingsFor } from "../cli-access.ts";
import { apiAccess } from "../control/api-access.ts";
import type { Sandbox } from "../sandbox.ts";
import { keyOf, type Person } from "../world.ts";

const ROOT = join(import.meta.dirname, "../..");

export interface CliRun {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** What people ask of the service: over its API, with the command line, at its page. */
export interface Asking {
  /** A GET of the API with a token of the person's. */
  api(person: Person, path: string): Promise<{ readonly status: number; readonly text: string }>;
  /** The command line in a process of its own. */
  cli(person: Person, ...args: readonly string[]): Promise<CliRun>;
  /** What the page shows a person who signs in at it; `undefined` where no browser starts. */
  page(person: Person, path: string, until: string): Promise<string | undefined>;
}

export function askingIn(sandbox: Sandbox): Asking {
  const accessOf = (person: Person) => apiAccess(sandbox, new URLSearchParams({ person: keyOf(person) }));
  return {
    async api(person, path) {
      const { access_token: token, url } = await accessOf(person);
      const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
      return { status: response.status, text: await response.text() };
    },
    async cli(person, ...args) {
      return runCli(args, settingsFor(await accessOf(person)));
    },
    page: (person, path, until) => shownTo(person, `${sandbox.host.url}${path}`, until),
  };
}

function runCli(args: readonly string[], settings: Readonly<Record<string, string>>): Promise<CliRun> {
  const options = { env: { ...process.env, ...settings, NO_COLOR: "1" }, maxBuffer: 16 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(process.execPath, cliArguments(ROOT, args), options, (error, out, err) => {
      resolve({ exit: error ? Number(error.code ?? 1) : 0, out, err });
    });
  });
}

/** Signs in with the one click that the sandbox's sign-in takes, and reads what the page says. */
async function shownTo(person: Person, address: string, until: string): Promise<string | undefined> {
  const found = await findBrowser(process.env, () => browsersFromNpm(ROOT));
  if (found.kind === "none") return undefined;
  const { path: executablePath, env } = found.browser;
  const browser = await chromium.launch({ executablePath, env: { ...process.env, ...env } });
  try {
    const page = await (await browser.newContext({ locale: "en-GB", timezoneId: "UTC" })).newPage();
    await page.goto(address);
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByRole("button", { name: person.name }).click();
    await page.getByText(until).first().waitFor();
    return (await page.locator("main").textContent()) ?? "";
  } finally {
    await browser.close();
  }
}
