import { once } from "node:events";
import { type ClientRequest, type IncomingMessage, request as send } from "node:http";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { aPlace, type Place, type RunningHost, startHost, until } from "./running-host.ts";

// Forking a host takes its time on a busy machine.
jest.setTimeout(60_000);

let place: Place;
let host: RunningHost;

beforeAll(async () => {
  place = aPlace();
  host = await startHost(place, 0, "streaming-app");
});
afterAll(async () => {
  await host[Symbol.asyncDispose]();
  place[Symbol.dispose]();
});

const letPass = (gate: string) => host.fetch(`/let/${gate}`);

/** Not `fetch`: it sends no answer back before the request has ended. */
function begin(path: string, method = "GET", headers: Record<string, string> = {}): ClientRequest {
  return send({ host: "127.0.0.1", port: new URL(host.url).port, path, method, headers, agent: false });
}

async function answerTo(sent: ClientRequest): Promise<IncomingMessage> {
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  return answer;
}

async function textOf(answer: IncomingMessage): Promise<string> {
  return Buffer.concat(await answer.toArray()).toString();
}

describe("an answer that is streamed", () => {
  it("reaches the caller piece by piece, as the app gives them", async () => {
    const { body, headers } = await host.fetch("/slow/pieces");
    expect(headers.get("x-kind")).toBe("slow");
    const pieces = (body as ReadableStream<Uint8Array>).getReader();
    const next = async () => Buffer.from((await pieces.read()).value ?? []).toString();
    expect(await next()).toBe("one,");
    expect(place.effects("streamed")).toEqual([]);
    await letPass("pieces-2");
    expect(await next()).toBe("two,");
    await letPass("pieces-3");
    let rest = 0;
    for (let read = await pieces.read(); !read.done; read = await pieces.read()) rest += read.value.length;
    expect(rest).toBe(1024 * 1024);
  });

  it("arrives whole when it is large, also for a caller who takes it slowly", async () => {
    const answer = await answerTo(begin("/large").end());
    let at = 0;
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      // Each piece is half a MB of its own number.
      expect(chunk[0]).toBe(Math.floor(at / (512 * 1024)));
      at += chunk.length;
      await new Promise(setImmediate);
    }
    expect([at, answer.complete]).toEqual([64 * 512 * 1024, true]);
  });

  it("has a head only for HEAD, and no content for 204", async () => {
    for (const gate of ["head-2", "head-3"]) await letPass(gate);
    const head = await host.fetch("/slow/head", { method: "HEAD" });
    expect([head.status, head.headers.get("x-kind"), await head.text()]).toEqual([200, "slow", ""]);
    const empty = await host.fetch("/noContent");
    expect([empty.status, empty.headers.get("x-kind"), await empty.text()]).toEqual([204, "empty", ""]);
  });

  it("keeps each of its cookies", async () => {
    const answer = await host.fetch("/cookies");
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([201, ["one=1; HttpOnly", "two=2"]]);
  });

  it("that breaks off in the middle is not taken for a whole one", async () => {
    const answer = await answerTo(begin("/breaks").end());
    expect(String(await once(answer, "data"))).toBe("a beginning");
    const broken = once(answer, "error");
    await letPass("breaking");
    await broken;
    expect(answer.complete).toBe(false);
  });
});

describe("a request that is streamed", () => {
  it("reaches the app with its address, query, headers and body", async () => {
    const headers = { "x-one": "1", "x-forwarded-host": "evil.example", "x-ms-invocation-id": "made-up" };
    const answer = await host.fetch("/seen/7?q=1&q=2&id=8&Headers=x", { method: "POST", body: "hello", headers });
    expect(await answer.json()).toMatchObject({
      url: `${host.url.replace("localhost", "127.0.0.1")}/seen/7?q=1&q=2&id=8&Headers=x`,
      method: "POST",
      // In Azure too, what stands in the query is among the parameters; the route's come first.
      params: { id: "7", q: "1,2" },
      query: [
        ["q", "1"],
        ["q", "2"],
        ["id", "8"],
        ["Headers", "x"],
      ],
      headers: { "x-one": "1" },
      body: "hello",
    });
  });

  it.each(["GET", "DELETE"])("may have no body: %s", async (method) => {
    expect(await (await host.fetch("/seen/1", { method })).json()).toMatchObject({ method, body: "" });
  });

  it("never says who its caller is", async () => {
    const headers = {
      "x-ms-client-principal-id": "x",
      "X-MS-TOKEN-AAD-ID-TOKEN": "y",
      "x-ms-token-aad-access-token": "z",
    };
    const seen = (await (await host.fetch("/seen/1", { headers })).json()) as { headers: Record<string, string> };
    expect(Object.keys(seen.headers).filter((name) => name.startsWith("x-ms-"))).toEqual([]);
  });

  it("is read while it is being sent", async () => {
    const sent = begin("/upload/live", "POST");
    sent.write("first");
    await until(() => place.effects("live-arrived").includes("first"));
    sent.write("second");
    await until(() => place.effects("live-arrived").includes("second"));
    expect((await answerTo(sent.end())).statusCode).toBe(200);
    expect(place.effects("live")).toEqual(["to the end"]);
  });

  it("gets its answer before its end, when the app has read enough", async () => {
    const sent = begin("/limited", "POST").on("error", () => {});
    sent.write("x".repeat(2000));
    const answer = await answerTo(sent);
    expect([answer.statusCode, await textOf(answer)]).toEqual([413, "too long"]);
    sent.destroy();
    expect(await (await host.fetch("/limited", { method: "POST", body: "x".repeat(1000) })).text()).toBe("1000");
  });

  it("is answered also when all of a long body is sent before anything is read", async () => {
    const answer = await host.fetch("/limited", { method: "POST", body: "x".repeat(4 * 1024 * 1024) });
    expect([answer.status, await answer.text()]).toEqual([413, "too long"]);
  });

  it("is answered also when the app gives up reading it", async () => {
    const sent = begin("/cancelled", "POST").on("error", () => {});
    sent.write("not yet all");
    const answer = await answerTo(sent);
    expect([answer.statusCode, await textOf(answer)]).toEqual([413, "that was enough"]);
    sent.destroy();
  });

  it("can't be longer than 100 MB", async () => {
    const headers = { "content-length": String(101 * 1024 * 1024) };
    const sent = begin("/upload/long", "POST", headers).on("error", () => {});
    for (let piece = 0; piece < 101 && sent.writable; piece += 1) sent.write(Buffer.alloc(1024 * 1024));
    const outcome = await Promise.race([
      answerTo(sent).catch(() => undefined),
      once(sent, "close").then(() => undefined),
    ]);
    expect([413, undefined]).toContain(outcome?.statusCode);
    sent.destroy();
    expect(await until(() => place.effects("long")[0])).toBe("cut off");
  });
});

describe("a caller who goes away", () => {
  it("in the middle of the answer stops nothing but that", async () => {
    const sent = begin("/slow/left").end();
    await once(await answerTo(sent), "data");
    sent.destroy();
    for (const gate of ["left-2", "left-3"]) await letPass(gate);
    await until(() => place.effects("streamed").includes("left"));
    expect((await host.fetch("/noContent")).status).toBe(204);
  });

  it("in the middle of the request is noticed by the app", async () => {
    const sent = begin("/upload/left", "POST").on("error", () => {});
    sent.write("first");
    await until(() => place.effects("left-arrived").length > 0);
    sent.destroy();
    expect(await until(() => place.effects("left")[0])).toBe("cut off");
  });
});

describe("a function that gives no answer", () => {
  it.each([
    ["throws", "broken on purpose"],
    ["nothing", "The function gave no answer"],
  ])("because it %s leaves its caller with 504, and a line in the log", async (name, reason) => {
    expect((await host.fetch(`/${name}`)).status).toBe(504);
    await until(() => host.lines.some((line) => line.includes(`error ${name} ${reason}`)));
  });
});

describe("a route for all the rest", () => {
  it("comes after every other one", async () => {
    expect(await (await host.fetch("/some/where")).json()).toEqual({ rest: "some/where" });
    expect(await (await host.fetch("/")).json()).toEqual({ rest: "" });
    expect((await host.fetch("/noContent")).status).toBe(204);
  });

  it("takes nothing that is the host's", async () => {
    expect((await host.fetch("/admin/host/status")).status).toBe(401);
    expect((await host.fetch("/admin")).status).toBe(401);
    for (const path of ["/runtime", "/runtime/webhooks/other", "/RUNTIME/x"]) {
      expect([path, (await host.fetch(path)).status]).toEqual([path, 404]);
    }
  });
});

describe("a host that stops", () => {
  it("does not wait for an answer without an end", async () => {
    using other = aPlace();
    const stopping = await startHost(other, 0, "streaming-app");
    const pieces = ((await stopping.fetch("/slow/stopped")).body as ReadableStream<Uint8Array>).getReader();
    await pieces.read();
    const rest = pieces.read().catch(() => "cut off");
    await stopping[Symbol.asyncDispose]();
    expect(await rest).toBe("cut off");
  });
});
