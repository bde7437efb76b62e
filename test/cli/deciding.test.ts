import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { aToldStory } from "./answers.ts";
import { type FakeApi, startFakeApi } from "./fake-api.ts";
import { allTold, reaching } from "./told.ts";

const A = `r-${"a".repeat(26)}`;
const warning = (verb: string) =>
  `Azure cannot undo this: to ${verb} pe-orders at contoso-orders, of subscription 22222222-2222-4222-8222-222222222222. Only the requester can ask again.`;
const WARNING = warning("reject");

let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
  api.world.requests = [aToldStory()];
});
beforeEach(() => {
  api.heard.length = 0;
});
afterAll(() => api.stop());

const said = (words: readonly string[], answers?: readonly string[]) =>
  allTold(words, { env: reaching(api), ...(answers && { answers }) });

const bodies = () => api.heard.map(({ path, body }) => [path, body]);

describe("approve", () => {
  it("is one vote, with its comment", async () => {
    expect(await said(["approve", A, "--comment", "Known partner"])).toMatchObject({
      code: 0,
      out: [`Recorded for ${A}: 1 of 2 votes.`],
      err: [],
      asked: [],
    });
    expect(bodies()).toEqual([[`/api/requests/${A}/votes`, { verdict: "approve", comment: "Known partner" }]]);
    expect(api.heard[0]?.method).toBe("POST");
  });

  it("may answer in JSON", async () => {
    expect(JSON.parse((await said(["approve", A, "--json"])).out.join("\n"))).toMatchObject({ kind: "accepted" });
  });
});

describe("reject", () => {
  const words = ["reject", A, "--comment", "Not ours"];
  const votes = [
    [`/api/requests/${A}/votes`, { verdict: "reject", comment: "Not ours" }],
    [`/api/requests/${A}/votes`, { verdict: "reject", comment: "Not ours", confirmed: true }],
  ];

  it("asks once more, since Azure cannot undo it", async () => {
    expect(await said(words, ["y"])).toMatchObject({
      code: 0,
      out: [`Decided: reject ${A}. What becomes of it: relay-approvals show ${A}`],
      err: [WARNING],
      asked: ["Do it? [y/N] "],
    });
    expect(bodies()).toEqual(votes);
  });

  it.each(["", "n", "yesterday"])("does nothing when the answer is %j", async (answer) => {
    expect(await said(words, [answer])).toMatchObject({ code: 1, out: [], err: [WARNING, "Nothing is done."] });
    expect(bodies()).toEqual(votes.slice(0, 1));
  });

  it("does nothing where nobody can be asked, unless --yes says it before", async () => {
    expect(await said(words)).toMatchObject({
      code: 1,
      err: [`${WARNING}\nNothing is done. To do it, say it again with --yes.`],
    });
    expect(bodies()).toEqual(votes.slice(0, 1));
    expect(await said([...words, "--yes"])).toMatchObject({ code: 0, err: [], asked: [] });
    expect(bodies().slice(1)).toEqual(votes);
  });

  it("that the service refuses ends with 1", async () => {
    expect(await said(["reject", A])).toMatchObject({
      code: 1,
      out: [],
      err: ["Refused: A rejection needs a comment."],
    });
    const { code, out } = await said(["reject", A, "--json"]);
    expect([code, JSON.parse(out.join("\n")).kind]).toEqual([1, "refused"]);
  });
});

describe("hold", () => {
  it("asks the requester", async () => {
    expect(await said(["hold", A, "--comment", "Who are you?"])).toMatchObject({
      code: 0,
      out: [`Held: the requester is asked, and the deadline of ${A} stands still.`],
    });
    expect(bodies()).toEqual([[`/api/requests/${A}/holds`, { question: "Who are you?" }]]);
  });

  it.each([[["hold", A]], [["hold", A, "--comment", " "]]])("needs a question: %j", async (words) => {
    expect((await said(words)).code).toBe(2);
    expect(api.heard).toEqual([]);
  });
});

describe("revoke and remove", () => {
  const words = ["revoke", "contoso-orders/one", "--comment", "Contract ended"];
  const wish = { change: "revoke", connection: "contoso-orders/one", comment: "Contract ended" };

  it("confirm what the service asked about, and nothing else", async () => {
    expect(await said(words, ["yes"])).toMatchObject({
      code: 0,
      out: ["A request to revoke it has begun."],
      err: [warning("revoke")],
    });
    expect(await said(["remove", ...words.slice(1), "--yes"])).toMatchObject({ code: 0, asked: [] });
    expect(bodies()).toEqual([
      ["/api/changes", wish],
      ["/api/changes", { ...wish, confirmedFor: "pe-orders round 1" }],
      ["/api/changes", { ...wish, change: "remove" }],
      ["/api/changes", { ...wish, change: "remove", confirmedFor: "pe-orders round 1" }],
    ]);
  });

  it("ask anew when another endpoint stands there by then, whatever --yes said", async () => {
    const headers = { "content-type": "application/json" };
    const confirm = (confirmedFor: string) =>
      JSON.stringify({ kind: "confirm", card: aToldStory().card, confirmedFor });
    const moved = () => [
      { status: 200, headers, body: confirm("pe-old round 1") },
      { status: 200, headers, body: confirm("pe-orders round 1") },
    ];
    api.world.instead = moved();
    expect(await said([...words, "--yes"])).toMatchObject({ code: 1, out: [] });
    expect(bodies()).toHaveLength(2);
    api.world.instead = moved();
    expect(await said(words, ["y", "y"])).toMatchObject({ code: 0, err: [warning("revoke"), warning("revoke")] });
  });

  it("of a request vote for it, and keep against it", async () => {
    await said(["revoke", A, "--comment", "Ended", "--yes"]);
    await said(["keep", A, "--comment", "Still needed"]);
    expect(bodies()).toMatchObject([
      [`/api/requests/${A}/votes`, { verdict: "revoke", comment: "Ended" }],
      [`/api/requests/${A}/votes`, { verdict: "revoke", comment: "Ended", confirmed: true }],
      [`/api/requests/${A}/votes`, { verdict: "keep", comment: "Still needed" }],
    ]);
  });

  it("need a comment", async () => {
    expect(await said(["remove", "contoso-orders/one"])).toMatchObject({
      code: 2,
      err: [expect.stringContaining("Missing required argument: comment")],
    });
  });
});
