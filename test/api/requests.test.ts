import { beforeEach, describe, expect, it } from "@jest/globals";
import type { RequestStory, RequestsAnswer } from "../../src/domain/answers.ts";
import { aConnection, aConnectionId, aNamespace, aPrivateEndpoint, aRequest, olga } from "../support/builders.ts";
import { ApiStage, aCaller, anAuditor, faultNames } from "./an-api.ts";

let api: ApiStage;
beforeEach(() => {
  api = new ApiStage();
});

const owner = aCaller(olga, "Audit.Read");

function list(query: Readonly<Record<string, string>> = {}, caller = owner): Promise<RequestsAnswer> {
  return api.read("apiRequests", caller, { query });
}

const namesOf = ({ requests }: RequestsAnswer) =>
  requests.map(({ privateEndpoint }) => privateEndpoint.split("/").at(-1));

/** Five requests, an hour apart: the second one is approved at once, the others wait. */
async function fiveRequests(): Promise<void> {
  for (let number = 1; number <= 5; number += 1) {
    api.stage.clock.moveTo(`2026-11-20T1${number}:00:00.000Z`);
    const id = aConnectionId({ connection: `c-${number}` });
    api.stage.connections.set(aConnection({ id, privateEndpoint: aPrivateEndpoint(`pe-${number}`) }));
    await api.stage.look();
    const request = [...api.stage.store.requests.rows.values()].at(-1)?.id ?? "";
    await api.stage.advance(request);
    if (number !== 2) continue;
    await api.stage.click(request, "approve", "Known partner");
    await api.stage.untilOver(request);
  }
}

describe("the list of requests", () => {
  beforeEach(fiveRequests);

  it("has the open ones, those that wait longest first", async () => {
    const open = await list();
    expect(namesOf(open)).toEqual(["pe-1", "pe-3", "pe-4", "pe-5"]);
    expect(open.requests[0]).toMatchObject({
      state: "asking",
      votes: 0,
      votesNeeded: 1,
      seenAt: "2026-11-20T11:00:00.000Z",
    });
    expect(await list({ state: "open" })).toEqual(open);
  });

  it("has those that ended, with who decided, or all of a stretch of time, newest first", async () => {
    const ended = await list({ state: "ended" });
    expect(ended.requests).toMatchObject([
      { state: "applied", decision: { by: "Olga Owens", byKind: "person" }, outcome: { kind: "applied" } },
    ]);
    expect(namesOf(await list({ state: "all" }))).toEqual(["pe-5", "pe-4", "pe-3", "pe-2", "pe-1"]);
  });

  it.each(["open", "all"])("comes in pages that hold everything once: %s", async (state) => {
    const all = namesOf(await list({ state }));
    const found: unknown[] = [];
    for (let cursor: string | undefined = ""; cursor !== undefined; ) {
      const page: RequestsAnswer = await list({ state, top: "2", cursor });
      found.push(...namesOf(page));
      cursor = page.next;
    }
    expect(found).toEqual(all);
  });

  it("goes on behind what ended meanwhile", async () => {
    const { next = "" } = await list({ top: "2" });
    const [first] = api.stage.store.requests.rows.values();
    if (first) await api.stage.click(first.id, "approve", "Known partner");
    if (first) await api.stage.untilOver(first.id);
    expect(namesOf(await list({ top: "2", cursor: next }))).toEqual(["pe-4", "pe-5"]);
  });

  it.each(["open", "all"])("is narrowed by namespace, id and time: %s", async (state) => {
    expect(namesOf(await list({ state, namespace: "Contoso-Orders", top: "1" }))).toHaveLength(1);
    const id =
      "/subscriptions/11111111-1111-4111-8111-111111111111/resourcegroups/RG-relay/providers/Microsoft.Relay/namespaces";
    expect(namesOf(await list({ state, namespace: `${id}/contoso-orders`, top: "1" }))).toHaveLength(1);
    expect(await list({ state, namespace: "contoso-others" })).toEqual({ requests: [] });
    const between = { state, from: "2026-11-20T13:00Z", to: "2026-11-20T14:00Z" };
    expect(namesOf(await list(between)).toSorted()).toEqual(["pe-3", "pe-4"]);
  });

  it.each([
    [{ state: "closed" }, "state"],
    [{ state: "open", from: "soon" }, "from"],
    [{ state: "open", namespace: "' or true" }, "namespace"],
    [{ state: "open", cursor: "x" }, "cursor"],
    [{ state: "ended", cursor: "x" }, "cursor"],
    [{ top: "1000" }, "top"],
    [{ kind: "revoke" }, "kind"],
  ])("%j is a 400", async (query, named) => {
    const problem = await api.problem("apiRequests", owner, { query });
    expect([problem.status, ...faultNames(problem)]).toEqual([400, named]);
  });

  it("gives no cursor of one list for another", async () => {
    const { next = "" } = await list({ top: "2" });
    for (const query of [{ namespace: "contoso-orders" }, { state: "all" }])
      expect(await api.problem("apiRequests", owner, { query: { ...query, cursor: next } })).toMatchObject({
        status: 400,
      });
    expect(await api.problem("apiRequests", anAuditor, { query: { cursor: next } })).toMatchObject({ status: 400 });
  });

  it("holds only what is the caller's", async () => {
    const connection = aConnectionId({ ...aNamespace({ namespace: "northwind-x" }) });
    await api.stage.store.requests.insert(aRequest({ id: `r-${"n".repeat(26)}`, connection }));
    expect((await list()).requests).toHaveLength(4);
    expect((await list({}, anAuditor)).requests).toHaveLength(5);
  });
});

describe("the story of a request", () => {
  it("has its card, its buttons and everything on record, oldest first, with names and places in the log", async () => {
    const id = await api.stage.asked();
    api.stage.clock.moveOn({ minutes: 10 });
    await api.stage.click(id, "approve", "Known partner");
    await api.stage.untilOver(id);
    api.stage.store.inbox.places.set(`${id}/seen`, 0);
    const story: RequestStory = await api.read("apiRequest", owner, { path: { id } });
    expect(story).toMatchObject({
      ...{ id, state: "applied", votes: 1, verbs: ["revoke", "remove"] },
      card: { requestId: id, state: "applied", verbs: ["revoke", "remove"] },
    });
    expect(story.history.map(({ kind }) => kind)).toEqual([
      ...["request.seen", "policy.ruled", "card.posted", "vote.cast"],
      ...["decision.made", "change.intended", "change.applied", "request.told"],
    ]);
    expect(story.history.filter(({ index }) => index !== undefined)).toMatchObject([
      { kind: "request.seen", index: 0 },
    ]);
    expect(story.history.find(({ kind }) => kind === "vote.cast")).toMatchObject({ actorName: "Olga Owens" });
  });

  it("tells who keeps the service of a row that is no entry, and leaves it out", async () => {
    const id = await api.stage.asked();
    const { world } = api.api;
    const rows = [{ id: `${id}/forged`, at: "2026-11-20T09:00:00.000Z", bytes: "{}", key: "1" }];
    const index = Object.create(world.store.index, {
      read: {
        value: async function* () {
          yield rows;
        },
      },
    });
    api.change({ world: { ...world, store: { ...world.store, index } } });
    const story: RequestStory = await api.read("apiRequest", owner, { path: { id } });
    expect(story.history).toEqual([]);
    expect(api.stage.log.at("error")).toEqual(["A row of the audit log is no entry: somebody has written there"]);
  });
});

describe("a proof", () => {
  let id: string;
  const proof = () => api.ask("apiProof", owner, { path: { request: id, step: "seen" } });
  beforeEach(async () => {
    id = await api.stage.asked();
  });

  it("is not there yet while the entry waits, or its checkpoint", async () => {
    expect(await proof()).toMatchObject({ status: 409, headers: { "retry-after": "30" } });
    api.stage.store.inbox.places.set(`${id}/seen`, 3);
    expect(await proof()).toMatchObject({ status: 409 });
  });

  it("is a text, as the log made it", async () => {
    api.stage.store.inbox.places.set(`${id}/seen`, 3);
    api.proofs.set(3, { kind: "made", proof: "c2sp.org/tlog-proof@v1\nindex 3\n" });
    expect(await proof()).toMatchObject({
      ...{ status: 200, body: "c2sp.org/tlog-proof@v1\nindex 3\n" },
      headers: { "content-type": "text/plain; charset=utf-8" },
    });
  });

  it("that the log cannot make is a 503 that somebody must look at", async () => {
    api.stage.store.inbox.places.set(`${id}/seen`, 3);
    api.proofs.set(3, { kind: "unreadable", why: "a tile is missing" });
    expect(await proof()).toMatchObject({ status: 503 });
  });

  it("of an entry about the service itself is for auditors", async () => {
    const entry = { ...api.stage.store.audit.entries[0], id: "policy/changed-1", request: "policy" };
    // The seam: as an entry about the service is, which has no namespace.
    api.stage.store.audit.entries.push(JSON.parse(JSON.stringify({ ...entry, namespace: undefined })));
    const asked = { path: { request: "policy", step: "changed-1" } };
    expect(await api.ask("apiProof", owner, asked)).toMatchObject({ status: 404 });
    expect(await api.ask("apiProof", anAuditor, asked)).toMatchObject({ status: 409 });
  });
});

describe("a file of the sealed log", () => {
  it.each([
    ["checkpoint", "text/plain; charset=utf-8"],
    ["key", "text/plain; charset=utf-8"],
    ["tile/0/000", "application/octet-stream"],
    ["tile/entries/x001/234.p/17", "application/octet-stream"],
    ["checkpoints/999999999999-1", "text/plain; charset=utf-8"],
  ])("%s, which nobody keeps on the way", async (file, type) => {
    api.files.set(file, "its bytes");
    const answer = await api.ask("apiLog", anAuditor, { path: { file } });
    expect(answer).toMatchObject({ status: 200, headers: { "content-type": type, "cache-control": "no-store" } });
    expect(Buffer.from(answer.body as Uint8Array).toString()).toBe("its bytes");
  });

  it.each(["tile/0/0", "tile/0/000.p/256", "tile/0/000.p/0", "checkpoint/../key", "key.pem", "tile/0/../../key"])(
    "%s is none, whatever lies there",
    async (file) => {
      api.files.set(file, "secret");
      expect(await api.ask("apiLog", anAuditor, { path: { file } })).toMatchObject({ status: 404 });
    },
  );

  it("that is not there is not found", async () => {
    expect(await api.ask("apiLog", anAuditor, { path: { file: "tile/7/000" } })).toMatchObject({ status: 404 });
  });
});
