import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { Browser } from "playwright-core";
import { aCaller } from "../api/an-api.ts";
import { gus } from "../support/builders.ts";
import { launchBrowser, screenshot } from "./browser.ts";
import { OLGA, requestIdFor } from "./service-page/contoso.ts";
import { theLastDays } from "./service-page/last-days.ts";
import { openServicePage, type ServicePage } from "./service-page/open-page.ts";
import { json, problem } from "./service-page/page-api.ts";
import { type PageServer, startPageServer, type Trouble } from "./service-page/page-server.ts";
import type { PlayedService } from "./service-page/played-service.ts";

jest.setTimeout(60_000);

let browser: Browser;
let service: PlayedService;
let server: PageServer;

beforeAll(async () => {
  browser = await launchBrowser();
  service = await theLastDays();
});
beforeEach(async () => {
  server = await startPageServer(service.as(OLGA));
});
afterEach(() => server.stop());
afterAll(() => browser?.close());

async function onPage<Result>(
  looks: Parameters<typeof openServicePage>[2],
  act: (open: ServicePage) => Promise<Result>,
) {
  const open = await openServicePage(browser, server, looks);
  try {
    return await act(open);
  } finally {
    await open.page.context().close();
  }
}

const everywhere = (status: number, title: string): Trouble => {
  return (path) => (path.startsWith("/api/") ? problem(status, title) : undefined);
};
const onlyAudit = (status: number, title: string): Trouble => {
  return (path) => (path.startsWith("/api/audit") ? problem(status, title) : undefined);
};
const none: Trouble = () => undefined;
const STORY = `/requests/${requestIdFor({ endpoint: "pe-orders-eu" })}`;

const VIEWS: readonly (readonly [name: string, path: string, trouble: Trouble])[] = [
  ["requests", "/", none],
  ["ended", "/?state=ended", none],
  ["no-requests", "/?namespace=contoso-partners", none],
  ["namespaces", "/namespaces", none],
  ["audit", "/audit", none],
  ["no-entries", "/audit?q=nothing", none],
  ["wrong-query", "/audit?q=colour:red", none],
  ["figures", "/figures", none],
  ["story", STORY, none],
  ["no-story", `/requests/r-${"a".repeat(26)}`, none],
  ["signed-out", "/", everywhere(401, "Sign in")],
  ["no-role", "/", everywhere(403, "Forbidden")],
  ["failed", "/audit", onlyAudit(500, "Something broke")],
  ["not-found", "/nowhere", none],
];

describe.each(VIEWS)("the view %s", (name, path, trouble) => {
  it.each(["light", "dark"] as const)("has no fault that axe finds, in %s", (colors) =>
    onPage({ colors }, async (open) => {
      server.trouble = trouble;
      await open.show(path);
      await open.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
      expect(await open.accessibilityFaults()).toEqual([]);
      await screenshot(open.page, `page-${name}-${colors}`);
    }),
  );

  it.each([360, 390])("fits a phone of %d", (width) =>
    onPage({ width, height: 800 }, async (open) => {
      server.trouble = trouble;
      await open.show(path);
      await open.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
      expect(await open.page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      expect(await open.accessibilityFaults()).toEqual([]);
      await screenshot(open.page, `page-${name}-${width}`);
    }),
  );
});

describe("whatever the browser is like", () => {
  it("the page starts, also in one that names a language which there is not", () =>
    onPage({}, async (open) => {
      const odd = 'Object.defineProperty(Navigator.prototype, "language", { get: () => "en-US@posix" })';
      await open.page.addInitScript(odd);
      await open.show("/figures");
      expect(await open.page.evaluate("navigator.language")).toBe("en-US@posix");
      expect(await open.page.locator("canvas").count()).toBeGreaterThan(0);
      expect(open.errors).toEqual([]);
    }));

  it("the page says that it has not started, where its script does not come", () =>
    onPage({}, async (open) => {
      await open.page.route("**/assets/*.js", (route) => route.abort());
      await open.page.goto(server.url);
      const heading = open.page.getByText("This page has not started");
      await heading.waitFor({ state: "attached" });
      // It would flash at every start else.
      const delay = "getComputedStyle(document.querySelector('.not-started')).animationDelay";
      expect(await open.page.evaluate(delay)).toBe("3s");
      await heading.waitFor();
      await screenshot(open.page, "page-not-started");
      expect(await open.accessibilityFaults()).toEqual([]);
    }));
});

describe("a name without end", () => {
  it("lies upon nothing that stands beside the table", () =>
    onPage({ width: 1280, height: 720 }, async (open) => {
      await open.show("/");
      const lengthen =
        "document.querySelectorAll('.table .outside').forEach((one) => { one.textContent = 'x'.repeat(80); })";
      await open.page.evaluate(lengthen);
      const edge = (of: string, side: string) =>
        open.page.evaluate<number>(`document.querySelector("${of}").getBoundingClientRect().${side}`);
      expect(await edge(".table", "right")).toBeLessThan(await edge("aside", "left"));
    }));
});

describe("with the keyboard alone", () => {
  const focused = (open: ServicePage) =>
    open.page.evaluate(`(() => {
      const { activeElement: at } = document;
      const name = at.getAttribute("aria-label") ?? at.labels?.[0]?.textContent ?? at.textContent;
      return at.localName + " " + name.trim();
    })()`);

  async function walk(open: ServicePage, steps: number): Promise<readonly unknown[]> {
    const walked: unknown[] = [];
    for (let step = 0; step < steps; step++) {
      await open.page.keyboard.press("Tab");
      expect(await open.page.evaluate("document.activeElement.matches(':focus-visible')")).toBe(true);
      walked.push(await focused(open));
    }
    return walked;
  }

  async function tabTo(open: ServicePage, name: string): Promise<void> {
    while (!String(await focused(open)).startsWith(name)) await open.page.keyboard.press("Tab");
  }

  it("everything is reached in the order in which it stands, and shows where the focus is", () =>
    onPage({}, async (open) => {
      await open.show("/");
      expect(await walk(open, 16)).toEqual([
        "a Skip to the content",
        "a Requests",
        "a Namespaces",
        "a Audit log",
        "a Figures",
        "a Sign out",
        "a Open",
        "a Ended",
        "a All",
        "a pe-scanner-07",
        "a pe-reporting",
        "a pe-settlement",
        "a pe-ledger-old",
        "a pe-orders-import",
        "a All, as a table",
        "a contoso-orders",
      ]);
    }));

  it("the menu can be skipped", () =>
    onPage({}, async (open) => {
      await open.show("/");
      await walk(open, 1);
      await open.page.keyboard.press("Enter");
      expect(await walk(open, 1)).toEqual(["a Open"]);
      expect(await open.page.getByRole("heading", { level: 1 }).innerText()).toBe("Open requests");
    }));

  it("an auditor finds who let somebody in, and reads the record", () =>
    onPage({}, async (open) => {
      await open.show("/audit");
      const field = open.page.getByRole("combobox");
      await tabTo(open, "input Search the record");
      await open.page.keyboard.type("verd");
      await open.page.keyboard.press("ArrowDown");
      await open.page.keyboard.press("Enter");
      await open.page.keyboard.press("ArrowDown");
      await open.page.keyboard.press("Enter");
      expect(await field.inputValue()).toBe("verdict:approve ");
      await open.page.keyboard.press("Escape");
      expect(await open.page.getByRole("option").count()).toBe(0);
      await open.page.keyboard.type("kind:change.applied");
      await open.page.keyboard.press("Escape");
      await open.page.keyboard.press("Enter");
      await open.page.getByText("1 entry.").waitFor();
      await tabTo(open, "a its story");
      await open.page.keyboard.press("Enter");
      await open.page.locator("h1:focus").filter({ hasText: "pe-orders-eu" }).waitFor();
      await tabTo(open, "summary Record of");
      await open.page.keyboard.press("Enter");
      await open.page.getByText("policyVersion").first().waitFor();
    }));

  it("a suggestion that is not wanted is left: the keys up and down come back to what was typed", () =>
    onPage({}, async (open) => {
      await open.show("/audit");
      const field = open.page.getByRole("combobox");
      await field.pressSequentially("-k");
      expect(await open.page.getByRole("option").count()).toBe(1);
      await field.press("ArrowUp");
      expect(await field.getAttribute("aria-activedescendant")).toBe("suggestion-0");
      await field.press("ArrowUp");
      expect(await field.getAttribute("aria-activedescendant")).toBeNull();
      expect(await field.inputValue()).toBe("-k");
    }));
});

describe("whoever may not see it", () => {
  it("is asked to sign in, and comes back to the same address", () =>
    onPage({}, async (open) => {
      server.trouble = everywhere(401, "Sign in");
      await open.show("/audit?q=actor%3Aolga");
      const link = open.page.getByRole("link", { name: "Sign in" });
      expect(await link.getAttribute("href")).toBe(
        "/.auth/login/aad?post_login_redirect_uri=%2Faudit%3Fq%3Dactor%253Aolga",
      );
      const asked = server.asked.length;
      await open.runFor(300_000);
      expect(server.asked).toHaveLength(asked);
    }));

  it("is not asked again when App Service can renew what ran out", () =>
    onPage({}, async (open) => {
      server.trouble = everywhere(401, "Sign in");
      await open.page.route("**/.auth/refresh", async (route) => {
        server.trouble = none;
        await route.fulfill({ status: 200, body: "" });
      });
      await open.show("/namespaces");
      await open.page.getByRole("table", { name: "Namespaces" }).waitFor();
    }));

  it.each([
    ["the service says so", none],
    ["they have no role", (path) => (path === "/api/me" ? json({ name: gus.name, roles: [] }) : undefined)],
  ] satisfies readonly (readonly [string, Trouble])[])("is told which roles there are, when %s", (_, trouble) =>
    onPage({}, async (open) => {
      server.api = service.as(aCaller(gus));
      server.trouble = trouble;
      await open.show("/");
      await open.page.getByRole("heading", { name: "You may not read this" }).waitFor();
      expect(await open.page.getByText("Audit.Read.All").count()).toBe(1);
      expect(await open.page.getByRole("table").count()).toBe(0);
    }),
  );

  it("may sign out, to come back as somebody else", () =>
    onPage({}, async (open) => {
      server.api = service.as(aCaller(gus));
      await open.show("/");
      const link = open.page.getByRole("main").getByRole("link", { name: "Sign out" });
      expect(await link.getAttribute("href")).toMatch(/^\/\.auth\/logout/);
    }));

  it("learns nothing of a request that is not theirs", () =>
    onPage({}, async (open) => {
      await open.show(`/requests/r-${"a".repeat(26)}`);
      await open.page.getByText("There is no such request, or it is not yours to see.").waitFor();
    }));
});

it("a fault is told with the number under which it is in the log", () =>
  onPage({}, async (open) => {
    server.trouble = onlyAudit(500, "Something broke");
    await open.show("/audit");
    expect(await open.page.getByRole("main").innerText()).toMatch(/Something broke[\s\S]*log under c-4f0a7d/);
  }));
