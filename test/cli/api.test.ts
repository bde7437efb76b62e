import { createServer, type IncomingMessage } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { listen, stopListening } from "../../sandbox/listening.ts";
import { textOf } from "../../src/cli/answer-text.ts";
import { aProblem, type FakeApi, type Instead, startFakeApi } from "./fake-api.ts";
import { allTold, reaching, told } from "./told.ts";

let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
});
beforeEach(() => {
  api.heard.length = 0;
  api.world.instead = [];
});
afterAll(() => api.stop());

const path = () => `${api.url}/api/namespaces`;
const asked = (env: Readonly<Record<string, string>> = reaching(api), ...words: readonly string[]) =>
  told(["namespaces", ...words], { env });

describe("the service", () => {
  it("is asked at --url before what the environment says, below its path, with the token", async () => {
    await asked({ ...reaching(api), RELAY_APPROVALS_URL: "https://elsewhere.example" }, "--url", `${api.url}/below`);
    expect(api.heard.map((heard) => [heard.path, heard.authorization])).toEqual([
      ["/below/api/namespaces", "Bearer t0ken"],
    ]);
  });

  it.each([
    [undefined, /^Which service\? Give its address with --url or in RELAY_APPROVALS_URL/],
    ["relay-approvals.example", /: give an https address\.$/],
    ["http://relay-approvals.example", /: give an https address\.$/],
    ["http://127.0.0.1.relay-approvals.example", /: give an https address\.$/],
    ["ftp://localhost", /: give an https address\.$/],
    ["http://olga:secret@relay-approvals.example", /^The address holds a user or a password: give it without\.$/],
    ["http://relay-approvals.example/?code=KEY", /^http:\/\/relay-approvals\.example\/: give an https address\.$/],
    ["olga:secret@relay-approvals.example", /^The address: give an https address\.$/],
    ["//olga:secret@relay-approvals.example", /^The address: give an https address\.$/],
    ["https://olga:sec#ret@relay-approvals.example", /^The address: give an https address\.$/],
    ["https://olga:secret@relay-approvals.example", /^The address holds a user or a password: give it without\.$/],
    [
      "https://relay-approvals.example/?code=1",
      /^https:\/\/relay-approvals\.example\/: give the address alone, without \? and #\.$/,
    ],
  ])("at %s is not asked", async (url, why) => {
    const { code, err } = await asked({ RELAY_APPROVALS_TOKEN: "t0ken", ...(url && { RELAY_APPROVALS_URL: url }) });
    expect([code, err]).toEqual([2, [expect.stringMatching(why)]]);
  });

  it("is not asked without a token, and it is said how to get one", async () => {
    const { code, err } = await asked({ RELAY_APPROVALS_URL: api.url });
    expect([code, err]).toEqual([
      3,
      [
        expect.stringMatching(
          /^Not signed in\. Set RELAY_APPROVALS_TOKEN .*--scope or RELAY_APPROVALS_SCOPE.*azd env get-value API_CLIENT_ID/s,
        ),
      ],
    ]);
    const odd = await asked({ RELAY_APPROVALS_URL: api.url, RELAY_APPROVALS_TOKEN: "two words" });
    expect([odd.code, odd.err, api.heard]).toEqual([3, ["RELAY_APPROVALS_TOKEN holds what is no token."], []]);
  });
});

describe("what is no answer", () => {
  const cases: readonly (readonly [Instead, number, string])[] = [
    [
      aProblem({
        status: 400,
        detail: "Two are wrong.",
        faults: [{ parameter: "from", message: "is \u001b[2J no time" }],
      }),
      2,
      ": the service cannot make sense of it. Two are wrong.\n  from: is ?[2J no time\nCorrelation id: c-4711",
    ],
    [
      aProblem({ status: 400, detail: "from is no time.", faults: [{ parameter: "from", message: "is no time" }] }),
      2,
      ": the service cannot make sense of it.\n  from: is no time\nCorrelation id: c-4711",
    ],
    [
      aProblem({ status: 401 }),
      3,
      ": the service does not take the token: it may be of another tenant or for another service, or too old. Sign in anew. Detail.\nCorrelation id: c-4711",
    ],
    [{ status: 403 }, 3, ": you are signed in, but not allowed to do this."],
    [
      { status: 404, headers: { "content-type": "text/html" }, body: "<p>" },
      2,
      ": there is no such thing, or none that you may see.",
    ],
    [{ status: 409, headers: { "content-type": "application/json" }, body: "{" }, 1, ": not now."],
    [{ status: 500 }, 4, ": the service answers 500."],
    [{ status: 418, headers: { "content-type": "application/json" }, body: "7" }, 2, ": the service answers 418."],
  ];
  it.each(cases)("ends the command, in words: %j", async (instead, exit, words) => {
    api.world.instead = [instead];
    expect(await asked()).toEqual({ code: exit, out: [], err: [`${path()}${words}`] });
  });

  it.each([
    { status: 200, headers: { "content-type": "text/html" }, body: "<p>Sign in" },
    { status: 200, headers: { "content-type": "application/json" }, body: '{"else":1}' },
  ])("is not taken for one: %j", async (instead) => {
    api.world.instead = [instead];
    const { code, err } = await asked();
    expect([code, err]).toEqual([
      4,
      [`${api.url} answers api/namespaces with something else. Is it the address of Relay Approvals?`],
    ]);
  });

  it("is told from one that broke off", async () => {
    const headers = { "content-type": "application/json" };
    api.world.instead = [{ status: 200, headers, body: '{"namespaces":', breaksOff: true }];
    const { code, err } = await asked();
    expect([code, err]).toEqual([4, [expect.stringMatching(/^The answer of http:\/\/127\.0\.0\.1:\d+ broke off: /)]]);
  });

  it("never ends, or is longer than any of the service", async () => {
    const endless = createServer((_, response) => void response.write("x".repeat(1_000)));
    const port = await listen(endless, 0, "an endless one");
    const answer = () => fetch(`http://127.0.0.1:${port}`);
    const brokeOff = (why: string) => ({
      exit: 4,
      message: `The answer of http://127.0.0.1:${port} broke off: ${why}.`,
    });
    await expect(textOf(await answer(), { milliseconds: 1, bytes: 10_000 })).rejects.toMatchObject(
      brokeOff("it took too long"),
    );
    await expect(textOf(await answer(), { milliseconds: 60_000, bytes: 999 })).rejects.toMatchObject(
      brokeOff("it is too long"),
    );
    endless.closeAllConnections();
    await stopListening(endless);
  });

  it("is where nobody listens", async () => {
    const closed = createServer();
    const port = await listen(closed, 0, "nobody");
    await stopListening(closed);
    const { code, err } = await asked({ ...reaching(api), RELAY_APPROVALS_URL: `http://127.0.0.1:${port}` });
    expect([code, err]).toEqual([4, [`http://127.0.0.1:${port} gives no answer: ECONNREFUSED.`]]);
  });

  it("takes the token nowhere else", async () => {
    const others: IncomingMessage[] = [];
    const other = createServer((request, response) => {
      others.push(request);
      response.end("{}");
    });
    const port = await listen(other, 0, "another");
    for (const status of [301, 302, 307, 308]) {
      api.world.instead = [{ status, headers: { location: `http://127.0.0.1:${port}/api/namespaces` } }];
      expect(await asked()).toMatchObject({
        code: 2,
        err: [
          `${path()}: the service leads elsewhere (${status}), where the token does not follow. Is the address right?`,
        ],
      });
    }
    await stopListening(other);
    expect([others.length, api.heard.length]).toEqual([0, 4]);
  });
});

describe("a busy service", () => {
  const busy = (status: number, after?: string): Instead => ({
    status,
    ...(after && { headers: { "retry-after": after } }),
  });
  const all = () => allTold(["namespaces"], { env: reaching(api) });

  it("is asked again when it says, in seconds or at a time", async () => {
    api.world.instead = [busy(429, "7"), busy(503, "Fri, 20 Nov 2026 09:00:09 GMT"), busy(503)];
    const { code, waited, progress } = await all();
    expect([code, waited]).toEqual([0, [7_000, 9_000, 2_000]]);
    expect(progress[0]).toBe("The service is busy: again in 7 s");
  });

  it("is given up after four times", async () => {
    api.world.instead = Array.from({ length: 9 }, () => busy(429, "0"));
    const { code, waited, err } = await all();
    expect([code, waited.length, api.heard.length]).toEqual([4, 3, 4]);
    expect(err).toEqual([`${path()}: the service is busy (429). Try again in 0 s.`]);
  });

  it("that says nothing of when is asked again, and not called busy in the end", async () => {
    api.world.instead = Array.from({ length: 4 }, () => busy(503));
    expect((await all()).err).toEqual([`${path()}: the service cannot do this now (503).`]);
  });

  it("that answers at endless length is not heard to the end", async () => {
    const headers = { "content-type": "application/problem+json" };
    const body = (length: number) => JSON.stringify({ title: "A title.", detail: `It is so.${" ".repeat(length)}` });
    api.world.instead = [{ status: 403, headers, body: body(2_000_000) }];
    expect((await all()).err).toEqual([`${path()}: you are signed in, but not allowed to do this.`]);
    api.world.instead = [{ status: 403, headers, body: body(0) }];
    expect((await all()).err).toEqual([`${path()}: you are signed in, but not allowed to do this. It is so.`]);
  });

  it("that says to come back much later is left alone until then", async () => {
    api.world.instead = [busy(503, "3600")];
    const { code, waited, err } = await all();
    expect([code, waited, err]).toEqual([4, [], [`${path()}: the service is busy (503). Try again in 3600 s.`]]);
  });

  it("that says an odd time is asked soon, and one in the past at once", async () => {
    api.world.instead = [busy(503, "soon"), busy(503, "Fri, 20 Nov 2026 08:00:00 GMT")];
    expect((await all()).waited).toEqual([2_000, 0]);
  });
});
