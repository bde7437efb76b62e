import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { aControl, type ControlUnderTest } from "./a-control.ts";

let page: ControlUnderTest;
let host: string;

beforeAll(async () => {
  page = await aControl();
  ({ host } = new URL(page.control.url));
});
afterAll(() => page.end());

const post = (headers: Record<string, string>, body = '{"minutes":5}') =>
  page.send("/api/clock", { method: "POST", headers, body });
const json = { "content-type": "application/json" };

describe("who is let in", () => {
  it("is a page of this machine under either of its names", async () => {
    const { port } = new URL(page.control.url);
    for (const own of [`localhost:${port}`, `127.0.0.1:${port}`]) {
      expect((await page.send("/", { headers: { host: own } })).status).toBe(200);
      expect((await post({ ...json, host: own, origin: `http://${own}` })).status).toBe(200);
    }
  });

  it("is nobody who calls this machine by another name", async () => {
    for (const foreign of ["evil.example", "localhost", "localhost:1", "evil.example:80", `evil.${host}`]) {
      expect((await page.send("/api/state", { headers: { host: foreign } })).status).toBe(403);
      expect((await page.send("/", { headers: { host: foreign } })).status).toBe(403);
      expect((await post({ ...json, host: foreign })).status).toBe(403);
    }
  });

  it("is no page of another site", async () => {
    for (const origin of [
      "https://evil.example",
      "null",
      `https://${host}`,
      "http://localhost:1",
      `http://${host}.evil`,
    ])
      expect((await post({ ...json, origin })).status).toBe(403);
  });

  it("is no form", async () => {
    for (const type of [
      "application/x-www-form-urlencoded",
      "text/plain",
      "multipart/form-data",
      "application/jsonp",
      "",
    ])
      expect((await post({ "content-type": type })).status).toBe(415);
    expect((await post({})).status).toBe(415);
  });

  it("changes nothing when it refuses", async () => {
    const before = [...page.asked];
    await post({ ...json, origin: "https://evil.example" });
    await post({ "content-type": "text/plain" });
    await post(json, "{");
    expect(page.asked).toEqual(before);
  });
});

describe("a token for the API", () => {
  const ask = (query: string, headers: Record<string, string> = {}) => page.send(`/token${query}`, { headers });

  it("is given to a program, with where to use it", async () => {
    const { status, text, headers } = await ask("?person=olga");
    expect([status, JSON.parse(text)]).toEqual([
      200,
      {
        ...{ access_token: "a token of Olga Owens", url: "http://localhost:1", ca: "/sandbox/certificates/ca.pem" },
        ...{ arm_token: "a token of Olga Owens for ARM", arm_url: page.arm.url },
        clock_offset_ms: 0,
      },
    ]);
    expect(headers["cache-control"]).toBe("no-store");
  });

  it("is given to no page, not even to the control page", async () => {
    for (const origin of ["https://evil.example", "null", page.control.url]) {
      expect((await ask("?person=olga", { origin })).status).toBe(403);
    }
    for (const site of ["cross-site", "same-site", "same-origin", "none"]) {
      expect((await ask("?person=olga", { "sec-fetch-site": site })).status).toBe(403);
    }
    expect((await ask("?person=olga", { host: "evil.example" })).status).toBe(403);
    expect((await page.send("/token?person=olga", { method: "POST", headers: json, body: "{}" })).status).toBe(405);
  });

  it("is given for nobody who is not there", async () => {
    for (const query of ["", "?person=", "?person=mallory", "?person=__proto__"]) {
      const { status, text } = await ask(query);
      expect([status, JSON.parse(text).refused]).toEqual([
        404,
        "Nobody is called that here. Ask for olga, omar, rita, gus, rob.",
      ]);
    }
  });
});

describe("what is sent", () => {
  it("must be JSON", async () => {
    for (const body of ["", "{", "minutes=5", "\u0000"]) {
      const { status, text } = await post(json, body);
      expect([status, JSON.parse(text)]).toEqual([400, { refused: "The body is no JSON." }]);
    }
  });

  it("is at most 64 KB long", async () => {
    const { status, text } = await post(json, `{"minutes":5,"more":"${"x".repeat(64 * 1024)}"}`);
    expect([status, JSON.parse(text)]).toEqual([413, { refused: "The body is longer than 65536 bytes." }]);
  });

  it.each([
    ["clock", {}],
    ["clock", { minutes: -5 }],
    ["clock", { minutes: 0.5 }],
    ["clock", { minutes: 1e9 }],
    ["clock", { minutes: 5, more: 1 }],
    ["host", { wanted: "burn" }],
    ["fault", { name: "events-lost", on: "yes" }],
    ["fault", { name: "events-lost", on: true, times: 0 }],
    ["portal", { connection: "/x", verb: "steal" }],
    ["card", { connection: 1 }],
    ["leave", null],
    ["sweep", []],
  ])("is refused to %s when it is %j", async (name, body) => {
    expect((await page.act(name, body)).status).toBe(400);
  });
});

describe("where there is nothing", () => {
  it("answers 404", async () => {
    for (const path of ["/api/nothing", "/control.ts", "/../package.json", "/%2e%2e/control.ts", "/__proto__", "/api/"])
      expect((await page.send(path)).status).toBe(404);
  });

  it("answers 405 to the wrong method", async () => {
    expect((await page.send("/api/clock")).status).toBe(405);
    expect((await page.send("/api/state", { method: "DELETE" })).status).toBe(405);
    expect((await page.send("/", { method: "POST", headers: json, body: "{}" })).status).toBe(405);
  });
});
