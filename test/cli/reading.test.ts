import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { MetricsAnswer, NamespaceSummary } from "../../src/domain/answers.ts";
import { foldedId, namespaceIdOf } from "../../src/domain/azure-id.ts";
import { aNamespace, anOutcome } from "../support/builders.ts";
import { aToldEntry, aToldStory } from "./answers.ts";
import { type FakeApi, startFakeApi } from "./fake-api.ts";
import { reaching, told } from "./told.ts";

const A = `r-${"a".repeat(26)}`;
const B = `r-${"b".repeat(26)}`;

let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
});
beforeEach(() => {
  api.heard.length = 0;
});
afterAll(() => api.stop());

const asked = (words: readonly string[], world: Parameters<typeof told>[1] = {}) =>
  told(words, { env: reaching(api), ...world });

describe("pending", () => {
  it("shows what has waited longest first, with the time that is left", async () => {
    api.world.requests = [
      aToldStory({ id: B, kind: "revoke", message: "", votes: 1, votesNeeded: 2, seenAt: "2026-11-20T08:59:00.000Z" }),
      aToldStory({ deadlineAt: "2026-11-20T08:59:59.000Z" }),
    ];
    expect(await asked(["pending", "contoso-orders"])).toEqual({
      code: 0,
      out: [
        "REQUEST                       ASKS TO  NAMESPACE       ENDPOINT   TENANT  WAITS    DEADLINE IN  VOTES   MESSAGE",
        `${A}  connect  contoso-orders  pe-orders  other   3 d 4 h  over         0 of 1  Please let our order importer in`,
        `${B}  revoke   contoso-orders  pe-orders  other   1 min    12 h         1 of 2  -`,
      ],
      err: ["2 open requests."],
    });
    expect(api.heard.map(({ path, query }) => [path, query])).toEqual([
      ["/api/requests", { state: "open", namespace: "contoso-orders" }],
    ]);
  });

  it("cuts what requesters wrote to the screen, and lets none of it move the cursor", async () => {
    api.world.requests = [aToldStory({ message: "日本語\u001b[2J\u202e and a lot more than that" })];
    const { out } = await asked(["pending"], { screen: { columns: 130, hasColours: false } });
    expect(out[1]).toMatch(/ {2}日本語\?\[2J\? and a lot mor…$/);
    expect(out[1]).toHaveLength(130 - 3);
    const narrow = await asked(["pending"], { screen: { columns: 40, hasColours: true } });
    expect(narrow.out[0]?.startsWith(`\u001b[2mREQUEST\u001b[22m${" ".repeat(23)}\u001b[2m`)).toBe(true);
    expect(narrow.out[1]).toContain("\u001b[33m12 h\u001b[39m         0 of 1");
  });

  it("says that there is none", async () => {
    api.world.requests = [];
    expect(await asked(["pending"])).toEqual({ code: 0, out: [], err: ["0 open requests."] });
  });

  it("may answer in JSON, in which what could harm a terminal is escaped", async () => {
    api.world.requests = [aToldStory({ message: "\u009b2J\u202e\u{e0041}" })];
    const { out, err } = await asked(["pending", "--json", "--top", "1"]);
    expect([JSON.parse(out.join("\n")), err]).toEqual([{ requests: api.world.requests }, []]);
    expect(out.join("\n")).toContain('"\\u009b2J\\u202e\\udb40\\udc41"');
    expect(api.heard[0]?.query).toEqual({ state: "open", top: "1" });
  });
});

describe("show", () => {
  it("tells one request from its message to its history", async () => {
    api.world.requests = [
      aToldStory({
        state: "applied",
        decision: {
          verdict: "approve",
          comment: "Known",
          by: "Olga Owens",
          byKind: "person",
          at: "2026-11-19T08:00:00Z",
        },
        outcome: anOutcome({ at: "2026-11-19T08:01:00Z", reason: "Azure shows it Approved" }),
        history: [
          aToldEntry(),
          aToldEntry({
            id: `${A}/outcome`,
            kind: "change.failed",
            verdict: undefined,
            before: "Pending",
            after: "Approved",
          }),
        ],
      }),
    ];
    const { code, out } = await asked(["show", A]);
    expect(out).toEqual([
      `Request      ${A}`,
      "State        applied (approve-or-reject, round 1)",
      "Connection   contoso-orders/97086447-89ef-4090-a1da-e4bb33a72509",
      "Endpoint     pe-orders",
      "Requester    subscription 22222222-2222-4222-8222-222222222222, another tenant",
      "Message      Please let our order importer in",
      "Seen         2026-11-17 05:00 UTC (3 d 4 h ago)",
      "Deadline     2026-11-20 21:00 UTC (in 12 h)",
      "Why asked    No rule fits.",
      "Who decides  Relay team",
      "Places       3 of 64 used",
      "Votes        0 of 1",
      "Decision     approve by Olga Owens, 2026-11-19 08:00 UTC: Known",
      "Outcome      applied, 2026-11-19 08:01 UTC: Azure shows it Approved",
      "May be said  approve, reject, hold",
      "",
      "AT (UTC)             WHAT           WHO         VERDICT             COMMENT        STEP",
      `2026-11-19 08:07:06  vote.cast      Olga Owens  approve             Known partner  ${aToldEntry().id.slice(29)}`,
      "2026-11-19 08:07:06  change.failed  Olga Owens  Pending → Approved  Known partner  outcome",
    ]);
    expect(code).toBe(0);
  });

  it("of one that is not there says so, and the correlation id", async () => {
    expect(await asked(["show", `r-${"z".repeat(26)}`])).toEqual({
      code: 2,
      out: [],
      err: [
        `${api.url}/api/requests/r-${"z".repeat(26)}: there is no such thing, or none that you may see. Nothing is found.\nCorrelation id: c-4711`,
      ],
    });
  });

  it.each(["..", "r-1/../../namespaces", A.toUpperCase()])("of %s, which is no id, asks nobody", async (id) => {
    const { code, err } = await asked(["show", id]);
    expect([code, err, api.heard]).toEqual([
      2,
      [`${id}: no request's id. It is r- and 26 letters, as pending shows it.`],
      [],
    ]);
  });
});

describe("namespaces", () => {
  const summary: NamespaceSummary = {
    ...{ id: "/x", name: "contoso-orders", subscription: "s-1", resourceGroup: "rg-relay", group: "Relay team" },
    ...{ used: 51, most: 64, open: 2, oldestPendingAt: "2026-11-17T05:00:00.000Z" },
    connections: { Pending: 2, Approved: 48, Rejected: 1, Disconnected: 3, Other: 0 },
  };

  it("shows how many of the places are used", async () => {
    api.world.namespaces = { namespaces: [summary] };
    expect((await asked(["namespaces"])).out).toEqual([
      "NAMESPACE       GROUP       USED      PENDING  APPROVED  REJECTED  DISCONNECTED  OPEN  OLDEST WAITS  RESOURCE GROUP  SUBSCRIPTION",
      "contoso-orders  Relay team  51 of 64  2        48        1         3             2     3 d 4 h       rg-relay        s-1",
    ]);
  });

  it.each([
    [47, "47 of 64"],
    [48, "\u001b[33m48 of 64\u001b[39m"],
    [58, "\u001b[31m58 of 64\u001b[39m"],
  ])("warns by colour: %i", async (used, shown) => {
    api.world.namespaces = { namespaces: [{ ...summary, used }] };
    const { out } = await asked(["namespaces"], { screen: { columns: 200, hasColours: true } });
    expect(out[1]).toContain(`Relay team  ${shown}  `);
  });

  it("says that none is watched", async () => {
    api.world.namespaces = { namespaces: [] };
    expect((await asked(["namespaces"])).err).toEqual(["No namespace that you may see is watched."]);
    expect(JSON.parse((await asked(["namespaces", "--json"])).out.join(""))).toEqual({ namespaces: [] });
  });
});

describe("metrics", () => {
  const figures = {
    decided: 12,
    p50Seconds: 840,
    p95Seconds: 90_061,
    approved: 8,
    rejected: 2,
    autoApproved: 2,
    expired: 1,
    open: 3,
  };
  const { p50Seconds: _, p95Seconds: __, ...untimed } = figures;
  const answer: MetricsAnswer = {
    ...{ from: "2026-10-21T09:00:00.000Z", to: "2026-11-20T09:00:00.000Z", all: figures },
    namespaces: [{ namespace: foldedId(namespaceIdOf(aNamespace())), ...untimed, decided: 0 }],
    days: [{ day: "2026-11-19", decided: 12, p50Seconds: 0.4, p95Seconds: 59, used: 50 }],
  };

  it("shows times for people, day by day too", async () => {
    api.world.metrics = answer;
    const { out } = await asked(["metrics", "--days", "--from", "2026-10-21", "--namespace", "contoso-orders"]);
    expect(out).toEqual([
      "From 2026-10-21 09:00 to 2026-11-20 09:00 UTC",
      "",
      "NAMESPACE       DECIDED  HALF WITHIN  95 % WITHIN  APPROVED  REJECTED  BY RULE  EXPIRED  OPEN",
      "contoso-orders  0        -            -            8         2         2        1        3",
      "all             12       14 min       1 d 1 h      8         2         2        1        3",
      "",
      "DAY         DECIDED  HALF WITHIN  95 % WITHIN  ENDPOINTS USED",
      "2026-11-19  12       0 s          59 s         50",
    ]);
    expect(api.heard[0]?.query).toEqual({ from: "2026-10-21", namespace: "contoso-orders" });
  });

  it("may answer in JSON", async () => {
    expect(JSON.parse((await asked(["metrics", "--json"])).out.join(""))).toEqual(answer);
  });
});
