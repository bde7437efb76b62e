import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { queryText } from "../../src/cli/audit-filters.ts";
import { policyEntry } from "../../src/domain/audit.ts";
import { aToldEntry, entriesUpTo } from "./answers.ts";
import { type FakeApi, startFakeApi } from "./fake-api.ts";
import { allTold, reaching, told } from "./told.ts";

const A = `r-${"a".repeat(26)}`;
const NOON = "2026-11-19T12:00:00.000Z";

let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
});
beforeEach(() => {
  api.heard.length = 0;
  api.world.record = [];
});
afterAll(() => api.stop());

const asked = (...words: readonly string[]) => told(["audit", ...words], { env: reaching(api) });

describe("audit", () => {
  it("shows what is on record, newest first, and how far it looked", async () => {
    const policy = { kind: "policy.changed", version: "sha256:01", at: NOON, comment: "Read" } as const;
    api.world.record = [aToldEntry(), policyEntry(policy, "0.1.0")];
    expect(await asked()).toEqual({
      code: 0,
      out: [
        "AT (UTC)             WHAT            WHO              VERDICT  ABOUT                     COMMENT        REQUEST",
        "2026-11-19 12:00:00  policy.changed  relay-approvals  -        policy                    Read           policy",
        `2026-11-19 08:07:06  vote.cast       Olga Owens       approve  contoso-orders/pe-orders  Known partner  ${A}`,
      ],
      err: ["2 entries, from 2026-10-21 09:00 to 2026-11-20 09:00 UTC, by time, 2 rows read."],
    });
    const wide = await asked("--wide", "--kind", "policy.changed");
    expect(wide.out[1]).toMatch(/ policy\/changed-sha25601-20261119120000000$/);
  });

  it("asks what the options and the words say", async () => {
    await asked(
      ...[
        "actor:Olga Owens",
        "-kind:card.posted",
        "ticket 4711",
        "--namespace",
        "contoso-orders",
        "--connection",
        "c/d",
      ],
      ...["--request", A, "--subscription", "s", "--actor", "olga", "--kind", "vote.cast", "--verdict", "approve"],
      ...[
        "--rule",
        "Partners",
        "--from",
        "2026-10-01",
        "--to",
        "2026-11-01",
        "--oldest",
        "--top",
        "7",
        "--facets",
        "kind",
      ],
    );
    expect(api.heard[0]).toMatchObject({
      path: "/api/audit",
      query: {
        ...{ q: 'actor:"Olga Owens" -kind:card.posted "ticket 4711"', namespace: "contoso-orders", connection: "c/d" },
        ...{ request: A, subscription: "s", actor: "olga", kind: "vote.cast", verdict: "approve", rule: "Partners" },
        ...{ from: "2026-10-01", to: "2026-11-01", order: "oldest", top: "7", facets: "kind" },
      },
    });
  });

  it.each([
    [["namespace:contoso-orders -kind:card.posted"], "namespace:contoso-orders -kind:card.posted"],
    [["orders kind:vote.cast"], "orders kind:vote.cast"],
    [['"ticket 4711"', "created:>2026-10-01"], '"ticket 4711" created:>2026-10-01'],
    [["-rule:Big partners"], '-rule:"Big partners"'],
    [["kind:vote.cast ticket"], "kind:vote.cast ticket"],
    [["-kind:vote.cast big news"], "-kind:vote.cast big news"],
    [["-big news"], '-"big news"'],
    [["see: this"], '"see: this"'],
  ])("takes the words %j as a query", (words, query) => {
    expect(queryText(words)).toBe(query);
  });

  it("follows the pages to the end only when asked", async () => {
    api.world.record = entriesUpTo(NOON, 1_001);
    const first = await asked();
    expect([first.out.length, first.err]).toEqual([
      51,
      [expect.stringMatching(/^50 entries, .* There are more: --all, or --top 500\.$/)],
    ]);
    const all = await asked("--all");
    expect([all.out.length, all.err]).toEqual([1_002, [expect.stringMatching(/^1001 entries, .* 1001 rows read\.$/)]]);
    expect(all.out.filter((line) => line.startsWith("AT (UTC)"))).toHaveLength(1);
    expect(api.heard.slice(1).map(({ query }) => query["cursor"])).toEqual([undefined, "500", "1000"]);
    const { out } = await asked("--all", "--json");
    expect(JSON.parse(out.join("\n"))).toMatchObject({ entries: { length: 1_001 } });
    expect(JSON.parse(out.join("\n"))).not.toHaveProperty("next");
  });

  it("does not go in a circle after the pages", async () => {
    const headers = { "content-type": "application/json" };
    const looked = { from: NOON, to: NOON, by: "time", rows: 1, complete: true };
    for (const words of [["--all"], ["--all", "--json"]]) {
      const body = JSON.stringify({ entries: [], looked, next: "again" });
      api.world.instead = Array.from({ length: 4 }, () => ({ status: 200, headers, body }));
      const { code, err } = await asked(...words);
      expect([code, err, api.world.instead.length]).toEqual([
        4,
        ["The service leads in a circle, from page to page."],
        2,
      ]);
    }
  });

  it("says when the service looked no further", async () => {
    const looked = { from: NOON, to: NOON, by: "time", rows: 1, complete: false };
    const headers = { "content-type": "application/json" };
    api.world.instead = [{ status: 200, headers, body: JSON.stringify({ entries: [], looked }) }];
    expect(await asked("rare")).toEqual({
      code: 0,
      out: [],
      err: [
        "0 entries, from 2026-11-19 12:00 to 2026-11-19 12:00 UTC, by time, 1 row read. It looked no further: narrow it with --from and --to.",
      ],
    });
  });

  it("counts by facets, and explains what it would read", async () => {
    api.world.record = entriesUpTo(NOON, 3);
    expect((await asked("--facets", "kind", "--top", "1")).out.slice(2)).toEqual([
      "",
      "KIND       COUNT",
      "vote.cast  3",
    ]);
    expect((await asked("--explain")).out).toEqual([
      "Looks by time in these ranges of rows. What is there is narrowed by kind.",
      "",
      "PARTITION  FROM  TO",
      "t-202611   a     b",
    ]);
  });

  it.each([
    [["--top", "501"], "--top: give a whole number from 1 to 500."],
    [["--top", "many"], "--top: give a whole number from 1 to 500."],
    [["--follow", "--all"], "follow and all are mutually exclusive"],
    [["--follow", "--to", "2026-11-01"], "--follow looks for what comes: leave --to away."],
    [["--follow", "--interval", "0"], "--interval: give at least 1 second."],
    [["--from"], "Not enough arguments following: from"],
    [["--actor", "olga", "--actor", "omar"], "--actor: give it once."],
    [["--nmespace", "x"], "Unknown argument: nmespace"],
  ])("with %j cannot be asked, and says why", async (words, why) => {
    const { code, err } = await asked(...words);
    expect([code, api.heard]).toEqual([2, []]);
    expect(err.join("\n")).toContain(why);
  });
});

describe("audit --follow", () => {
  const followed = (waits: number, ...words: readonly string[]) =>
    allTold(["audit", "--follow", ...words], { env: reaching(api), waits });

  it("shows the last ones in their order, and then each new one once, until it is interrupted", async () => {
    api.world.record = entriesUpTo(NOON, 12);
    const { code, out, waited } = await followed(2, "--json");
    expect(code).toBe(0);
    expect(out.map((line) => JSON.parse(line).id)).toEqual(
      [3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((number) => `${A}/vote-${number}`),
    );
    expect(waited).toEqual([5_000, 5_000]);
    expect(api.heard.slice(1).map(({ query }) => query)).toEqual([
      { from: "2026-11-19T11:58:00.000Z", order: "oldest", top: "500" },
      { from: "2026-11-19T11:58:00.000Z", order: "oldest", top: "500" },
    ]);
  });

  it("from a time on shows all that there was, page by page, and what is written late", async () => {
    api.world.record = entriesUpTo(NOON, 700);
    const late = aToldEntry({ id: `${A}/late`, at: "2026-11-19T11:59:30.000Z" });
    api.world.onHeard = () => {
      if (api.heard.length === 3) api.world.record = [...api.world.record, late];
    };
    const { out } = await followed(2, "--from", "2026-11-01", "--wide", "--interval", "1");
    api.world.onHeard = undefined;
    expect(out).toHaveLength(1 + 700 + 1);
    expect(out.at(-1)).toMatch(/\/late$/);
  });

  it("goes on after an outage, and ends when it is not allowed any more", async () => {
    api.world.record = entriesUpTo(NOON, 1);
    api.world.instead = [];
    const { code, out, err } = await allTold(["audit", "--follow"], {
      env: reaching(api),
      waits: 3,
      onWait: (count) => {
        if (count === 1) api.world.instead = [{ status: 500 }];
        if (count === 2) api.world.record = [...api.world.record, aToldEntry({ at: NOON, id: `${A}/x` })];
      },
    });
    expect([code, out.length, err]).toEqual([0, 3, [`${api.url}/api/audit: the service answers 500.`]]);
    const ended = await allTold(["audit", "--follow"], {
      env: reaching(api),
      onWait: () => {
        api.world.instead = [{ status: 403 }];
      },
    });
    expect([ended.code, ended.err]).toEqual([
      3,
      [`${api.url}/api/audit: you are signed in, but not allowed to do this.`],
    ]);
  });
});
