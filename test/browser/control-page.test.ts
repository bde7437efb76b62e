import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import type { Page } from "playwright-core";
import { startControl } from "../../sandbox/control/control.ts";
import { requestIdOn } from "../../sandbox/demo/seeing.ts";
import { namespaces, olga } from "../../sandbox/world.ts";
import { type RunningSandbox, runSandbox } from "../e2e/running-sandbox.ts";
import { launchBrowser, newPage, type OpenPage, wholePicture } from "./browser.ts";

jest.setTimeout(90_000);

const parts = new AsyncDisposableStack();
let open: OpenPage;
let page: Page;
let running: RunningSandbox;

beforeAll(async () => {
  const browser = await launchBrowser();
  parts.defer(() => browser.close());
  running = await runSandbox();
  parts.defer(running.stop);
  const control = await startControl({ port: 0, sandbox: running.sandbox, root: process.cwd() });
  parts.defer(() => control.close());
  open = await newPage(browser, { width: 1200, height: 900 });
  page = open.page;
  await page.goto(control.url);
  await page.getByText("running", { exact: true }).waitFor();
});
afterAll(() => parts.disposeAsync());

const connection = (endpoint: string) => page.locator(".connection").filter({ hasText: endpoint });

async function ask(endpoint: string, message: string, namespace = "contoso-orders"): Promise<void> {
  await page.getByRole("combobox", { name: "Namespace" }).selectOption(namespace);
  await page.getByLabel("Endpoint name").fill(endpoint);
  await page.getByLabel("Message to the owners").fill(message);
  await page.getByRole("button", { name: "Ask to join" }).click();
  await connection(endpoint).getByText("its card is in Teams since").waitFor();
}

const said = (list: string) => page.locator(`${list} li`).allInnerTexts();

describe("the control page", () => {
  it("asks to join, and shows the connection as Azure has it until an owner has decided", async () => {
    await ask("pe-orders-import", "Nightly order import, ticket CHG-20417");
    expect(await connection("pe-orders-import").innerText()).toMatch(/Pending[\s\S]*They write: Nightly order import/);
    const card = await running.stage.cardFor("pe-orders-import");
    await running.stage.click(olga, { card, requestId: requestIdOn(card) }, "approve", "Known partner, CHG-20417");
    await connection("pe-orders-import").getByText("Approved", { exact: true }).waitFor();
    await connection("pe-orders-import").getByText("Provisioned").waitFor();
    expect(await connection("pe-orders-import").innerText()).toContain("Description: Known partner, CHG-20417 [RA-");
  });

  it("shows every namespace of its world, and what went to and fro", async () => {
    await ask("pe-settlement", "Settlement runs, ticket 4711", "contoso-payments");
    const names = await page.locator("#namespaces h3").allInnerTexts();
    expect(names).toEqual(namespaces.map(({ name }) => name));
    expect((await said("#calls")).join("\n")).toMatch(/PUT\s+contoso-orders\S+ → Approved/);
    expect((await said("#events")).join("\n")).toContain("privateEndpointConnections/write");
    await page.locator("#notice[data-shown]").waitFor({ state: "detached" });
    await wholePicture(page, "control-page");
  });

  it("asks for nothing outside of this machine, and no script of it fails", () => {
    expect({ outside: open.askedOutside, errors: open.errors }).toEqual({ outside: [], errors: [] });
  });
});
