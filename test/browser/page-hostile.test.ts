import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { Browser } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import { apiWith, HARMLESS, PAYLOADS, STORY } from "./service-page/hostile.ts";
import { openServicePage, type ServicePage } from "./service-page/open-page.ts";
import { problem } from "./service-page/page-api.ts";
import { type PageServer, startPageServer } from "./service-page/page-server.ts";

jest.setTimeout(120_000);

let browser: Browser;
let hostile: PageServer;
let harmless: PageServer;

beforeAll(async () => {
  browser = await launchBrowser();
});
beforeEach(async () => {
  hostile = await startPageServer(await apiWith(PAYLOADS));
  harmless = await startPageServer(await apiWith(HARMLESS));
});
afterEach(async () => {
  await hostile.stop();
  await harmless.stop();
});
afterAll(() => browser?.close());

interface Made {
  /** `a class="what" href`: each kind of element with the attributes that it has, and how many there are. */
  readonly elements: Readonly<Record<string, number>>;
  readonly texts: readonly string[];
}

const MADE = `(() => {
  const elements = {};
  for (const { localName, attributes } of document.querySelectorAll("*")) {
    const kind = [localName, ...[...attributes].map(({ name }) => name)].join(" ");
    elements[kind] = (elements[kind] ?? 0) + 1;
  }
  return { elements, texts: [...document.querySelectorAll("bdi")].map(({ textContent }) => textContent) };
})()`;

async function madeOf(
  server: PageServer,
  path: string,
): Promise<Made & Pick<ServicePage, "reports" | "dialogs" | "errors">> {
  const open = await openServicePage(browser, server);
  const { page, reports, dialogs, errors } = open;
  await open.show(path);
  await open.runFor(20_000);
  const made = (await page.evaluate(MADE)) as Made;
  await page.context().close();
  expect(open.askedOutside).toEqual([]);
  return { ...made, reports, dialogs, errors };
}

it("has 200 texts to try", () => {
  expect(new Set(PAYLOADS).size).toBe(200);
});

describe.each([
  ["requests", "/?state=all"],
  ["namespaces", "/namespaces"],
  ["audit log", "/audit"],
  ["figures", "/figures"],
  ["story", `/requests/${STORY}`],
])("in the %s", (_, path) => {
  it("texts from outside stand as they are, and make no element, no dialog and no report", async () => {
    const made = await madeOf(hostile, path);
    const usual = await madeOf(harmless, path);
    expect(made.elements).toEqual(usual.elements);
    expect({ ...made, elements: {}, texts: [] }).toEqual({
      elements: {},
      texts: [],
      reports: [],
      dialogs: [],
      errors: [],
    });
    // Of an Azure id its last part is shown: what stands there in full is looked for.
    const shown = new Set(made.texts);
    const inFull = path === "/figures" ? PAYLOADS.filter((text) => !text.includes("/")) : PAYLOADS;
    expect(inFull.filter((text) => !shown.has(text))).toEqual([]);
    expect(made.texts).toHaveLength(usual.texts.length);
  });
});

it("what the service says about a fault stands as it is", async () => {
  const faults = PAYLOADS.map((message) => ({ parameter: "q", message }));
  hostile.trouble = (path) => (path.startsWith("/api/audit") ? problem(400, "Wrong", { faults }) : undefined);
  const { texts, reports, dialogs, errors } = await madeOf(hostile, "/audit?q=%3Cimg%20src%20onerror%3Dalert(1)%3E");
  expect(PAYLOADS.filter((text) => !texts.includes(text))).toEqual([]);
  expect({ reports, dialogs, errors }).toEqual({ reports: [], dialogs: [], errors: [] });
});

it("marks what cannot be seen, or would change how its neighbours are seen", async () => {
  const server = await startPageServer(await apiWith(["pe-\u202eaps\u200btx", "plain"]));
  const { texts } = await madeOf(server, "/?state=all");
  await server.stop();
  expect(texts).toContain("pe-U+202EapsU+200Btx");
});

it("the browser would have told: what does become a script is refused and reported", async () => {
  const open = await openServicePage(browser, hostile);
  await open.show("/namespaces");
  const set = "document.body.innerHTML = '<img src=x onerror=alert(1)>'";
  await expect(open.page.evaluate(set)).rejects.toThrow("TrustedHTML");
  await open.page.context().close();
  expect(open.reports).toHaveLength(1);
});
