import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { AnyEntry } from "../../../src/domain/recorded.ts";
import { matches } from "../../../src/domain/search/match.ts";
import { type AuditRange, MOST_RANGES, type Plan, planOf, valuesOf } from "../../../src/domain/search/plan.ts";
import type { AuditQuery, Filter } from "../../../src/domain/search/query.ts";
import { monthsIn } from "../../../src/domain/search/row-key.ts";
import type { Span } from "../../../src/domain/search/span.ts";
import { anEntry, FABRIKAM } from "../../support/builders.ts";
import { entries, FOLDED, NOW, nameOf, queries, scopes } from "./arbitrary-entry.ts";

const is = (key: Filter["key"], ...anyOf: readonly string[]): Filter => ({ key, anyOf, negated: false });
const not = (key: Filter["key"], ...anyOf: readonly string[]): Filter => ({ key, anyOf, negated: true });
const planned = (filters: readonly Filter[], within?: readonly string[], span: Span = {}): Plan =>
  planOf({ filters, span, order: "newest" }, within, NOW);

/** Five minutes later than now. */
const END = "2026-11-20T12:05:00.000Z";
const ORDERS = "/subscriptions/s/resourcegroups/g/providers/microsoft.relay/namespaces/contoso-orders";

describe("the plan of a query", () => {
  it("reads by time for whoever owns more namespaces than are read at once, and keeps to those", () => {
    const within = Array.from({ length: MOST_RANGES + 1 }, (_, number) => `${ORDERS}-${number}`);
    const words = is("text", "4711");
    expect(planned([words], within.slice(1))).toMatchObject({ by: "namespace", narrowing: [words] });
    expect(planned([words], within)).toMatchObject({ by: "time", narrowing: [words, is("namespace", ...within)] });
    expect(planned([words], within).ranges).toHaveLength(1);
  });

  it("takes what finds the fewest rows, and holds each row against the rest", () => {
    const filters = [
      is("text", "4711"),
      is("namespace", ORDERS),
      is("subscription", FABRIKAM),
      is("actor", "p-one"),
      is("connection", `${ORDERS}/privateendpointconnections/pec-1`),
      is("request", "r-1", "r-2"),
    ];
    const order = ["request", "connection", "actor", "subscription", "namespace"] as const;
    for (const by of order) {
      const rest = filters.slice(0, filters.length - order.indexOf(by));
      expect(planned(rest)).toMatchObject({ by, narrowing: rest.slice(0, -1) });
    }
    expect(planned(filters).ranges.map(({ by, value }) => [by, value])).toEqual([
      ["request", "r-1"],
      ["request", "r-2"],
    ]);
  });

  it("looks by time where nothing else finds it", () => {
    const filters = [is("kind", "vote.cast"), not("actor", "p-one"), is("text", "4711")];
    const span = { from: "2026-10-21T12:00:00.000Z", to: END };
    expect(planned(filters)).toEqual({
      by: "time",
      ranges: [{ by: "time", value: "", span }],
      narrowing: filters,
      span,
    });
  });

  it("looks by namespace for whoever may read some only", () => {
    const [first = "", second = ""] = FOLDED;
    expect(planned([is("kind", "vote.cast")], FOLDED)).toMatchObject({
      by: "namespace",
      ranges: [
        { by: "namespace", value: first },
        { by: "namespace", value: second },
      ],
      narrowing: [is("kind", "vote.cast")],
    });
    expect(planned([], []).ranges).toEqual([]);
    expect(planned([is("actor", "p-one")], [first])).toMatchObject({
      by: "actor",
      narrowing: [is("namespace", first)],
    });
    expect(planned([is("namespace", second)], [first])).toMatchObject({
      ranges: [{ by: "namespace", value: second }],
      narrowing: [is("namespace", first)],
    });
  });

  it("finds what the service did by something else, where there is something", () => {
    const service = is("actor", "relay-approvals");
    expect(planned([service, is("kind", "card.posted")]).by).toBe("actor");
    expect(planned([service, is("namespace", ORDERS)]).by).toBe("namespace");
    expect(planned([service, is("subscription", FABRIKAM)]).by).toBe("subscription");
    expect(planned([service, not("namespace", ORDERS)]).by).toBe("actor");
    expect(planned([is("actor", "p-one", "microsoft.relay"), is("namespace", ORDERS)]).by).toBe("namespace");
    expect(planned([service], FOLDED)).toMatchObject({ by: "namespace", narrowing: [service] });
  });

  it("goes back 30 days, 400 by an index, and to the beginning of the record for a request or a connection", () => {
    expect(planned([]).span).toEqual({ from: "2026-10-21T12:00:00.000Z", to: END });
    expect(planned([is("actor", "p-one")]).span).toEqual({ from: "2025-10-16T12:00:00.000Z", to: END });
    expect(planned([is("request", "r-1")]).span).toEqual({ from: "2025-01-01T00:00:00.000Z", to: END });
    expect(planned([is("connection", "c")]).span).toEqual({ from: "2025-01-01T00:00:00.000Z", to: END });
  });

  it("goes from its end, where only that is given", () => {
    const span = { to: "2026-09-01T00:00:00.000Z" };
    expect(planned([], undefined, span).span).toEqual({ from: "2026-08-02T00:00:00.000Z", ...span });
    expect(planned([], undefined, { from: "2026-09-01T00:00:00.000Z" }).span).toEqual({
      from: "2026-09-01T00:00:00.000Z",
      to: END,
    });
  });

  it("asks for no time in which nothing can be on record", () => {
    const far = { from: "0001-01-01T00:00:00.000Z", to: "9999-12-31T23:59:59.999Z" };
    expect(planned([], undefined, far).span).toEqual({ from: "2025-01-01T00:00:00.000Z", to: END });
    expect(monthsIn("time", planned([], undefined, { to: "0000-01-02T00:00:00.000Z" }).span)).toEqual([]);
    expect(monthsIn("time", planned([], undefined, { from: "9999-01-01T00:00:00.000Z" }).span)).toEqual([]);
  });
});

/** As an index finds them: rows of these values in this time. */
const isInRange = (entry: AnyEntry, { by, value, span }: AuditRange) =>
  entry.at >= span.from &&
  entry.at < span.to &&
  (by === "request" ? entry.request === value : valuesOf(entry).some((one) => one.by === by && one.value === value));

const foundBy = ({ ranges, narrowing }: Plan, all: readonly AnyEntry[]) =>
  all
    .filter((entry) => ranges.some((range) => isInRange(entry, range)))
    .filter((entry) => matches(entry, narrowing, nameOf(entry)));

const isInScope = ({ namespace = "" }: AnyEntry, within: readonly string[] | undefined) =>
  within === undefined || within.includes(namespace.toLowerCase());

/** Every entry, held against every filter. */
function meantBy({ filters }: AuditQuery, within: readonly string[] | undefined, span: Span, all: readonly AnyEntry[]) {
  const { from = "", to = "" } = span;
  return all
    .filter(({ at }) => at >= from && at < to)
    .filter((entry) => isInScope(entry, within) && matches(entry, filters, nameOf(entry)));
}

describe("any query over any entries", () => {
  it("finds what a look at each of them finds, and nothing out of the reader's scope", () => {
    fc.assert(
      fc.property(entries, queries, scopes, (all, query, within) => {
        const plan = planOf(query, within, NOW);
        expect(foundBy(plan, all)).toEqual(meantBy(query, within, plan.span, all));
      }),
      { numRuns: 2_000 },
    );
  });

  it("is answered within the time that was asked for, from ranges that are never open", () => {
    fc.assert(
      fc.property(queries, scopes, (query, within) => {
        const plan = planOf(query, within, NOW);
        const { from = "", to = "9999" } = query.span;
        expect(plan.span.from >= from || plan.span.from >= plan.span.to).toBe(true);
        expect(plan.span.to <= to).toBe(true);
        for (const range of plan.ranges) {
          expect(range.span).toEqual(plan.span);
          expect(range.value === "").toBe(range.by === "time");
          expect(monthsIn(range.by, range.span).length).toBeLessThanOrEqual(23);
        }
        if (within) expect(plan.ranges.filter(({ by }) => by === "time")).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("an entry", () => {
  it("is found by its connection, namespace, requester's subscription, actor and time", () => {
    const namespace = "/subscriptions/S/resourceGroups/G/providers/Microsoft.Relay/namespaces/Contoso";
    const entry = anEntry({
      namespace,
      connection: `${namespace}/privateEndpointConnections/Pec-1`,
      requester: { subscription: "ABC", tenant: "own" },
      actor: { kind: "rule", ref: "Partner Apps" },
    });
    const folded = "/subscriptions/s/resourcegroups/g/providers/microsoft.relay/namespaces/contoso";
    expect(valuesOf(entry)).toEqual([
      { by: "connection", value: `${folded}/privateendpointconnections/pec-1` },
      { by: "namespace", value: folded },
      { by: "subscription", value: "abc" },
      { by: "actor", value: "partner apps" },
      { by: "time", value: "" },
    ]);
  });

  it("that is about no connection is found by its actor and time, and what is no entry by time", () => {
    const { namespace: _n, connection: _c, requester: _r, ...entry } = anEntry();
    expect(valuesOf(entry)).toEqual([
      { by: "actor", value: entry.actor.ref },
      { by: "time", value: "" },
    ]);
    expect(valuesOf(undefined)).toEqual([{ by: "time", value: "" }]);
  });
});
