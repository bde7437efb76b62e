import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { AuditEntry } from "../../src/domain/audit.ts";
import { foldedId, namespaceIdOf } from "../../src/domain/azure-id.ts";
import { figuresOf } from "../../src/domain/figures.ts";
import type { AnyEntry } from "../../src/domain/recorded.ts";
import { aNamespace, anEntry } from "../support/builders.ts";

const ORDERS = namespaceIdOf(aNamespace());
const OTHER = namespaceIdOf(aNamespace({ namespace: "contoso-other" }));
const PERSON = { kind: "person", ref: "p-one", commitment: "c" } as const;
const RULE = { kind: "rule", ref: "partners" } as const;
const RANGE = { from: "2026-11-18T12:00:00.000Z", to: "2026-11-20T12:00:00.000Z" };
const NOTHING_OPEN = { open: new Map<string, number>(), used: 0 };

const entry = (request: string, kind: AuditEntry["kind"], at: string, also: Partial<AuditEntry> = {}) =>
  anEntry({ ...{ id: `${request}/${kind}`, request, kind, namespace: ORDERS, verdict: undefined }, at, ...also });
const seen = (request: string, at: string) => entry(request, "request.seen", at);
const decided = (request: string, at: string, also: Partial<AuditEntry> = {}) =>
  entry(request, "decision.made", at, { actor: PERSON, verdict: "approve", ...also });

/** Requests that were seen at ten and decided so many minutes later. */
const decidedAfter = (...minutes: readonly number[]) =>
  minutes.flatMap((later, number) => [
    seen(`r-${number}`, "2026-11-20T10:00:00.000Z"),
    decided(`r-${number}`, `2026-11-20T10:${String(later).padStart(2, "0")}:00.000Z`),
  ]);

describe("how long decisions took", () => {
  it("is told by nearest rank", () => {
    const { all } = figuresOf(decidedAfter(1, 2, 3, 4), NOTHING_OPEN, RANGE);
    expect(all).toMatchObject({ decided: 4, p50Seconds: 120, p95Seconds: 240 });
    expect(figuresOf(decidedAfter(5), NOTHING_OPEN, RANGE).all).toMatchObject({ p50Seconds: 300, p95Seconds: 300 });
    const twenty = figuresOf(
      decidedAfter(...Array.from({ length: 20 }, (_, number) => number + 1)),
      NOTHING_OPEN,
      RANGE,
    );
    expect(twenty.all).toMatchObject({ p50Seconds: 600, p95Seconds: 1_140 });
  });

  it("is of what people decided, of a request as of one that an owner asked for", () => {
    const entries = [
      entry("r-1", "request.asked", "2026-11-20T10:00:00.000Z"),
      decided("r-1", "2026-11-20T10:00:30.500Z"),
      seen("r-2", "2026-11-20T10:00:00.000Z"),
      decided("r-2", "2026-11-20T10:00:01.000Z", { actor: RULE }),
    ];
    expect(figuresOf(entries, NOTHING_OPEN, RANGE).all).toMatchObject({
      decided: 2,
      p50Seconds: 30.5,
      p95Seconds: 30.5,
    });
  });

  it("leaves out what was seen before the time that is looked at, and is never negative", () => {
    const early = figuresOf([decided("r-1", "2026-11-20T10:00:00.000Z")], NOTHING_OPEN, RANGE).all;
    expect(early).toMatchObject({ decided: 1 });
    expect(early).not.toHaveProperty("p50Seconds");
    const clocksApart = [seen("r-1", "2026-11-20T10:00:01.000Z"), decided("r-1", "2026-11-20T10:00:00.000Z")];
    expect(figuresOf(clocksApart, NOTHING_OPEN, RANGE).all.p50Seconds).toBe(0);
  });
});

describe("the figures of a time", () => {
  const entries = [
    ...decidedAfter(1, 3),
    decided("r-5", "2026-11-19T10:00:00.000Z", { verdict: "reject", namespace: OTHER }),
    decided("r-6", "2026-11-19T11:00:00.000Z", { actor: RULE, namespace: OTHER }),
    decided("r-7", "2026-11-19T11:00:00.000Z", { actor: RULE, verdict: "reject", namespace: OTHER }),
    entry("r-8", "request.expired", "2026-11-19T12:00:00.000Z", { namespace: OTHER.toUpperCase() }),
  ];
  const open = new Map([
    [foldedId(ORDERS), 2],
    ["/without-entries", 1],
  ]);

  it("are counted by verdict, rule and end, with what is open now", () => {
    expect(figuresOf(entries, { open, used: 0 }, RANGE).all).toEqual({
      decided: 5,
      p50Seconds: 60,
      p95Seconds: 180,
      approved: 3,
      rejected: 2,
      autoApproved: 1,
      expired: 1,
      open: 3,
    });
  });

  it("are told of each namespace, in order, also of one with nothing but open requests", () => {
    const { namespaces, from, to } = figuresOf(entries, { open, used: 0 }, RANGE);
    expect({ from, to }).toEqual(RANGE);
    expect(namespaces).toEqual([
      {
        namespace:
          "/subscriptions/11111111-1111-4111-8111-111111111111/resourcegroups/rg-relay/providers/microsoft.relay/namespaces/contoso-orders",
        ...{
          decided: 2,
          p50Seconds: 60,
          p95Seconds: 180,
          approved: 2,
          rejected: 0,
          autoApproved: 0,
          expired: 0,
          open: 2,
        },
      },
      {
        namespace:
          "/subscriptions/11111111-1111-4111-8111-111111111111/resourcegroups/rg-relay/providers/microsoft.relay/namespaces/contoso-other",
        ...{ decided: 3, approved: 1, rejected: 2, autoApproved: 1, expired: 1, open: 0 },
      },
      {
        namespace: "/without-entries",
        ...{ decided: 0, approved: 0, rejected: 0, autoApproved: 0, expired: 0, open: 1 },
      },
    ]);
  });

  it("are of no namespace where an entry is about none", () => {
    const { namespace: _n, connection: _c, privateEndpoint: _p, requester: _r, ...policy } = entries[0] ?? anEntry();
    expect(figuresOf([policy], NOTHING_OPEN, RANGE).namespaces).toEqual([]);
  });

  it("do not depend on the order of entries", () => {
    const shuffled = fc.shuffledSubarray(entries, { minLength: entries.length });
    fc.assert(
      fc.property(shuffled, (some) => {
        expect(figuresOf(some, { open, used: 3 }, RANGE)).toEqual(figuresOf(entries, { open, used: 3 }, RANGE));
      }),
    );
  });
});

describe("the days of a time", () => {
  const change = (at: string, before: string | undefined, after: string, kind: AuditEntry["kind"] = "change.applied") =>
    entry(`r-${at}`, kind, at, { before, after });
  const daysOf = (entries: readonly AnyEntry[], used: number) =>
    figuresOf(entries, { ...NOTHING_OPEN, used }, RANGE).days;

  it("are days of UTC, oldest first, with what was decided on each", () => {
    const entries = [
      seen("r-1", "2026-11-18T23:59:00.000Z"),
      decided("r-1", "2026-11-19T00:01:00.000Z"),
      decided("r-2", "2026-11-18T23:59:59.999Z"),
    ];
    expect(daysOf(entries, 4)).toEqual([
      { day: "2026-11-18", decided: 1, used: 4 },
      { day: "2026-11-19", decided: 1, p50Seconds: 120, p95Seconds: 120, used: 4 },
      { day: "2026-11-20", decided: 0, used: 4 },
    ]);
  });

  it("reckon back from now how many endpoints were let in at the end of each", () => {
    const entries = [
      change("2026-11-20T09:00:00.000Z", "Pending", "Approved"),
      change("2026-11-20T09:01:00.000Z", undefined, "Approved", "external.change"),
      change("2026-11-19T09:00:00.000Z", "Approved", "gone"),
      change("2026-11-19T09:01:00.000Z", "Pending", "Rejected"),
      change("2026-11-19T09:02:00.000Z", "Approved", "Approved", "external.change"),
      change("2026-11-19T09:03:00.000Z", "Pending", "Approved", "change.intended"),
    ];
    expect(daysOf(entries, 5).map(({ used }) => used)).toEqual([4, 3, 5]);
  });

  it("never tell of fewer than none", () => {
    const entries = [change("2026-11-20T09:00:00.000Z", "Pending", "Approved")];
    expect(daysOf(entries, 0).map(({ used }) => used)).toEqual([0, 0, 0]);
  });

  it("end with the last one that the time has a moment of", () => {
    const dayNamesOf = (from: string, to: string) =>
      figuresOf([], NOTHING_OPEN, { from, to }).days.map(({ day }) => day);
    expect(dayNamesOf("2026-02-28T23:59:59.999Z", "2026-03-01T00:00:00.000Z")).toEqual(["2026-02-28"]);
    expect(dayNamesOf("2026-02-28T23:59:59.999Z", "2026-03-01T00:00:00.001Z")).toEqual(["2026-02-28", "2026-03-01"]);
    expect(dayNamesOf("2026-03-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z")).toEqual([]);
  });
});
