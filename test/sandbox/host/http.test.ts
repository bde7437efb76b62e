import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { aPlace, type Place, type RunningHost, startHost, until } from "./running-host.ts";

// Forking a host takes its time on a busy machine.
jest.setTimeout(60_000);

let place: Place;
let host: RunningHost;

beforeAll(async () => {
  place = aPlace();
  host = await startHost(place);
});
afterAll(async () => {
  await host[Symbol.asyncDispose]();
  place[Symbol.dispose]();
});

describe("an HTTP function", () => {
  it("gets its route parameters, query, headers and body, and answers with status, headers and cookies", async () => {
    const response = await host.fetch("/api/Echo/bob%20b/3?q=1&q=2", { method: "POST", body: "hello" });
    expect(response.status).toBe(201);
    expect(response.headers.get("x-method")).toBe("POST");
    expect(response.headers.get("set-cookie")).toBe("seen=yes; HttpOnly");
    expect(await response.json()).toEqual({
      params: { name: "bob b", count: "3" },
      query: "1,2",
      principal: null,
      body: "hello",
    });
  });

  it("never sees a principal that the caller made up", async () => {
    const headers = { "x-ms-client-principal": "e30=", "X-MS-CLIENT-PRINCIPAL-ID": "x" };
    const response = await host.fetch("/api/echo/bob", { headers });
    expect(await response.json()).toMatchObject({ principal: null });
  });

  it.each([
    ["a constraint that does not fit", "/api/echo/bob/three", "GET"],
    ["another method", "/api/echo/bob", "DELETE"],
    ["an unknown route", "/api/nowhere", "GET"],
    ["a route without the prefix", "/echo/bob", "GET"],
    ["an unknown webhook", "/runtime/webhooks/other", "POST"],
  ])("is not found by %s", async (_why, path, method) => {
    expect((await host.fetch(path, { method })).status).toBe(404);
  });

  it("prefers a literal route to one that takes the rest", async () => {
    expect(await (await host.fetch("/api/files/special")).text()).toBe("special");
    expect(await (await host.fetch("/api/files/a/b")).json()).toEqual({ path: "a/b" });
    expect(await (await host.fetch("/api/files")).json()).toEqual({});
  });

  it("answers 204 when it gives nothing, and 500 without a body when it throws", async () => {
    expect((await host.fetch("/api/silent")).status).toBe(204);
    const broken = await host.fetch("/api/broken");
    expect([broken.status, await broken.text()]).toEqual([500, ""]);
  });

  it("runs between its hooks", async () => {
    await host.fetch("/api/files/special");
    expect(place.effects("hooks").slice(0, 2)).toEqual(["before", "after"]);
  });

  it("can't be sent more than 100 MB", async () => {
    // It has an end: a client that hears no answer in time would go on for ever.
    let pieces = 0;
    const body = new ReadableStream({
      pull(controller) {
        pieces += 1;
        if (pieces > 40) controller.close();
        else controller.enqueue(new Uint8Array(4 * 1024 * 1024));
      },
    });
    const init = { method: "POST", body, duplex: "half" } as RequestInit;
    const response = await host.fetch("/api/echo/bob", init).catch((fault: Error) => fault);
    if (response instanceof Response) expect(response.status).toBe(413);
    expect((await host.fetch("/api/silent")).status).toBe(204);
  });
});

describe("a function's level", () => {
  const call = async (path: string, headers: Record<string, string> = {}) =>
    (await host.fetch(path, { headers })).status;

  it("function opens to the function key and the master key", async () => {
    expect(await call("/api/locked")).toBe(401);
    expect(await call("/api/locked?code=wrong")).toBe(401);
    expect(await call(`/api/locked?code=${host.keys.function}`)).toBe(200);
    expect(await call("/api/locked", { "x-functions-key": host.keys.master })).toBe(200);
    expect(await call(`/api/locked?code=${host.keys.function}`, { "x-functions-key": "wrong" })).toBe(401);
  });

  it("admin opens to the master key only", async () => {
    expect(await call(`/api/master?code=${host.keys.function}`)).toBe(401);
    expect(await call(`/api/master?code=${host.keys.master}`)).toBe(200);
  });
});

describe("the host's own addresses", () => {
  it("tell the status to who has the master key", async () => {
    expect((await host.fetch("/admin/host/status")).status).toBe(401);
    const response = await host.fetch("/admin/host/status", { headers: { "x-functions-key": host.keys.master } });
    expect(await response.json()).toMatchObject({ state: "Running" });
  });

  it("open the app's durable interface to no web page", async () => {
    const fromPage = await host.fetch("/durabletask/instances/", { headers: { origin: "http://evil.example" } });
    expect(fromPage.status).toBe(403);
    expect((await host.fetch("/durabletask/instances/")).status).toBe(200);
  });
});

describe("the root of an app without a page", () => {
  it("shows that the host runs, unless the setting switches that off", async () => {
    const home = await host.fetch("/");
    expect([home.status, await home.text()]).toEqual([200, "Your Functions host is up and running"]);
    using other = aPlace();
    await using quiet = await startHost(other, 0, "app", { AzureWebJobsDisableHomepage: "true" });
    expect((await quiet.fetch("/")).status).toBe(204);
  });
});

describe("the log", () => {
  it("has a line a record, and no key in it", async () => {
    await host.fetch(`/api/logs?secret=${host.keys.master}`);
    const line = await until(() => host.lines.find((text) => text.includes("logs key")));
    expect(line).toMatch(/^\d\d:\d\d:\d\d information logs key \[key\]\\nnext line \\u001b\[31m$/);
  });
});
