import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { aControl, type ControlUnderTest } from "./a-control.ts";

const folder = resolve(process.cwd(), "sandbox/control/page");
const files = readdirSync(folder);
let page: ControlUnderTest;

beforeAll(async () => {
  page = await aControl();
});
afterAll(() => page.end());

describe("the page", () => {
  it("serves each of its files as it was written", async () => {
    for (const file of files) {
      const { status, text } = await page.send(file === "index.html" ? "/" : `/${file}`);
      expect([file, status, text]).toEqual([file, 200, readFileSync(join(folder, file), "utf8")]);
    }
  });

  it("gives the audit log as lines of JSON, to be replayed", async () => {
    const { status, text, headers } = await page.send("/audit.ndjson");
    expect([status, text, headers["content-type"]]).toEqual([
      ...[200, '{"id":"r-1/seen"}\n', "application/x-ndjson; charset=utf-8"],
    ]);
    expect((await page.send("/audit.ndjson", { method: "POST" })).status).toBe(405);
  });

  it("takes nothing from elsewhere and runs nothing that stands in it", async () => {
    const { headers } = await page.send("/");
    expect(headers["content-security-policy"]).toContain("default-src 'none'; script-src 'self'");
    expect(headers["content-security-policy"]).not.toContain("unsafe");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["cache-control"]).toBe("no-store");
  });

  it("never makes markup of text", () => {
    const scripts = files.filter((file) => file.endsWith(".js"));
    for (const file of scripts)
      expect(readFileSync(join(folder, file), "utf8")).not.toMatch(
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write/,
      );
  });

  it("has an element for each id that its scripts ask for", () => {
    const html = readFileSync(join(folder, "index.html"), "utf8");
    const scripts = files
      .filter((file) => file.endsWith(".js"))
      .map((file) => readFileSync(join(folder, file), "utf8"));
    const asked = scripts.flatMap((text) => [...text.matchAll(/(?:byId|copyOf)\("([\w-]+)"\)/g)].map(([, id]) => id));
    expect(asked.length).toBeGreaterThan(15);
    for (const id of asked) expect(html).toContain(`id="${id}"`);
  });
});
