import { beforeEach, describe, expect, it } from "@jest/globals";
import type { AuditAnswer } from "../../src/domain/answers.ts";
import type { Caller } from "../../src/domain/caller.ts";
import type { AuditIndex } from "../../src/store.ts";
import { anEntry, olga, omar } from "../support/builders.ts";
import { ApiStage, type AskOptions, aCaller, anAuditor, faultNames } from "./an-api.ts";

let api: ApiStage;
let requestId: string;
beforeEach(async () => {
  api = new ApiStage();
  requestId = await api.stage.asked();
  await api.stage.click(requestId, "approve", "Known partner, ticket 4711");
  await api.stage.untilOver(requestId);
});

const owner = aCaller(olga, "Audit.Read");

function search(query: AskOptions["query"] = {}, caller: Caller = anAuditor): Promise<AuditAnswer> {
  return api.read("apiAudit", caller, { query });
}

const kindsOf = ({ entries }: AuditAnswer) => entries.map(({ kind }) => kind);

/** So many entries of one minute ago, a second apart, newest last. */
function recordMany(count: number, overrides: Parameters<typeof anEntry>[0] = {}): void {
  const start = api.stage.clock.now().getTime() - count * 1_000;
  for (let number = 0; number < count; number += 1) {
    const at = new Date(start + number * 1_000).toISOString();
    const entry = anEntry({ id: `r-many/step-${number}`, request: "r-many", at, ...overrides });
    api.stage.store.audit.entries.push(entry);
    api.stage.store.inbox.places.set(entry.id, number);
  }
}

/** Instead of the stage's index. */
function useIndex(change: (index: AuditIndex) => Partial<AuditIndex>): void {
  const { world } = api.api;
  const { index } = world.store;
  const bound: AuditIndex = {
    read: (...given) => index.read(...given),
    readInbox: (ranges) => index.readInbox(ranges),
    explain: (range) => index.explain(range),
    pageAfter: (id) => index.pageAfter(id),
  };
  api.change({ world: { ...world, store: { ...world.store, index: { ...bound, ...change(bound) } } } });
}

describe("a search", () => {
  it("shows entries as they are on record, with names and their places in the sealed log", async () => {
    api.stage.store.inbox.places.set(`${requestId}/decision`, 41);
    const { entries } = await search({ kind: "decision.made" });
    const recorded = api.stage.store.audit.entries.find(({ kind }) => kind === "decision.made");
    expect(entries).toEqual([{ ...JSON.parse(JSON.stringify(recorded)), actorName: "Olga Owens", index: 41 }]);
  });

  it("shows no name of somebody who was erased", async () => {
    for (const ref of api.stage.store.people.rows.keys()) api.stage.store.people.erase(ref);
    const { entries } = await search({ kind: "vote.cast" });
    expect(entries).toHaveLength(1);
    expect(entries[0]).not.toHaveProperty("actorName");
  });

  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ["by the beginning of a name", { q: "actor:ol kind:vote.cast" }, ["vote.cast"]],
    ["by who asks", { actor: "me", kind: "vote.cast" }, ["vote.cast"]],
    ["of several kinds", { kind: "vote.cast,decision.made" }, ["decision.made", "vote.cast"]],
    ["of a family of kinds", { kind: "change.*" }, ["change.applied", "change.intended"]],
    ["without kinds", { q: "actor:olga -kind:vote.cast" }, ["decision.made"]],
    ["by words of a comment", { q: '"TICKET 4711" kind:vote.cast' }, ["vote.cast"]],
    ["by a name of a person as free text", { text: "owens", kind: "vote.cast" }, ["vote.cast"]],
    ["by an endpoint's name", { text: "pe-orders", kind: "vote.cast" }, ["vote.cast"]],
    ["oldest first", { order: "oldest", kind: "change.*" }, ["change.intended", "change.applied"]],
    ["in no time that there was", { to: "2026-11-19" }, []],
  ])("%s", async (_how, query, kinds) => {
    expect(kindsOf(await search(query, owner))).toEqual(kinds);
  });

  it("explains what is read, and what narrows it", async () => {
    const { explain } = await search({ q: "actor:olga -kind:card.posted", explain: "true" });
    expect(explain).toMatchObject({ narrowedBy: ["-kind:card.posted"] });
    expect(explain?.ranges[1]?.partition).toMatch(/^actor p-/);
    expect(await search({ explain: "false" })).not.toHaveProperty("explain");
  });

  it("counts kinds and actors, with their names, most frequent first", async () => {
    const { facets } = await search({ facets: "kind,actor", kind: "vote.cast,decision.made", top: "1" });
    expect(facets).toEqual({
      kind: [
        { value: "decision.made", count: 1 },
        { value: "vote.cast", count: 1 },
      ],
      actor: [{ value: expect.stringMatching(/^p-/), count: 2, name: "Olga Owens" }],
    });
  });

  it.each<[string, Readonly<Record<string, string>>, string, string]>([
    ["nothing but a time: 30 days", {}, "time", "2026-10-21T09:00:00.000Z"],
    ["a kind: 30 days", { kind: "vote.cast" }, "time", "2026-10-21T09:00:00.000Z"],
    ["an actor: 400 days", { actor: "olga" }, "actor", "2025-10-16T09:00:00.000Z"],
    ["a namespace: 400 days", { namespace: "contoso-orders" }, "namespace", "2025-10-16T09:00:00.000Z"],
    ["a connection: all of it", { connection: "contoso-orders/x" }, "connection", "2025-01-01T00:00:00.000Z"],
    ["a request: all of it", { request: "r-x" }, "request", "2025-01-01T00:00:00.000Z"],
    [
      "ten thousand years: what can be on record",
      { from: "0001-01-01", to: "9999-12-30" },
      "time",
      "2025-01-01T00:00:00.000Z",
    ],
  ])("looks back, by %s", async (_what, query, by, from) => {
    api.stage.clock.moveTo("2026-11-20T09:00:59.000Z");
    const { looked } = await search({ ...query, top: "500" });
    expect(looked).toMatchObject({ by, from, complete: true });
    expect(Date.parse(looked.to)).toBeLessThanOrEqual(Date.parse("2026-11-21T09:00:00.000Z"));
  });

  it("goes on behind thousands of rows that do not fit, a page a time, and says how far it looked", async () => {
    recordMany(12_000);
    const oldest = anEntry({
      id: "r-many/oldest",
      request: "r-many",
      at: "2026-11-19T00:00:00.000Z",
      comment: "Needle",
    });
    api.stage.store.audit.entries.push(oldest);
    const pages: AuditAnswer[] = [];
    for (let cursor: string | undefined = ""; cursor !== undefined; cursor = pages.at(-1)?.next)
      pages.push(await search({ text: "needle", cursor }));
    expect(pages.map(({ looked }) => [looked.rows, looked.complete])).toEqual([
      [5_000, false],
      [5_000, false],
      [2_009, true],
    ]);
    expect(pages.flatMap(({ entries }) => entries.map(({ id }) => id))).toEqual(["r-many/oldest"]);
  });

  it("refuses to go through more than 20,000 rows for the oldest of them", async () => {
    recordMany(20_001);
    expect(faultNames(await api.problem("apiAudit", anAuditor, { query: { order: "oldest" } }))).toEqual(["from"]);
    expect((await search({ order: "oldest", from: "1h", top: "2" })).entries).toHaveLength(2);
  });

  it("refuses what means hundreds of people at once", async () => {
    for (let number = 0; number < 201; number += 1)
      await api.stage.store.people.pseudonymOf({ ...omar, objectId: `o-${number}`, name: `Anna ${number}` });
    const problem = await api.problem("apiAudit", anAuditor, { query: { actor: "anna" } });
    expect(problem).toMatchObject({ status: 400, faults: [{ parameter: "actor" }] });
  });

  it("finds what is sealed while it looks, once", async () => {
    const ids = api.stage.store.audit.entries.map(({ id }) => id).toSorted();
    useIndex(({ read }) => ({
      async *read(...given) {
        for await (const rows of read(...given)) yield rows;
        // From now on it stands in the index, which was read already, and waits no more.
        for (const [place, id] of ids.entries()) api.stage.store.inbox.places.set(id, place);
      },
    }));
    const { entries } = await search();
    expect(entries.map(({ id }) => id).toSorted()).toEqual(ids);
  });

  it("shows nothing of a row that is no entry, and goes on", async () => {
    useIndex(({ read }) => ({
      async *read(...given) {
        yield [{ id: "", at: "2026-11-20T09:00:00.000Z", bytes: '{"somebody":"wrote here"}', key: "0" }];
        yield [{ id: "", at: "", bytes: "no JSON", key: "1" }];
        yield* read(...given);
      },
    }));
    const { entries } = await search();
    expect(entries).toHaveLength(api.stage.store.audit.entries.length);
  });
});

describe("what is wrong with a search", () => {
  it("is named, everything at once", async () => {
    const query = [
      ["colour", "red"],
      ["kind", "vote.cast"],
      ["kind", "card.posted"],
      ["kind", "change.*"],
      ["top", "0"],
      ["__proto__", "x"],
      ["constructor", "x"],
    ] as const;
    const problem = await api.problem("apiAudit", anAuditor, { query });
    expect(problem.status).toBe(400);
    expect(faultNames(problem).toSorted()).toEqual(["__proto__", "colour", "constructor", "kind", "top"]);
  });

  it.each<[string, string, string?]>([
    ["top", "501"],
    ["top", "-1"],
    ["top", "1e2"],
    ["top", "many"],
    ["order", "random"],
    ["format", "xml"],
    ["facets", "kind,shoe-size"],
    ["explain", "yes"],
    ["request", "../r"],
    ["connection", "one/two/three"],
    ["namespace", "' or true"],
    ["subscription", "mine"],
    ["kind", "vote"],
    ["verdict", "maybe"],
    ["from", "yesterday"],
    ["to", "2026-02-31"],
    ["text", "x".repeat(201)],
    ["q", "colour:red", "colour"],
    ["q", "created:soon", "created"],
    ["q", "-created:2026-10-01", "created"],
    ["q", '"not closed', "q"],
    ["q", "kind:", "kind"],
    ["q", "x ".repeat(51), "q"],
    ["cursor", "x".repeat(2_001)],
  ])("%s=%.40s", async (parameter, value, named = parameter) => {
    const problem = await api.problem("apiAudit", anAuditor, { query: { [parameter]: value } });
    expect(problem.status).toBe(400);
    expect(faultNames(problem)).toContain(named);
    expect(problem.detail).toContain(named);
  });

  it.each(["apiMe", "apiNamespaces", "apiDescription", "apiProof", "apiLog", "apiRequest"] as const)(
    "is any parameter of %s",
    async (name) => {
      const problem = await api.problem(name, anAuditor, { query: { pretty: "true" } });
      expect([problem.status, ...faultNames(problem)]).toEqual([400, "pretty"]);
    },
  );
});

describe("a cursor", () => {
  const query = { q: "-kind:card.posted", top: "2" };
  const begun = async () => (await search(query)).next ?? "";
  const refused = async (asked: AskOptions["query"], caller = anAuditor) => {
    const problem = await api.problem("apiAudit", caller, { query: asked ?? {} });
    expect([problem.status, ...faultNames(problem)]).toEqual([400, "cursor"]);
  };

  it("goes on where the page ended, whatever the size of the next one", async () => {
    const [all, first] = [await search({ ...query, top: "500" }), await search(query)];
    const rest = await search({ ...query, top: "500", cursor: first.next ?? "" });
    expect([...first.entries, ...rest.entries]).toEqual(all.entries);
  });

  it("reckons relative times from when the first page was asked for", async () => {
    const asked = { q: "created:>1h", top: "2" };
    const first = await search(asked);
    api.stage.clock.moveOn({ hours: 3 });
    const rest = await search({ ...asked, top: "500", cursor: first.next ?? "" });
    expect(rest.entries.map(({ kind }) => kind)).toContain("request.seen");
  });

  it("is good for no other query, not even one whose text looks the same", async () => {
    const cursor = await begun();
    await refused({ ...query, q: "-kind:vote.cast", cursor });
    await refused({ ...query, q: "-kind:card.posted\norder=newest", cursor });
    await refused({ ...query, order: "oldest", cursor });
    await refused({ ...query, from: "2026-11-01", cursor });
  });

  it("is good for nobody else", async () => {
    const cursor = await begun();
    await refused({ ...query, cursor }, aCaller(olga, "Audit.Read.All"));
  });

  it("is good for no other list", async () => {
    const { next = "" } = await search({ kind: "request.seen,vote.cast", top: "1" });
    const problem = await api.problem("apiRequests", anAuditor, { query: { state: "all", cursor: next } });
    expect([problem.status, ...faultNames(problem)]).toEqual([400, "cursor"]);
  });

  it("is refused when one character is another, is left out or is added, anywhere", async () => {
    const cursor = await begun();
    for (let at = 0; at < cursor.length; at += 1) {
      const [before, character, after] = [cursor.slice(0, at), cursor.charAt(at), cursor.slice(at + 1)];
      await refused({ ...query, cursor: `${before}${character === "A" ? "B" : "A"}${after}` });
      await refused({ ...query, cursor: before + after });
      await refused({ ...query, cursor: `${before}!${character}${after}` });
    }
    for (const end of ["=", ".", "A", "%00", " "]) await refused({ ...query, cursor: cursor + end });
  });

  it("is refused after the key that seals them was changed", async () => {
    const cursor = await begun();
    api.secret.fill(8);
    await refused({ ...query, cursor });
  });

  it("tells nothing of the row that it stands at, which may be somebody else's", async () => {
    recordMany(6_000, { connection: "/x", namespace: "/subscriptions/x/namespaces/not-olgas" });
    const { next = "", looked } = await search({ actor: "olga", text: "nothing", top: "1" }, owner);
    const foreign = await search({ actor: api.stage.store.audit.entries.at(-1)?.actor.ref ?? "", top: "1" }, owner);
    expect(next + (foreign.next ?? "")).not.toBe("");
    const told = Buffer.from(next + (foreign.next ?? ""), "base64url").toString("latin1");
    expect(told).not.toMatch(/r-|step|20\d\d-/);
    expect([looked.rows, foreign.looked.rows]).toEqual([2, 0]);
  });

  it("is the same for the same page, so that an answer keeps its ETag", async () => {
    expect(await begun()).toBe(await begun());
  });
});

describe("what is somebody else's", () => {
  const theirs =
    "/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/rg/providers/Microsoft.Relay/namespaces/theirs";
  const connection = `${theirs}/privateEndpointConnections/c`;

  it.each([
    ["namespace", theirs],
    ["connection", connection],
  ])("by %s is answered as if there were none, however much there is, and not even read", async (key, id) => {
    const none = await search({ [key]: id }, owner);
    recordMany(6_000, { connection, namespace: theirs });
    let asked = 0;
    useIndex((index) => ({
      read(range, options) {
        asked += 1;
        return index.read(range, options);
      },
    }));
    expect(await search({ [key]: id }, owner)).toEqual(none);
    expect(asked).toBe(0);
    expect((await search({ [key]: id })).next).toBeDefined();
  });
});
