import { beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { AuditAnswer } from "../../src/domain/answers.ts";
import { AUDIT_KINDS, type AuditEntry } from "../../src/domain/audit.ts";
import { FABRIKAM, LOGISTICS, olga, omar, rita } from "../support/builders.ts";
import {
  actorsOf,
  aServiceEntry,
  CONNECTIONS,
  type Drawn,
  entryFrom,
  NAMESPACES,
  putNamespaces,
  requestOf,
} from "./a-record.ts";
import { ApiStage, aCaller, anAuditor } from "./an-api.ts";
import { type Asker, type Question, SearchModel, type Wanted } from "./search-model.ts";

const NOW = "2026-11-20T09:00:00.000Z";
const HOUR_MS = 3_600_000;

/** What would end a text or begin a condition, if a query were put together from texts. */
const HOSTILE = [
  "' or 1 eq 1 or 'a' eq '",
  "''",
  "x' and RowKey ge '",
  "%27%20or%20true",
  "') or (PartitionKey ne '",
  "not startswith(comment",
  "a\\b",
  "ge le eq ne and or not",
  "$(now)",
  "<script>",
  "𝔘nicode ﹪",
];

const time = fc
  .integer({ min: 0, max: 40 * 24 })
  .map((hours) => new Date(Date.parse(NOW) - hours * HOUR_MS).toISOString());
const verdicts = ["approve", "reject", "revoke", "remove", "keep"] as const;
const texts = fc.constantFrom(...HOSTILE, "Known partner, ticket 4711", "Ticket 4711", "pe-1", "Owens", "second.one");

const drawn: fc.Arbitrary<Drawn> = fc.record({
  connection: fc.nat(5),
  subscription: fc.nat(1),
  actor: fc.nat(6),
  kind: fc.constantFrom("request.seen", "card.posted", "vote.cast", "decision.made", "change.applied", "change.failed"),
  verdict: fc.option(fc.constantFrom(...verdicts), { nil: undefined }),
  comment: fc.option(texts, { nil: undefined }),
  at: time,
});

const values: Readonly<Record<Wanted["key"], fc.Arbitrary<string>>> = {
  request: fc.constantFrom(...CONNECTIONS.map(requestOf), "policy", "r-none"),
  connection: fc.constantFrom(...CONNECTIONS.map(({ namespace, connection }) => `${namespace}/${connection}`)),
  namespace: fc.constantFrom(...NAMESPACES, "contoso-nothing"),
  subscription: fc.constantFrom(FABRIKAM, LOGISTICS),
  actor: fc.constantFrom(
    "olga",
    "Omar",
    "osei",
    "r",
    "me",
    "service",
    "azure",
    "partners of ours",
    "' or true",
    "o'rule eq 'x'",
  ),
  kind: fc.constantFrom("request.seen", "card.posted", "vote.cast", "change.*", "policy.*", "change.failed"),
  verdict: fc.constantFrom(...verdicts),
  rule: fc.constantFrom("partners of ours", "O'Rule eq 'x'", ...HOSTILE),
  text: texts,
};
const NEGATED: readonly Wanted["key"][] = ["actor", "kind", "verdict", "rule", "text"];

const one = (key: Wanted["key"]): fc.Arbitrary<Wanted> =>
  fc.record({
    key: fc.constant(key),
    anyOf: fc.uniqueArray(values[key], { minLength: 1, maxLength: key === "rule" || key === "text" ? 1 : 2 }),
    negated: NEGATED.includes(key) ? fc.boolean() : fc.constant(false),
  });

/** Of which much is left: it fills pages, and leaves gaps between what fits. */
const leavingOut = (key: Wanted["key"]) => one(key).map((wanted) => ({ ...wanted, negated: true }));

const wanted = (of: readonly fc.Arbitrary<Wanted>[], maxLength: number) =>
  fc.uniqueArray(fc.oneof(...of), { maxLength, selector: ({ key, negated }) => `${key} ${negated}` });

const question = fc.record({
  wanted: fc.oneof(
    wanted(
      Object.keys(values).map((key) => one(key as Wanted["key"])),
      4,
    ),
    wanted([...NEGATED.map(leavingOut), one("kind"), one("namespace")], 2),
  ),
  from: fc.option(time, { nil: undefined }),
  to: fc.option(time, { nil: undefined }),
});

/** What stands in the query language, or, where that has no words for it, in a parameter of its own. */
function parametersOf({ wanted, from, to }: Question): readonly (readonly [string, string])[] {
  const asWords = ({ key, negated }: Wanted) => negated || key === "actor" || key === "kind";
  const words = wanted
    .filter(asWords)
    .flatMap(({ key, anyOf, negated }) => anyOf.map((value) => wordOf(key, value, negated)));
  const own = wanted.filter((one) => !asWords(one)).map(({ key, anyOf }) => [key, anyOf.join(",")] as const);
  return [
    ...(words.length > 0 ? [["q", words.join(" ")] as const] : []),
    ...own,
    ...(from === undefined ? [] : [["from", from] as const]),
    ...(to === undefined ? [] : [["to", new Date(Date.parse(to) - 1).toISOString()] as const]),
  ];
}

function wordOf(key: Wanted["key"], value: string, negated: boolean): string {
  return `${negated ? "-" : ""}${key === "text" ? "" : `${key}:`}"${value}"`;
}

const CALLERS = {
  auditor: anAuditor,
  olga: aCaller(olga, "Audit.Read"),
  omar: aCaller(omar, "Audit.Read"),
  rita: aCaller(rita, "Audit.Read"),
};
const THEIRS: Readonly<Record<keyof typeof CALLERS, Asker["namespaces"]>> = {
  auditor: "all",
  olga: ["contoso-orders", "contoso-billing"],
  omar: ["northwind-ledger"],
  rita: [],
};

let api: ApiStage;
let actors: readonly AuditEntry["actor"][];
beforeEach(async () => {
  api = new ApiStage();
  await putNamespaces(api.stage);
  actors = await actorsOf(api.stage);
});

const newer = (count: number) => new Date(Date.parse(NOW) + 1_000 + count).toISOString();

/** Records what was drawn; some of it is sealed, some only copied, some waits. */
async function record(rows: readonly Drawn[]): Promise<void> {
  const { audit, inbox } = api.stage.store;
  audit.entries.length = 0;
  inbox.places.clear();
  inbox.copied.clear();
  for (const [number, row] of rows.entries()) {
    const entry = number % 9 === 8 ? aServiceEntry(number, row.at) : entryFrom(row, number, actors);
    audit.entries.push(entry);
    if (number % 3 === 0) inbox.places.set(entry.id, number);
    if (number % 3 !== 2) inbox.copied.add(entry.id);
  }
}

/** Between two pages: time goes on, an entry is recorded, and another one is sealed. */
function meanwhile(row: Drawn, page: number): void {
  const { audit, inbox } = api.stage.store;
  // Oldest first, a page of one entry would never come to the end of what comes with each page.
  if (page > 5) return;
  api.stage.clock.moveOn({ seconds: 7 });
  audit.entries.push(entryFrom({ ...row, at: newer(page) }, 1_000 + page, actors));
  const waiting = audit.entries.find(({ id }) => !inbox.places.has(id));
  if (waiting) inbox.places.set(waiting.id, 1_000 + page);
}

interface Pages {
  readonly ids: readonly string[];
  readonly pages: readonly AuditAnswer[];
}

async function allPages(
  who: keyof typeof CALLERS,
  query: readonly (readonly [string, string])[],
  between: (page: number) => void,
): Promise<Pages> {
  const pages: AuditAnswer[] = [];
  for (let cursor: string | undefined = ""; cursor !== undefined; ) {
    const asked = cursor === "" ? query : [...query, ["cursor", cursor] as const];
    const page: AuditAnswer = await api.read("apiAudit", CALLERS[who], { query: asked });
    pages.push(page);
    cursor = page.next;
    if (cursor !== undefined) between(pages.length);
    if (pages.length > 200) throw new Error("The pages never end");
  }
  return { ids: pages.flatMap(({ entries }) => entries.map(({ id }) => id)), pages };
}

const isAsked = ({ from, to }: Question) => from === undefined || to === undefined || from < to;

function modelOf(asked: Question, who: keyof typeof CALLERS): SearchModel {
  const people = [...api.stage.store.people.rows];
  const ref = people.find(([, { objectId }]) => objectId === CALLERS[who].person.objectId)?.[0] ?? "nobody";
  const names = new Map(people.map(([pseudonym, { name }]) => [pseudonym, name]));
  return new SearchModel(asked, { ref, namespaces: THEIRS[who] }, { now: NOW, names });
}

const run = fc.record({
  rows: fc.array(drawn, { minLength: 1, maxLength: 60, size: "max" }),
  asked: question.filter(isAsked),
  who: fc.constantFrom("auditor", "olga", "omar", "rita"),
  top: fc.integer({ min: 1, max: 8 }),
  // With counts an answer looks further than its page.
  more: fc.constantFrom(["explain", "false"] as const, ["facets", "kind"] as const),
});

/** A page ends with the first row that would be one too many. */
function rowsFor(top: number, left: ReturnType<SearchModel["rows"]>): number {
  const fitting = left.flatMap(({ fits }, at) => (fits ? [at] : []));
  return (fitting[top] ?? left.length - 1) + 1;
}

describe("the pages of any search, by anybody, over any record", () => {
  it("are together what fits, once, newest first, whatever is recorded and sealed between them", async () => {
    await fc.assert(
      fc.asyncProperty(run, async ({ rows, asked, who, top, more }) => {
        api.stage.clock.moveTo(NOW);
        await record(rows);
        const model = modelOf(asked, who);
        const expected = model.matching(api.stage.store.audit.entries);
        const query = [...parametersOf(asked), ["top", String(top)] as const, more];
        const { ids } = await allPages(who, query, (page) => meanwhile(rows[0] as Drawn, page));
        expect(ids).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });

  it("are the same backwards, oldest first, and then what came meanwhile", async () => {
    await fc.assert(
      fc.asyncProperty(run, async ({ rows, asked, who, top }) => {
        api.stage.clock.moveTo(NOW);
        await record(rows);
        const model = modelOf(asked, who);
        const before = model.matching(api.stage.store.audit.entries).toReversed();
        const query = [...parametersOf(asked), ["top", String(top)] as const, ["order", "oldest"] as const];
        const { ids } = await allPages(who, query, (page) => meanwhile(rows[0] as Drawn, page));
        const after = model.matching(api.stage.store.audit.entries).toReversed();
        expect(ids.slice(0, before.length)).toEqual(before);
        expect(ids).toEqual(after.slice(0, ids.length));
      }),
      { numRuns: 200 },
    );
  });

  it("say how far they looked: by what, from when, at how many rows, and whether anything is left", async () => {
    await fc.assert(
      fc.asyncProperty(run, async ({ rows, asked, who, top }) => {
        api.stage.clock.moveTo(NOW);
        await record(rows);
        const model = modelOf(asked, who);
        const { pages } = await allPages(who, [...parametersOf(asked), ["top", String(top)]], () => {});
        let left = model.rows(api.stage.store.audit.entries);
        for (const { entries, looked, next } of pages) {
          const last = entries.at(-1);
          const from = next === undefined ? model.from : last?.at;
          expect(looked).toEqual({ by: model.by, to: model.to, from, rows: rowsFor(top, left), complete: !next });
          left = left.slice(left.findIndex(({ id }) => id === last?.id) + 1);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("count in their facets what fits", async () => {
    await fc.assert(
      fc.asyncProperty(run, async ({ rows, asked, who, top }) => {
        api.stage.clock.moveTo(NOW);
        await record(rows);
        const expected = new Set(modelOf(asked, who).matching(api.stage.store.audit.entries));
        const fitting = api.stage.store.audit.entries.filter(({ id }) => expected.has(id));
        const query = [...parametersOf(asked), ["top", String(top)] as const, ["facets", "kind,verdict"] as const];
        const { facets } = await api.read<AuditAnswer>("apiAudit", CALLERS[who], { query });
        const counted = (facet: string) =>
          Object.fromEntries((facets?.[facet] ?? []).map(({ value, count }) => [value, count]));
        const countOf = (value: string, of: "kind" | "verdict") =>
          fitting.filter((entry) => entry[of] === value).length;
        for (const kind of AUDIT_KINDS) expect(counted("kind")[kind] ?? 0).toBe(countOf(kind, "kind"));
        for (const verdict of verdicts) expect(counted("verdict")[verdict] ?? 0).toBe(countOf(verdict, "verdict"));
      }),
      { numRuns: 100 },
    );
  });
});
