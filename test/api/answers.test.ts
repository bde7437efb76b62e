import { beforeEach, describe, expect, it } from "@jest/globals";
import { allowanceByCaller } from "../../src/api/allowance.ts";
import { answerTo } from "../../src/api/answer.ts";
import { API_PATHS, type ApiName } from "../../src/api/paths.ts";
import type { Caller } from "../../src/domain/caller.ts";
import { Fault } from "../../src/ports.ts";
import type { Store } from "../../src/store.ts";
import { olga, omar } from "../support/builders.ts";
import { ApiStage, type AskOptions, aCaller, jsonOf } from "./an-api.ts";

const ROLES = ["Audit.Read", "Requests.Decide"] as const;
const asOlga = aCaller(olga, ...ROLES);

let api: ApiStage;
let requestId: string;
beforeEach(async () => {
  api = new ApiStage();
  requestId = await api.stage.asked();
});

function optionsOf(name: ApiName): AskOptions {
  const path = { id: requestId, request: requestId, step: "seen", file: "checkpoint" };
  const bodies: Partial<Record<ApiName, object>> = {
    apiVote: { verdict: "approve", comment: "canary-comment" },
    apiHold: { question: "canary-question" },
    apiChange: { change: "revoke", connection: "contoso-orders/canary-connection", comment: "canary-comment" },
  };
  return { path, body: bodies[name] ?? {} };
}

function callerOf(name: ApiName): Caller {
  if (name === "apiLog") return { ...asOlga, roles: ["Audit.Read.All"] };
  if (name === "apiRecord") return { ...asOlga, roles: ["Audit.Read.All", "Audit.Export"] };
  return name === "apiRepair" ? { ...asOlga, roles: ["Audit.Repair"] } : asOlga;
}

/** Every port of the store, each of whose operations fails. */
function failingStore(error: Error): Store {
  const fail = () => {
    throw error;
  };
  const port = new Proxy({}, { get: () => fail });
  // The seam: whatever is asked of it fails.
  return new Proxy({}, { get: () => port }) as Store;
}

/** One tells nothing of the service; the other tells what fails, to who may know it. */
const NEEDING_NOTHING: readonly ApiName[] = ["apiDescription", "apiDoctor"];
const needing = API_PATHS.map(({ name }) => name).filter((name) => !NEEDING_NOTHING.includes(name));

describe("an answer in JSON", () => {
  it("is not sent again to who has it, also where something on the way has made its tag weak", async () => {
    const first = await api.ask("apiRequests", asOlga);
    const etag = first.headers["etag"] ?? "";
    for (const ifNoneMatch of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const again = await api.ask("apiRequests", asOlga, { ifNoneMatch });
      expect(again).toMatchObject({ status: 304, body: undefined, headers: { etag } });
    }
    for (const ifNoneMatch of ['"other"', "", etag.slice(1)])
      expect(await api.ask("apiRequests", asOlga, { ifNoneMatch })).toMatchObject({ status: 200, headers: { etag } });
  });

  it("is sent when anything in it is another", async () => {
    const { headers } = await api.ask("apiRequests", asOlga);
    await api.stage.click(requestId, "approve", "Known partner");
    const again = await api.ask("apiRequests", asOlga, { ifNoneMatch: headers["etag"] });
    expect(again.status).toBe(200);
    expect(again.headers["etag"]).not.toBe(headers["etag"]);
  });

  it.each(["apiAudit", "apiMetrics", "apiNamespaces", "apiMe", "apiRequest"] as const)(
    "%s is the same some seconds later, if nothing happened",
    async (name) => {
      const { headers } = await api.ask(name, asOlga, optionsOf(name));
      api.stage.clock.moveOn({ seconds: 8 });
      const again = await api.ask(name, asOlga, { ...optionsOf(name), ifNoneMatch: headers["etag"] });
      expect(again.status).toBe(304);
    },
  );

  it("is kept by nobody, run by no browser and shown in no other page", async () => {
    for (const name of ["apiMe", "apiLog"] as const) {
      const { headers } = await api.ask(name, asOlga, optionsOf(name));
      expect(headers).toMatchObject({
        "cache-control": expect.stringMatching(/^(private, no-cache|no-store)$/),
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
      });
      expect(headers).not.toHaveProperty("access-control-allow-origin");
    }
  });
});

describe("whoever asks too much", () => {
  beforeEach(() => {
    api.change({ allow: allowanceByCaller(5) });
  });

  it("is told when to come back; others are not held up", async () => {
    for (let calls = 0; calls < 5; calls += 1) expect((await api.ask("apiMe", asOlga)).status).toBe(200);
    const refused = await api.ask("apiMe", asOlga);
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers["retry-after"]);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect((await api.ask("apiMe", aCaller(omar, "Audit.Read"))).status).toBe(200);
  });

  it("pays for what costs more, also with what is refused", async () => {
    expect((await api.ask("apiMetrics", asOlga)).status).toBe(200);
    expect((await api.ask("apiMe", asOlga)).status).toBe(429);
    const other = aCaller(omar, "Audit.Export");
    for (let calls = 0; calls < 5; calls += 1) expect((await api.ask("apiMe", other)).status).toBe(403);
    expect((await api.ask("apiMe", other)).status).toBe(429);
  });
});

describe("what goes wrong", () => {
  const inside = "GET https://account.table.core.windows.net/People?sig=canary-inside answered 503 to Olga";

  const breakStore = (error: Error) => {
    const { world } = api.api;
    const read = async () => {
      throw error;
    };
    const sealedLog = { read, prove: read, bundle: read };
    api.change({ world: { ...world, store: failingStore(error) }, sealedLog });
  };

  it.each(needing)("in storage is a 503 of %s, and nothing of the inside is told", async (name) => {
    breakStore(new Fault(inside));
    const answer = await api.ask(name, callerOf(name), { ...optionsOf(name), correlation: `call-of-${name}` });
    expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
    expect(String(answer.body)).not.toMatch(/canary|table\.core|People|\n|\.ts/);
    expect(jsonOf(answer)).toMatchObject({ correlation: `call-of-${name}`, status: 503, type: "about:blank" });
    const details = { route: name, correlation: `call-of-${name}`, why: inside };
    expect(api.stage.log.lines.at(-1)).toEqual({ level: "error", message: "A call failed", details });
  });

  it.each(needing)("by our own fault is a 500 of %s, and nothing of the inside is told", async (name) => {
    breakStore(new TypeError("canary-inside is not a function"));
    const answer = await api.ask(name, callerOf(name), optionsOf(name));
    expect(answer.status).toBe(500);
    expect(String(answer.body)).not.toMatch(/canary|function/);
    expect(api.stage.log.at("error")).toContain("A call failed");
  });

  it("is a 500 also when what is thrown is no error", async () => {
    api.change({
      admit: async () => {
        throw "canary-inside";
      },
    });
    expect(await api.ask("apiMe", asOlga)).toMatchObject({ status: 500 });
  });

  it("with the keys of tokens is a 503", async () => {
    api.change({ admit: async () => ({ kind: "refused", status: 503, why: "Entra's keys can't be had" }) });
    expect(await api.ask("apiMe", asOlga)).toMatchObject({ status: 503 });
  });

  it("tells a stranger how to be known", async () => {
    expect(await api.ask("apiMe", undefined)).toMatchObject({ status: 401, headers: { "www-authenticate": "Bearer" } });
  });

  it("is in the log under the correlation id that the caller is given, whatever its status", async () => {
    const asked: readonly (readonly [number, ApiName, Caller | undefined, AskOptions])[] = [
      [400, "apiAudit", asOlga, { query: { kind: "x" } }],
      [401, "apiAudit", undefined, {}],
      [403, "apiLog", asOlga, optionsOf("apiLog")],
      [404, "apiRequest", asOlga, { path: { id: "x" } }],
      [409, "apiProof", asOlga, optionsOf("apiProof")],
    ];
    for (const [status, name, caller, options] of asked) {
      const correlation = `call-${status}`;
      const problem = await api.problem(name, caller, { ...options, correlation });
      expect(problem).toMatchObject({ status, correlation });
      expect(api.stage.log.lines.at(-1)).toMatchObject({ details: { route: name, correlation, status } });
    }
  });
});

describe("the log", () => {
  it("has a line for ten refused calls a minute, and the number of the others", async () => {
    const messages = () => api.stage.log.lines.splice(0).map(({ message, details }) => [message, details?.["calls"]]);
    messages();
    for (let call = 0; call < 110; call += 1) await api.ask("apiMe", undefined);
    expect(messages()).toEqual([...Array(10).fill(["A call was refused", 1]), ["More calls were refused", 100]]);
    for (let call = 0; call < 7; call += 1) await api.ask("apiMe", undefined);
    expect(messages()).toEqual([]);
    api.stage.clock.moveOn({ minutes: 1 });
    expect(await api.ask("apiMe", asOlga)).toMatchObject({ status: 200 });
    expect(messages()).toEqual([["More calls were refused", 7]]);
  });

  it("holds no token, no body, no text of a query and no name, whatever becomes of the call", async () => {
    const canaries = ["canary-token", "canary-comment", "canary-question", "canary-connection", "canary-query"];
    const query = { q: 'canary-query:x "canary-query"', kind: "canary-query", "canary-query": "canary-query" };
    for (const { name } of API_PATHS) {
      for (const caller of [asOlga, { ...asOlga, roles: [] }, { ...asOlga, kind: "app" as const }, undefined]) {
        // In another minute each refusal has a line again.
        api.stage.clock.moveOn({ minutes: 1 });
        await api.ask(name, caller, optionsOf(name));
        await api.ask(name, caller, { ...optionsOf(name), query });
        await api.ask(name, caller, { ...optionsOf(name), body: '{"canary-comment":"canary-comment"' });
        await api.ask(name, caller, { ...optionsOf(name), body: { "canary-comment": "canary-comment" } });
      }
      await answerTo(api.api, {
        ...{ name, authorization: "Bearer canary-token", idToken: "canary-token", ifNoneMatch: undefined },
        ...{ path: {}, query: [], body: async () => "canary-comment", correlation: "call-2" },
      });
    }
    const text = JSON.stringify(api.stage.log.lines);
    expect(api.stage.log.lines.length).toBeGreaterThan(100);
    for (const canary of [...canaries, olga.name, olga.objectId]) expect(text).not.toContain(canary);
  });
});
