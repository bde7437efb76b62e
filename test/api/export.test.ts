import { beforeEach, describe, expect, it } from "@jest/globals";
import type { ApiAnswer } from "../../src/api/written.ts";
import { canonicalJson } from "../../src/domain/audit.ts";
import { namespaceIdOf } from "../../src/domain/azure-id.ts";
import { Fault } from "../../src/ports.ts";
import { aConnectionId, aGroup, aNamespace, anEntry, aPolicy, aRequest, olga } from "../support/builders.ts";
import { ApiStage, aCaller, anAuditor, faultNames, jsonOf, textOf } from "./an-api.ts";
import { GeneratedIndex } from "./generated-index.ts";
import { newestFirst } from "./search-model.ts";

const FORMATS = ["ndjson", "csv", "ocsf"] as const;

let api: ApiStage;
let requestId: string;
beforeEach(async () => {
  api = new ApiStage();
  requestId = await api.stage.asked();
  await api.stage.click(requestId, "approve", '=HYPERLINK("https://evil.example") "Known", 4711\nnext line');
  await api.stage.untilOver(requestId);
});

function exported(
  format: string,
  query: Readonly<Record<string, string>> = {},
  caller = anAuditor,
): Promise<ApiAnswer> {
  return api.ask("apiAudit", caller, { query: { format, ...query } });
}

function useIndex(index: GeneratedIndex): GeneratedIndex {
  const { world } = api.api;
  api.change({ world: { ...world, store: { ...world.store, index } } });
  return index;
}

describe("an export", () => {
  it("as ndjson is byte for byte what is on record, newest first", async () => {
    api.stage.store.inbox.places.set(`${requestId}/seen`, 0);
    const answer = await exported("ndjson");
    const recorded = newestFirst(api.stage.store.audit.entries).map((entry) => `${canonicalJson(entry)}\n`);
    expect(await textOf(answer)).toBe(recorded.join(""));
    expect(recorded).toHaveLength(8);
  });

  it("keeps bytes that nobody would write so today", async () => {
    const index = useIndex(new GeneratedIndex(1));
    const [entry] = api.stage.store.audit.entries;
    const bytes = `{ "v":1.0, "extra" : "\\u00e9", ${JSON.stringify(entry).slice(1)}`;
    index.read = async function* () {
      yield [{ id: entry?.id ?? "", at: entry?.at ?? "", bytes, key: "1" }];
    };
    expect(await textOf(await exported("ndjson"))).toBe(`${bytes}\n`);
  });

  it("as csv has a head, names of people, quotes, and no formula", async () => {
    const text = await textOf(await exported("csv", { kind: "vote.cast,request.seen" }));
    const [head, , vote, ...rest] = text.split("\r\n");
    expect(head).toMatch(/^"at","kind","actorKind","actor","actorName","namespace",/);
    expect(vote).toContain(',"Olga Owens",');
    expect(vote).toContain(`,"'=HYPERLINK(""https://evil.example"") ""Known"", 4711\nnext line",`);
    expect(rest).toEqual([""]);
  });

  it("as csv has its head also when nothing is found", async () => {
    expect((await textOf(await exported("csv", { to: "2026-11-01" }))).split("\r\n")).toHaveLength(2);
    expect(await textOf(await exported("ndjson", { to: "2026-11-01" }))).toBe("");
  });

  it("as ocsf is an event a line, with the bytes that are on record", async () => {
    const lines = (await textOf(await exported("ocsf"))).trimEnd().split("\n");
    const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events).toHaveLength(api.stage.store.audit.entries.length);
    const recorded = newestFirst(api.stage.store.audit.entries).map(canonicalJson);
    expect(events.map(({ raw_data }) => raw_data)).toEqual(recorded);
    expect(new Set(events.map(({ class_uid }) => class_uid))).toEqual(new Set([3004]));
  });

  it.each([
    ["ndjson", "application/x-ndjson", "relay-approvals-2026-11-20.ndjson"],
    ["csv", "text/csv; charset=utf-8", "relay-approvals-2026-11-20.csv"],
    ["ocsf", "application/x-ndjson", "relay-approvals-2026-11-20.ocsf.ndjson"],
  ])("as %s is a file, and no page", async (format, type, name) => {
    const { headers } = await exported(format);
    expect(headers).toMatchObject({
      "content-type": type,
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
  });

  it("narrows like a search, and holds only what the caller may see", async () => {
    const namespace = `${namespaceIdOf(aNamespace())}-2`;
    const at = api.stage.clock.now().toISOString();
    const foreign = anEntry({ id: "r-foreign/seen", request: "r-foreign", namespace, at });
    api.stage.store.audit.entries.push(foreign);
    const own = aCaller(olga, "Audit.Read", "Audit.Export");
    for (const format of FORMATS) {
      const [all, theirs] = [await exported(format), await exported(format, {}, own)];
      const named = await exported(format, { request: "r-foreign" }, own);
      const found = [all, theirs, named].map(async (answer) => (await textOf(answer)).includes("r-foreign"));
      expect(await Promise.all(found)).toEqual([true, false, false]);
    }
    const lines = (await textOf(await exported("ndjson", { q: "-kind:vote.cast" }, own))).split("\n");
    expect(lines).toHaveLength(8);
  });

  it("is of everything: what says which page is meant is refused, and so is another order", async () => {
    const query = { top: "10", cursor: "x", facets: "kind", explain: "true", order: "oldest" };
    for (const format of FORMATS) {
      const problem = jsonOf<Parameters<typeof faultNames>[0]>(await exported(format, query));
      expect(faultNames(problem)).toEqual(["top", "cursor", "facets", "explain", "order"]);
    }
    expect((await exported("csv", { order: "newest" })).status).toBe(200);
  });
});

describe("many entries", () => {
  it.each([
    ["ndjson", 200_000],
    ["csv", 20_000],
    ["ocsf", 20_000],
  ])("stream as %s, %d of them, while a page or two of rows are held", async (format, count) => {
    const index = useIndex(new GeneratedIndex(count));
    const answer = await exported(format);
    let [lines, mostHeld] = [0, 0];
    for await (const _ of answer.body as AsyncIterable<string>) {
      lines += 1;
      mostHeld = Math.max(mostHeld, index.given - lines);
    }
    expect(lines).toBe(count);
    expect(mostHeld).toBeLessThan(2_000);
  });

  it("of many namespaces at once are held in no more rows", async () => {
    const names = Array.from({ length: 40 }, (_, number) => `contoso-${100 + number}`);
    for (const [number, namespace] of names.entries()) {
      const id = `r-${String.fromCharCode(97 + (number % 26)).repeat(25)}${number < 26 ? "a" : "b"}`;
      await api.stage.store.requests.insert(aRequest({ id, connection: aConnectionId({ namespace }) }));
    }
    api.stage.policies.policy = aPolicy({ groups: [aGroup()] });
    const index = useIndex(new GeneratedIndex(2_000));
    const answer = await exported("ndjson", {}, aCaller(olga, "Audit.Read", "Audit.Export"));
    let [lines, mostHeld] = [0, 0];
    for await (const _ of answer.body as AsyncIterable<string>) {
      lines += 1;
      mostHeld = Math.max(mostHeld, index.given - lines);
    }
    expect(lines).toBe(41 * 2_000);
    expect(mostHeld).toBeLessThan(6_000);
  });

  it("are not read on when nobody takes them any more", async () => {
    const index = useIndex(new GeneratedIndex(200_000));
    const answer = await exported("ndjson");
    let lines = 0;
    for await (const _ of answer.body as AsyncIterable<string>) {
      lines += 1;
      if (lines === 10) break;
    }
    expect(index.given).toBeLessThan(2_000);
  });
});

describe("an export that fails", () => {
  const fault = new Fault("GET https://account.table.core.windows.net/AuditIndex answered 503");

  it.each(FORMATS)("at once is a problem, as %s too", async (format) => {
    const index = useIndex(new GeneratedIndex(5_000));
    Object.assign(index, { failAt: 0, error: fault });
    const answer = await exported(format);
    expect(answer).toMatchObject({ status: 503, headers: { "content-type": "application/problem+json" } });
    expect(String(answer.body)).not.toContain("table.core");
  });

  it("on its way breaks off, and the log says why, with the call's correlation id", async () => {
    const index = useIndex(new GeneratedIndex(5_000));
    Object.assign(index, { failAt: 2_000, error: fault });
    const answer = await exported("ndjson");
    expect(answer.status).toBe(200);
    let lines = 0;
    const taken = async () => {
      for await (const _ of answer.body as AsyncIterable<string>) lines += 1;
    };
    await expect(taken()).rejects.not.toThrow("table.core");
    expect(lines).toBe(2_000);
    const details = { route: "apiAudit", correlation: "call-1", why: fault.message };
    expect(api.stage.log.lines.at(-1)).toEqual({ level: "error", message: "A call failed", details });
  });
});
