import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { Browser } from "playwright-core";
import { aCaller } from "../api/an-api.ts";
import { LOGISTICS, olga, omar, rita } from "../support/builders.ts";
import { launchBrowser, wholePicture } from "./browser.ts";
import { type Asking, OLGA, requestIdFor } from "./service-page/contoso.ts";
import { theLastDays } from "./service-page/last-days.ts";
import { openServicePage, type ServicePage } from "./service-page/open-page.ts";
import { type PageServer, startPageServer } from "./service-page/page-server.ts";
import type { PlayedService } from "./service-page/played-service.ts";
import { theQuarter } from "./service-page/quarter.ts";

jest.setTimeout(60_000);

let browser: Browser;
/** Nothing happens there any more. */
let quarter: PlayedService;
let server: PageServer;
let open: ServicePage;

beforeAll(async () => {
  browser = await launchBrowser();
  quarter = await theQuarter();
});
beforeEach(async () => {
  server = await startPageServer(quarter.as(OLGA));
  open = await openServicePage(browser, server);
});
afterEach(async () => {
  await open.page.context().close();
  await server.stop();
  expect({ errors: open.errors, reports: open.reports }).toEqual({ errors: [], reports: [] });
});
afterAll(() => browser?.close());

const EU = `/requests/${requestIdFor({ endpoint: "pe-orders-eu" })}`;

/** A service of the test's own, in which more may happen. */
async function inLastDays(): Promise<PlayedService> {
  const service = await theLastDays();
  server.api = service.as(OLGA);
  return service;
}

const rowOf = (endpoint: string) => open.page.getByRole("row").filter({ hasText: endpoint });
const heading = (name: string) => open.page.getByRole("heading", { name, level: 1 });

describe("the open requests", () => {
  beforeEach(() => open.show("/"));

  it("stand there with their age, who asks, their state in words, and how long there is to decide", async () => {
    const cells = await rowOf("pe-settlement").getByRole("cell").allInnerTexts();
    expect(cells.map((text) => text.split("\n"))).toEqual([
      ["5 h 24 min"],
      [
        "pe-settlement",
        "asks to join · another tenant 22222222-2222-4222-8222-222222222222",
        "Settlement runs, ticket 4711",
      ],
      ["contoso-payments"],
      ["●", "Waiting for owners", "1 of 2 votes"],
      ["△ in 18 h 35 min"],
    ]);
    expect(await rowOf("pe-scanner-07").innerText()).toContain("2 min overdue");
    expect(await rowOf("pe-ledger-old").innerText()).toMatch(
      /Being carried out\s+by Omar Osei and Olga Owens\s+decided/,
    );
    expect(await open.page.getByRole("row").count()).toBe(6);
    await wholePicture(open.page, "page-requests");
  });

  it("say their times where the reader is, with UTC behind them", async () => {
    const time = rowOf("pe-settlement").locator("time").first();
    expect(await time.getAttribute("title")).toBe("25 Nov 2026, 05:06 · 2026-11-25 04:06:00 UTC");
  });

  it("have the namespaces beside them, those first where somebody waits, with how many of 64 are used", async () => {
    const namespaces = await open.page.getByRole("complementary").getByRole("listitem").allInnerTexts();
    expect(namespaces.map((text) => text.replace(/\s+/g, " "))).toEqual([
      "contoso-payments 2 open 60 of 64 endpoints used Nearly full oldest waits for 5 h 24 min",
      "contoso-orders 2 open 51 of 64 endpoints used Filling up oldest waits for 1 d 3 h",
      "contoso-warehouse 1 open 23 of 64 endpoints used oldest waits for 2 d",
      "contoso-partners 64 of 64 endpoints used Full",
      "contoso-deadlines 8 of 64 endpoints used",
    ]);
  });

  it("are narrowed to a namespace by its link, and the address says so; back leads back", async () => {
    await open.page.getByRole("complementary").getByRole("link", { name: "contoso-payments" }).click();
    await open.page.waitForURL("**/?namespace=contoso-payments");
    await rowOf("pe-settlement").waitFor();
    expect(await open.page.getByRole("row").count()).toBe(3);
    await open.page.goBack();
    await rowOf("pe-orders-import").waitFor();
    await open.page.goForward();
    await rowOf("pe-orders-import").waitFor({ state: "detached" });
    await open.page.getByRole("button", { name: "All namespaces" }).click();
    await rowOf("pe-orders-import").waitFor();
    expect(open.page.url()).toBe(`${server.url}/`);
  });

  it("can be changed for those that ended", async () => {
    await open.page.getByRole("link", { name: "Ended" }).click();
    await heading("Ended requests").waitFor();
    expect(await rowOf("pe-orders-eu").innerText()).toMatch(/✓\s+Approved\s+by Olga Owens/);
    expect(await rowOf("pe-scratch-test").innerText()).toMatch(/✕\s+Rejected\s+by rule No test endpoints/);
    expect(await rowOf("pe-archive").innerText()).toMatch(/–\s+Expired/);
  });
});

describe("while the page stands open", () => {
  let service: PlayedService;
  const anotherAsks = () => service.ask({ endpoint: "pe-new-shop", message: "The new shop" });
  const looks = () => server.asked.filter(({ path }) => path.startsWith("/api/requests?")).length;
  const look = () => open.page.waitForResponse((response) => response.url().includes("/api/requests?"));
  const setVisibility = (state: string) =>
    open.page.evaluate(`
      Object.defineProperty(document, "visibilityState", { value: "${state}", configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    `);

  beforeEach(async () => {
    service = await inLastDays();
    await open.show("/");
  });

  it("asks again every few seconds, and is told when nothing has changed", async () => {
    const again = look();
    await open.runFor(5_000);
    expect((await again).status()).toBe(304);
    expect(await rowOf("pe-settlement").count()).toBe(1);
  });

  it("marks what is new, says it to whoever hears the page, and leaves the focus where it is", async () => {
    await open.page.getByRole("link", { name: "pe-reporting" }).focus();
    expect(await open.page.getByRole("status").innerText()).toBe("");
    await anotherAsks();
    await open.runFor(5_000);
    await rowOf("pe-new-shop").getByText("New", { exact: true }).waitFor();
    await open.page.getByRole("status").filter({ hasText: "1 new request" }).waitFor({ state: "attached" });
    expect(await open.page.getByText("New", { exact: true }).count()).toBe(1);
    expect(await open.page.evaluate("document.activeElement.textContent")).toBe("pe-reporting");
    await open.page.getByRole("button", { name: "Mark as seen" }).click();
    await open.page.getByText("New", { exact: true }).waitFor({ state: "detached" });
    expect(await rowOf("pe-new-shop").count()).toBe(1);
  });

  it("asks for nothing while it is hidden, and at once when it is shown again", async () => {
    await setVisibility("hidden");
    const before = looks();
    await anotherAsks();
    await open.runFor(120_000);
    expect(looks()).toBe(before);
    await setVisibility("visible");
    await rowOf("pe-new-shop").waitFor();
  });

  it("says when it is not up to date, keeps what it has, and goes on by itself", async () => {
    server.trouble = () => "nothing";
    await open.runFor(5_000);
    await open.page.getByText("Not up to date.").first().waitFor();
    expect(await rowOf("pe-settlement").count()).toBe(1);
    server.trouble = () => undefined;
    await anotherAsks();
    await open.runFor(25_000);
    await rowOf("pe-new-shop").waitFor();
    await open.runFor(120_000);
    await open.page.getByText("Not up to date.").first().waitFor({ state: "detached" });
  });
});

describe("a view that looks once a minute", () => {
  beforeEach(async () => {
    server.trouble = () => "nothing";
    await open.page.goto(`${server.url}/figures`);
    await open.page.getByText("The service does not answer").first().waitFor();
    server.trouble = () => undefined;
  });
  const goesOn = () => open.page.getByText("The service does not answer").waitFor({ state: "detached" });

  it("goes on within 20 seconds of the service", async () => {
    await open.runFor(20_000);
    await goesOn();
  });

  it("goes on at once when the browser is online again", async () => {
    await open.page.evaluate("dispatchEvent(new Event('online'))");
    await goesOn();
  });
});

describe("one request's story", () => {
  it("tells each step, with who, when and what they said", async () => {
    await open.show(EU);
    const steps = open.page.getByRole("article").getByRole("list").getByRole("listitem");
    const told = (await steps.allInnerTexts()).map((text) => text.split(/\n+/).slice(1, 3));
    expect(told).toEqual([
      ["Connection found Pending by Azure", "23 Nov 2026, 08:30:00"],
      ["The policy ruled by this service", "23 Nov 2026, 08:30:00"],
      ["Card posted in Teams by this service", "23 Nov 2026, 08:30:00"],
      ["Question to the requester by Omar Osei", "23 Nov 2026, 09:00:00 · 30 min later"],
      ["Vote: approve by Olga Owens", "23 Nov 2026, 11:30:00 · 2 h 30 min later"],
      ["Decision: approve by Olga Owens", "23 Nov 2026, 11:30:00"],
      ["Change intended: approve by this service", "23 Nov 2026, 11:30:00"],
      ["Applied in Azure: approve by this service", "23 Nov 2026, 11:30:40"],
      ["Outcome told in Teams by this service", "23 Nov 2026, 11:30:40"],
    ]);
    expect(await open.page.getByRole("article").innerText()).toContain(
      "Asks to join · asked 23 Nov 2026, 08:30 · ended 23 Nov 2026, 11:30",
    );
    await wholePicture(open.page, "page-story");
  });

  it("shows what the card says, and where the record's proof is", async () => {
    await open.show(EU);
    const card = open.page.getByRole("complementary", { name: "As its owners see it" });
    const said = await card.innerText();
    for (const words of ["Fabrikam Apps", "⚠ another tenant", "50 of 64", "approved"]) {
      expect(said).toContain(words);
    }
    expect(said).not.toContain("Vote of");
    const vote = open.page.getByRole("listitem").filter({ hasText: "Vote: approve" });
    await vote.getByText("Record").click();
    const proof = vote.getByRole("link", { name: "Download its proof" });
    const { ref, commitment } = await quarter.api.stage.store.people.pseudonymOf(olga);
    expect(await proof.getAttribute("href")).toBe(`/api${EU.replace("requests", "audit")}/vote-${ref}/proof`);
    expect(await vote.innerText()).toContain(commitment);
  });

  it("shows while it is open who has said what so far", async () => {
    const told = async (asking: Asking) => {
      await open.show(`/requests/${requestIdFor(asking)}`);
      return open.page.getByRole("complementary", { name: "As its owners see it" }).innerText();
    };
    const payments = { endpoint: "pe-settlement", namespace: "contoso-payments" };
    expect(await told(payments)).toMatch(/Vote of 2 needed: approve\s+Omar Osei, 25 Nov 2026, 05:54\s+Known partner/);
    const reporting = { endpoint: "pe-reporting", subscription: LOGISTICS };
    expect(await told(reporting)).toMatch(/Question to the requester\s+Omar Osei, .*\s+Who reads the reports\?/);
  });

  it("is reached from the list, gets the focus at its title, and moves on as it is decided", async () => {
    const service = await inLastDays();
    await open.show("/");
    await open.page.getByRole("link", { name: "pe-orders-import" }).click();
    await open.page.getByText("Its owners decide on the card in Teams").waitFor();
    const id = requestIdFor({ endpoint: "pe-orders-import" });
    expect(open.page.url()).toBe(`${server.url}/requests/${id}`);
    await service.say(id, "reject", "Ask for contoso-partners");
    await open.runFor(3_000);
    await open.page.getByText("Decision: reject").waitFor();
    expect(await open.page.getByText("Being carried out").count()).toBe(1);
    await open.page.getByRole("link", { name: "← Open requests" }).click();
    await heading("Open requests").waitFor();
    await open.page.locator("h1:focus").filter({ hasText: "Open requests" }).waitFor();
    expect(await open.page.title()).toBe("Requests · Relay Approvals");
  });
});

describe("the search of the audit log", () => {
  const field = () => open.page.getByRole("combobox", { name: "Search the record" });
  const entries = () => open.page.getByRole("region", { name: "Entries" }).getByRole("list").first();
  const titles = () => entries().locator(".entry-title").allInnerTexts();

  it("is helped by suggestions, is in the address, and back leads to the one before", async () => {
    await inLastDays();
    await open.show("/audit");
    await field().pressSequentially("ki");
    expect(await open.page.getByRole("option").allInnerTexts()).toEqual(["kind:\nwhat happened"]);
    await field().press("ArrowDown");
    await field().press("Enter");
    await field().pressSequentially("decis");
    await field().press("ArrowDown");
    expect(await open.page.getByRole("option", { selected: true }).innerText()).toBe("kind:decision.made");
    await field().press("Enter");
    expect(await field().inputValue()).toBe("kind:decision.made ");
    await field().press("Enter");
    await open.page.waitForURL("**/audit?q=kind%3Adecision.made");
    await open.page.getByText("3 entries.").waitFor();
    expect(await titles()).toEqual(["Decision: revoke", "Decision: approve", "Decision: reject"]);
    expect(await open.page.evaluate("document.activeElement.id")).toBe("query");
    await open.page.goBack();
    await open.page.getByText("47 entries.").waitFor();
    expect(await field().inputValue()).toBe("");
  });

  it("is read from the address, and says how far it looked", async () => {
    await open.show("/audit?q=actor%3Aolga+verdict%3Aapprove+created%3A%3E2026-11-18");
    expect(await field().inputValue()).toBe("actor:olga verdict:approve created:>2026-11-18");
    expect(await titles()).toEqual(Array(3).fill(["Decision: approve", "Vote: approve"]).flat());
    expect(await open.page.getByText("Looked by actor").innerText()).toContain(
      "from 19 Nov 2026, 01:00 to 25 Nov 2026, 10:35, 8 rows read. Nothing in this range is left.",
    );
    await wholePicture(open.page, "page-audit");
  });

  it("says at the field what the service finds wrong, and nothing else", async () => {
    await inLastDays();
    await open.show("/audit");
    await field().fill("colour:red");
    await open.page.getByRole("button", { name: "Search" }).click();
    const fault = open.page.getByRole("alert");
    await fault.waitFor();
    expect(await fault.innerText()).toContain("colour: is no key");
    expect(await field().getAttribute("aria-invalid")).toBe("true");
    expect(await field().getAttribute("aria-describedby")).toBe(await fault.getAttribute("id"));
    expect(await entries().count()).toBe(0);
    await open.page.getByText("How to search").click();
    await open.page.getByRole("link", { name: "kind:decision.made verdict:approve" }).click();
    await fault.waitFor({ state: "detached" });
    await open.page.getByText("1 entry.").waitFor();
    expect(await titles()).toEqual(["Decision: approve"]);
  });

  it("is narrowed by facets, which can be taken back, and leaves out what it is told to", async () => {
    await inLastDays();
    await open.show("/audit");
    await open.page.getByRole("link", { name: "Leave out card.posted" }).click();
    await open.page.waitForURL("**/audit?q=-kind%3Acard.posted");
    await open.page.getByRole("link", { name: "Leave out card.posted" }).waitFor({ state: "detached" });
    expect(await titles()).not.toContain("Card posted in Teams");
    await open.page.getByRole("link", { name: /^Omar Osei/ }).click();
    await open.page.getByText("6 entries.").waitFor();
    const { ref } = await quarter.api.stage.store.people.pseudonymOf(omar);
    expect(await field().inputValue()).toBe(`-kind:card.posted actor:${ref}`);
    await open.page.getByRole("link", { name: /^Omar Osei/ }).click();
    await open.page.getByText("39 entries.").waitFor();
    expect(await field().inputValue()).toBe("-kind:card.posted");
  });

  it("shows more on demand, and oldest first", async () => {
    await open.show("/audit?q=kind%3Adecision.made+created%3A%3E90d");
    await open.page.getByText("100 entries.").waitFor();
    await open.page.getByRole("button", { name: "Show more" }).click();
    await open.page.getByText("133 entries.").waitFor();
    expect(await open.page.getByRole("button", { name: "Show more" }).count()).toBe(0);
    await open.page.getByRole("link", { name: "Oldest first" }).click();
    await open.page.waitForURL("**/audit?q=kind%3Adecision.made+created%3A%3E90d&order=oldest");
    await entries().getByRole("listitem").first().filter({ hasText: "28 Aug 2026" }).waitFor();
  });

  it("puts a new entry on top, marked", async () => {
    const { api } = await inLastDays();
    await open.show("/audit?q=kind%3Avote.refused");
    await open.page.getByText("No entries").waitFor();
    await api.stage.click(requestIdFor({ endpoint: "pe-orders-import" }), "approve", "I need it", rita);
    await open.runFor(5_000);
    await entries().getByText("New", { exact: true }).waitFor();
    expect(await titles()).toEqual(["Vote refused: approve"]);
    await open.page.getByRole("status").filter({ hasText: "1 new entry" }).waitFor({ state: "attached" });
  });

  it("can be exported in each format by whoever has the role", async () => {
    await open.show("/audit?q=actor%3Aolga");
    const links = open.page.getByRole("region", { name: "Export all that matches" }).getByRole("link");
    const addresses = await links.evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    expect(addresses).toEqual([
      "/api/audit?q=actor%3Aolga&order=newest&format=csv",
      "/api/audit?q=actor%3Aolga&order=newest&format=ndjson",
      "/api/audit?q=actor%3Aolga&order=newest&format=ocsf",
    ]);
    const saved = open.page.waitForEvent("download");
    await links.nth(1).click();
    expect((await saved).suggestedFilename()).toBe("relay-approvals-2026-11-25.ndjson");
    server.api = quarter.as(aCaller(rita, "Audit.Read"));
    await open.show("/audit?q=actor%3Aolga");
    await open.page.getByText("You need the role Audit.Export for that.").waitFor();
    expect(await links.count()).toBe(0);
  });
});

describe("the figures", () => {
  beforeEach(() => open.show("/figures"));

  it("are drawn, and stand in a table too", async () => {
    const charts = open.page.getByRole("img", { name: "Endpoints used by day: from 139 on 2026-08-28 to 206 on" });
    await charts.waitFor();
    expect(await open.page.locator("canvas").count()).toBe(2);
    expect(await open.page.evaluate(DRAWN)).toEqual([true, true]);
    await wholePicture(open.page, "page-figures");
    await open.page.getByText("As a table").last().click();
    const rows = open.page.getByRole("table", { name: "Endpoints used, by day" }).getByRole("row");
    expect(await rows.count()).toBe(91);
    expect(await rows.nth(1).innerText()).toMatch(/^2026-11-25\s+206$/);
  });

  it("are asked for whole days, and of a namespace on demand", async () => {
    expect(server.asked.map(({ path }) => path)).toContain(
      "/api/metrics?from=2026-08-28T00%3A00%3A00.000Z&to=2026-11-26T00%3A00%3A00.000Z",
    );
    await open.page.getByRole("link", { name: "30 days" }).click();
    const asked = open.page.waitForRequest((request) => request.url().endsWith("namespace=contoso-payments"));
    await open.page.getByRole("link", { name: "contoso-payments" }).click();
    expect((await asked).url()).toBe(
      `${server.url}/api/metrics?from=2026-10-27T00%3A00%3A00.000Z&to=2026-11-26T00%3A00%3A00.000Z&namespace=contoso-payments`,
    );
    expect(open.page.url()).toBe(`${server.url}/figures?days=30&namespace=contoso-payments`);
  });
});

/** Whether there is anything on each canvas. */
const DRAWN = `[...document.querySelectorAll("canvas")].map((canvas) =>
  canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value > 0))`;
