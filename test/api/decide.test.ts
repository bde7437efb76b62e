import { beforeEach, describe, expect, it } from "@jest/globals";
import type { DecideAnswer } from "../../src/domain/answers.ts";
import { connectionIdOf } from "../../src/domain/azure-id.ts";
import { aConnection, aConnectionId, aGroup, aPolicy, gus, olga, omar, rita } from "../support/builders.ts";
import { ApiStage, aCaller, faultNames } from "./an-api.ts";

const asOlga = aCaller(olga, "Requests.Decide");
const asOmar = aCaller(omar, "Requests.Decide");
const asRita = aCaller(rita, "Requests.Decide");
const NAMED = `contoso-orders/${aConnectionId().connection}`;

let api: ApiStage;
let requestId: string;
beforeEach(async () => {
  api = new ApiStage();
  requestId = await api.stage.asked();
});

function vote(body: object, caller = asOlga): Promise<DecideAnswer> {
  return api.read("apiVote", caller, { path: { id: requestId }, body });
}

function change(body: object, caller = asOlga): Promise<DecideAnswer> {
  return api.read("apiChange", caller, { body });
}

const kinds = () => api.stage.kinds(requestId);

describe("a vote over the API", () => {
  it("counts like a click: it is on record, and decides", async () => {
    const answer = await vote({ verdict: "approve", comment: " Known partner " });
    expect(answer).toMatchObject({ kind: "accepted", card: { state: "applying", decision: { by: "Olga Owens" } } });
    await api.stage.untilOver(requestId);
    expect(api.stage.outcome(requestId)).toMatchObject({ kind: "applied", after: "Approved" });
    const cast = api.stage.store.audit.entries.find(({ kind }) => kind === "vote.cast");
    expect(cast).toMatchObject({ comment: "Known partner", verdict: "approve", actor: { kind: "person" } });
  });

  it("said again is the same vote, and one entry", async () => {
    const first = await vote({ verdict: "approve", comment: "Known partner" });
    const second = await vote({ verdict: "approve", comment: "Known partner" });
    expect(second).toEqual(first);
    expect(kinds().filter((kind) => kind === "vote.cast")).toHaveLength(1);
  });

  it("said otherwise is refused in words: the first one stands", async () => {
    api.stage.policies.policy = aPolicy({ groups: [aGroup({ quorum: 2, quorumForOtherTenants: 2 })] });
    await vote({ verdict: "approve", comment: "Known partner" });
    expect(await vote({ verdict: "reject", comment: "No", confirmed: true })).toEqual({
      kind: "refused",
      reason: "You have already voted to approve this request.",
    });
  });

  it("to reject must be said twice, since nobody can undo it", async () => {
    const once = await vote({ verdict: "reject", comment: "Unknown" });
    expect(once).toMatchObject({ kind: "confirm", card: { state: "asking", votes: [] } });
    expect(api.stage.store.votes.rows).toEqual([]);
    const twice = await vote({ verdict: "reject", comment: "Unknown", confirmed: true });
    expect(twice).toMatchObject({ kind: "accepted", card: { decision: { verdict: "reject" } } });
  });

  it("without the comment that the policy wants is refused with the reason", async () => {
    expect(await vote({ verdict: "reject", confirmed: true })).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("A comment is needed"),
    });
  });

  it("on what has ended is refused, with the card that stands now", async () => {
    await vote({ verdict: "approve", comment: "Known partner" });
    await api.stage.untilOver(requestId);
    const late = await vote({ verdict: "approve", comment: "Me too" }, asOmar);
    expect(late).toMatchObject({ kind: "refused", reason: "This request has ended.", card: { state: "applied" } });
  });

  it.each([
    ["a colleague", asRita],
    ["a guest of another tenant", aCaller(gus, "Requests.Decide")],
  ])("of %s finds nothing, and that they tried is on record", async (_who, caller) => {
    const body = { verdict: "approve", comment: "Let me in" };
    const problem = await api.problem("apiVote", caller, { path: { id: requestId }, body });
    expect(problem).toMatchObject({ status: 404, detail: "There is nothing of that name that you may see." });
    const refused = api.stage.store.audit.entries.filter(({ kind }) => kind === "vote.refused");
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ request: requestId, verdict: "approve" });
    expect(refused[0]?.comment).toContain("Only an owner of contoso-orders may decide");
    expect(api.stage.store.votes.rows).toEqual([]);
  });

  it("of an app is refused, and is no attempt of a person", async () => {
    const app = { ...asOlga, kind: "app" as const };
    const asked = { path: { id: requestId }, body: { verdict: "approve", comment: "Known partner" } };
    expect(await api.problem("apiVote", app, asked)).toMatchObject({ status: 403 });
    expect(kinds()).not.toContain("vote.refused");
  });

  it("counts no more when its owner is an owner no more", async () => {
    api.stage.policies.policy = aPolicy({ groups: [aGroup({ owners: [] })] });
    const asked = { path: { id: requestId }, body: { verdict: "approve", comment: "Known partner" } };
    expect(await api.problem("apiVote", asOlga, asked)).toMatchObject({ status: 404 });
  });
});

describe("a question over the API", () => {
  const hold = (body: object, caller = asOlga) => ({ path: { id: requestId }, body, caller });

  it("holds the request, and is on record", async () => {
    const { caller, ...asked } = hold({ question: "Which team is this for?" });
    expect(await api.read("apiHold", caller, asked)).toMatchObject({ kind: "accepted", card: { state: "held" } });
    await api.stage.advance(requestId);
    const held = api.stage.store.audit.entries.find(({ kind }) => kind === "request.held");
    expect(held).toMatchObject({ comment: "Which team is this for?" });
  });

  it.each([
    ["missing", {}],
    ["empty", { question: "" }],
    ["blank", { question: "  " }],
    ["too long", { question: "x".repeat(1_001) }],
  ])("that is %s is a 400", async (_what, body) => {
    const { caller, ...asked } = hold(body);
    const problem = await api.problem("apiHold", caller, asked);
    expect([problem.status, ...faultNames(problem)]).toEqual([400, "question"]);
  });

  it("of somebody else finds nothing, and is on record as refused", async () => {
    const { caller, ...asked } = hold({ question: "Who are you?" }, asRita);
    expect(await api.problem("apiHold", caller, asked)).toMatchObject({ status: 404 });
    expect(kinds()).toContain("vote.refused");
    expect(kinds()).not.toContain("request.held");
  });
});

describe("a change over the API", () => {
  beforeEach(async () => {
    await vote({ verdict: "approve", comment: "Known partner" });
    await api.stage.untilOver(requestId);
  });

  it.each([
    ["its name below its namespace", NAMED],
    ["its Azure id", connectionIdOf(aConnectionId())],
    ["its Azure id, in other letters", connectionIdOf(aConnectionId()).toUpperCase()],
  ])(
    "of a connection by %s asks once more, and is begun when it is confirmed for the same",
    async (_how, connection) => {
      const body = { change: "revoke", connection, comment: "The contract ended" };
      const first = await change(body);
      expect(first).toMatchObject({ kind: "confirm", confirmedFor: requestId });
      expect(api.stage.store.requests.rows.size).toBe(1);
      expect(await change({ ...body, confirmedFor: "r-something-else" })).toEqual(first);
      const begun = await change({ ...body, confirmedFor: requestId });
      expect(begun).toEqual({ kind: "begun", message: "It is on record and under way." });
      const revocation = api.stage.onlyOpen();
      await api.stage.untilOver(revocation);
      expect(api.stage.outcome(revocation)).toMatchObject({ kind: "applied", after: "Rejected" });
    },
  );

  it("said again begins nothing more", async () => {
    const body = { change: "remove", connection: NAMED, comment: "The migration is over", confirmedFor: requestId };
    expect(await change(body)).toMatchObject({ kind: "begun" });
    await change(body);
    expect(api.stage.store.requests.rows.size).toBe(2);
  });

  it("without a comment is refused in words", async () => {
    const body = { change: "revoke", connection: NAMED, confirmedFor: requestId };
    expect(await change(body)).toEqual({ kind: "refused", reason: "A comment is needed: say why." });
  });

  it("of a connection that Azure does not have any more is refused in words", async () => {
    api.stage.connections.takeAway(aConnection().id);
    const body = { change: "revoke", connection: NAMED, comment: "Over" };
    expect(await change(body)).toMatchObject({ kind: "refused", reason: "Azure has no such connection any more." });
  });

  it("of what is somebody else's finds nothing, and is on record", async () => {
    const body = { change: "revoke", connection: NAMED, comment: "Over", confirmedFor: requestId };
    expect(await api.problem("apiChange", asRita, { body })).toMatchObject({ status: 404 });
    expect(kinds()).toContain("vote.refused");
    expect(api.stage.connections.puts).toHaveLength(1);
  });

  it("of an app is refused", async () => {
    const app = { ...asOlga, kind: "app" as const };
    const body = { change: "revoke", connection: NAMED, comment: "Over" };
    expect(await api.problem("apiChange", app, { body })).toMatchObject({ status: 403 });
  });
});

describe("a body", () => {
  const nested = `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`;
  const bodies: readonly (readonly [string, unknown])[] = [
    ["nothing", ""],
    ["no JSON", "{verdict"],
    ["null", "null"],
    ["a list", []],
    ["a text", '"approve"'],
    ["a number", "1e999"],
    ["deep nesting", nested],
    ["deep nesting in lists", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    ["a prototype", '{"__proto__":{"verdict":"approve","confirmed":true},"comment":"x"}'],
    ["a prototype beside the rest", '{"verdict":"approve","comment":"x","__proto__":{"polluted":true}}'],
    ["a constructor", '{"constructor":{"prototype":{"polluted":true}},"verdict":"approve"}'],
    ["other types", { verdict: ["approve"], comment: {}, confirmed: "yes", question: 1, change: true, connection: [] }],
    ["another verdict", { verdict: "hold", change: "approve", connection: "x", question: "" }],
    ["more than is asked for", { verdict: "approve", change: "revoke", connection: "x", question: "?", person: olga }],
    ["a comment that is too long", { verdict: "approve", change: "revoke", comment: "x".repeat(1_001), question: "" }],
    ["zero characters", { verdict: "\0", change: "\0", connection: "\0", question: "\0", x: "\0" }],
  ];

  it.each(bodies)("of %s is a 400, wherever it is sent", async (_what, body) => {
    for (const name of ["apiVote", "apiHold", "apiChange"] as const) {
      const answer = await api.ask(name, asOlga, { path: { id: requestId }, body });
      expect([name, answer.status]).toEqual([name, 400]);
    }
    expect({}).not.toHaveProperty("polluted");
    expect({}).not.toHaveProperty("verdict");
    expect(api.stage.store.votes.rows).toEqual([]);
  });

  it("that is too large is a 413, of which nothing is read on", async () => {
    const { status } = await api.ask("apiVote", asOlga, { path: { id: requestId }, body: "x", ...TOO_LARGE });
    expect(status).toBe(413);
  });

  it("names everything that is wrong with it", async () => {
    const body = { verdict: "maybe", comment: "x".repeat(1_001), colour: "red" };
    const problem = await api.problem("apiVote", asOlga, { path: { id: requestId }, body });
    expect(faultNames(problem).toSorted()).toEqual(["colour", "comment", "verdict"]);
  });

  it("is not read from somebody who is not known, has no role, or comes from the page", async () => {
    let isRead = false;
    const read = async () => {
      isRead = true;
      return "{}";
    };
    const asked = { path: { id: requestId }, read };
    for (const caller of [undefined, aCaller(olga, "Audit.Read.All"), { ...asOlga, via: "page" as const }])
      expect((await api.ask("apiVote", caller, asked)).status).toBeGreaterThanOrEqual(401);
    expect(isRead).toBe(false);
  });
});

const TOO_LARGE = { read: async () => undefined };

describe("a path", () => {
  const auditor = aCaller(olga, "Audit.Read.All", "Requests.Decide");
  const long = "r-".repeat(5_000);
  const hostile = ["", "..", "../policy", "r-%00", "\0", "r-' or true", "__proto__", long, "r-#?%2f\\", "ｒ－"];

  it.each(["apiRequest", "apiProof", "apiLog", "apiVote", "apiHold"] as const)(
    "of %s names nothing else",
    async (name) => {
      const body = name === "apiVote" ? { verdict: "approve" } : { question: "Who?" };
      for (const id of hostile) {
        const { status } = await api.ask(name, auditor, { path: { id, request: id, step: id, file: id }, body });
        expect([id, status]).toEqual([id, 404]);
      }
    },
  );

  it("of a connection names nothing else", async () => {
    for (const id of hostile.filter((one) => one !== "" && one !== long)) {
      for (const connection of [id, `contoso-orders/${id}`, `${connectionIdOf(aConnectionId())}/${id}`]) {
        const body = { change: "remove", connection, comment: "x", confirmedFor: requestId };
        expect([id, (await api.ask("apiChange", auditor, { body })).status]).toEqual([id, 404]);
      }
    }
    expect(api.stage.connections.removals).toEqual([]);
  });
});
