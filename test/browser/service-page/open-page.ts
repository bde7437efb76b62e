import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { newPage, type OpenPage } from "../browser.ts";
import { NOW } from "./contoso.ts";
import type { PageServer } from "./page-server.ts";

export interface ServicePage extends OpenPage {
  /** Goes to an address of the page and waits until it shows something. */
  show(path: string): Promise<void>;
  /** Lets the page's clock run on, so that it looks again. */
  runFor(ms: number): Promise<void>;
  /** What axe finds, in a line each. */
  accessibilityFaults(): Promise<readonly string[]>;
  /** What the browser refused because of the page's headers. */
  readonly reports: readonly string[];
  readonly dialogs: readonly string[];
}

interface Looks {
  readonly width?: number;
  readonly height?: number;
  readonly colors?: "light" | "dark";
}

const REPORTS = `addEventListener("securitypolicyviolation", (report) => {
  reported(report.effectiveDirective + " " + report.blockedURI + " " + report.sample);
});`;

export async function openServicePage(browser: Browser, server: PageServer, looks: Looks = {}): Promise<ServicePage> {
  const { width = 1280, height = 900, colors = "light" } = looks;
  const open = await newPage(browser, { width, height, colors, timeZone: "Europe/Berlin" });
  const { page } = open;
  const reports: string[] = [];
  const dialogs: string[] = [];
  await page.exposeFunction("reported", (report: string) => reports.push(report));
  await page.addInitScript(REPORTS);
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    dialog.dismiss().catch(() => undefined);
  });
  await page.clock.install({ time: NOW });
  return {
    ...{ ...open, reports, dialogs },
    show: (path) => shown(page, server.url + path),
    runFor: (ms) => page.clock.runFor(ms),
    accessibilityFaults: () => faultsFoundByAxe(page),
  };
}

async function shown(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.locator("main:not(.not-started) :is(h1, h2)").first().waitFor();
  await page.getByText("Looking…").first().waitFor({ state: "detached" });
}

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[];
}

async function faultsFoundByAxe(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })");
  const { violations } = found as { readonly violations: readonly Violation[] };
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target}: ${failureSummary}`),
  );
}
