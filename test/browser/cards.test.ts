import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { everyObject } from "../adapters/teams/a-card.ts";
import { cardCases, fingerprintsOf } from "../adapters/teams/card-cases.ts";
import type { CardCase } from "../adapters/teams/card-stories.ts";
import { launchBrowser, newPage, type OpenPage, picture, wantsPictures } from "./browser.ts";

jest.setTimeout(60_000);

const PICTURES = "docs/images/cards";

let browser: Browser;
let open: OpenPage;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
  open = await newPage(browser, { width: 900, height: 1200 });
  page = open.page;
  await page.setContent("<!doctype html><html lang=en><title>Cards</title><body></body></html>");
  await page.addStyleTag({ path: join("node_modules/adaptivecards/dist/adaptivecards.css") });
  await page.addStyleTag({ path: join(import.meta.dirname, "page/cards.css") });
  await page.addScriptTag({ path: join("node_modules/adaptivecards/dist/adaptivecards.min.js") });
  await page.addScriptTag({ path: join(import.meta.dirname, "page/cards.js") });
});
afterAll(() => browser?.close());
afterAll(() => {
  if (!wantsPictures()) return;
  const current = new Set(cardCases.map(({ name }) => `${name}.png`));
  for (const file of readdirSync(PICTURES)) if (!current.has(file)) rmSync(`${PICTURES}/${file}`);
  writeFileSync(`${PICTURES}/drawn.json`, `${JSON.stringify(fingerprintsOf(cardCases), undefined, 2)}\n`);
});

/** What the page's own functions answer: page/cards.js. */
const asked = (call: string) => page.evaluate(call) as Promise<readonly string[]>;
const draw = ({ drawn }: CardCase) => asked(`drawInThemes(${JSON.stringify(drawn)})`);

describe.each(cardCases.map((one) => [one.name, one] as const))("the card %s, in Microsoft's renderer", (name, one) => {
  it("has no fault, and is a picture for the manual", async () => {
    expect(await draw(one)).toEqual([]);
    await picture(page.locator("body"), name, PICTURES);
  });

  it("says its state in words and as a heading, in each theme", async () => {
    const [, heading] = one.says;
    const said = one.says.filter((words) => words !== undefined);
    for (const theme of ["light", "dark"]) {
      const card = page.getByRole("region", { name: theme }).locator(".ac-adaptiveCard");
      const lines = (await card.innerText()).split("\n");
      expect(lines.filter((line) => said.includes(line)).slice(0, said.length)).toEqual(said);
      expect(await card.getByRole("heading").allInnerTexts()).toEqual([heading]);
      expect(await card.getAttribute("aria-label")).toContain(heading);
    }
  });

  it("leads nowhere and fetches nothing", async () => {
    expect(await page.locator("section :is(a, img, script, iframe, [href], [src], [onclick])").count()).toBe(0);
    expect(await asked("fetched()")).toEqual([]);
    expect(open.askedOutside).toEqual([]);
  });

  it("has a name for each box to write into, and words for what is wrong with it", async () => {
    const inputs = everyObject(one.drawn).filter(({ type }) => String(type).startsWith("Input."));
    for (const { label, errorMessage } of inputs) {
      expect(await page.getByRole("textbox", { name: String(label), exact: true }).count()).toBe(2);
      expect(errorMessage).toMatch(/\w/);
    }
    expect(await page.locator("section :is(input, textarea, select)").count()).toBe(2 * inputs.length);
  });

  it("is readable: nothing is pale, and nothing is cut off, on a phone neither", async () => {
    expect(await asked("tooPale()")).toEqual([]);
    expect(await asked("cutOff()")).toEqual([]);
    await page.evaluate("document.body.className = 'phone'");
    expect(await asked("cutOff()")).toEqual([]);
    await page.evaluate("document.body.className = ''");
  });
});

it("keeps errors to itself: there were none on the page", () => {
  expect(open.errors).toEqual([]);
});
