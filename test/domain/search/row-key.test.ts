import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  idInKey,
  type KeyRange,
  monthOf,
  monthsIn,
  newestFirstKey,
  newestFirstRange,
  oldestFirstKey,
  oldestFirstRange,
} from "../../../src/domain/search/row-key.ts";

const AT = "2026-11-20T10:00:00.000Z";
const ID = "r-1/decision";

const time = fc
  .integer({ min: 0, max: Date.parse("2286-11-20T00:00:00.000Z") })
  .map((ms) => new Date(ms).toISOString());
/** Often the same, or next to each other. */
const times = fc
  .tuple(time, fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 2, maxLength: 8 }))
  .map(([at, steps]) => steps.map((ms) => new Date(Math.max(0, Date.parse(at) + ms)).toISOString()));
const id = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/).map((request) => `${request}/seen`);
const moment = fc.oneof(
  time,
  fc.constantFrom("0000-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"),
);
/** Times, and two of them or any others between which is asked. */
const asked = fc
  .tuple(times, fc.option(fc.tuple(moment, moment)))
  .map(([ats, far]) => ({ ats, from: far?.[0] ?? ats[0] ?? AT, to: far?.[1] ?? ats[1] ?? AT }));

describe("the key of a row", () => {
  it("is the time, turned for newest first, and the id", () => {
    expect(oldestFirstKey({ at: AT, id: ID })).toBe("1795168800000|r-1|decision");
    expect(newestFirstKey({ at: AT, id: ID })).toBe("8204831199999|r-1|decision");
    expect(idInKey("8204831199999|r-1|decision")).toBe(ID);
  });

  it("has 13 digits at the beginning of time and at the end", () => {
    expect(newestFirstKey({ at: "1970-01-01T00:00:00.000Z", id: ID })).toBe("9999999999999|r-1|decision");
    expect(newestFirstKey({ at: "0001-01-01T00:00:00.000Z", id: ID })).toBe("9999999999999|r-1|decision");
    expect(newestFirstKey({ at: "9999-12-31T00:00:00.000Z", id: ID })).toBe("0000000000000|r-1|decision");
    expect(oldestFirstKey({ at: "9999-12-31T00:00:00.000Z", id: ID })).toBe("9999999999999|r-1|decision");
  });

  it("orders rows as their times do", () => {
    fc.assert(
      fc.property(times, id, id, ([one = AT, other = AT], first, second) => {
        const [a, b] = [
          { at: one, id: first },
          { at: other, id: second },
        ];
        if (one < other) {
          expect(oldestFirstKey(a) < oldestFirstKey(b)).toBe(true);
          expect(newestFirstKey(a) > newestFirstKey(b)).toBe(true);
        }
        if (one === other) expect(newestFirstKey(a) < newestFirstKey(b)).toBe(oldestFirstKey(a) < oldestFirstKey(b));
      }),
    );
  });

  it("names its entry", () => {
    fc.assert(
      fc.property(time, id, (at, of) => {
        expect(idInKey(newestFirstKey({ at, id: of }))).toBe(of);
        expect(idInKey(oldestFirstKey({ at, id: of }))).toBe(of);
      }),
    );
  });
});

describe("a range of keys", () => {
  it("is written as digits", () => {
    const span = { from: "2026-11-20T10:00:00.000Z", to: "2026-11-20T11:00:00.000Z" };
    expect(newestFirstRange(span)).toEqual({ from: "8204827599999~", to: "8204831199999~" });
    expect(oldestFirstRange(span)).toEqual({ from: "1795168800000", to: "1795172400000" });
  });

  it("has exactly the rows of its time: its beginning, and not its end", () => {
    fc.assert(
      fc.property(asked, id, ({ ats, from, to }, of) => {
        const [newest, oldest] = [newestFirstRange({ from, to }), oldestFirstRange({ from, to })];
        for (const at of [from, to, ...ats].filter(isKept)) {
          const isWithin = at >= from && at < to;
          expect(isIn(newest, newestFirstKey({ at, id: of }))).toBe(isWithin);
          expect(isIn(oldest, oldestFirstKey({ at, id: of }))).toBe(isWithin);
        }
      }),
    );
  });
});

const isIn = (range: KeyRange, key: string) => key >= range.from && key < range.to;

/** What can be on record: a time of a key. */
const isKept = (at: string) => at >= "1970" && at < "2286-11-20T17:46:39.999Z";

describe("the months of a time", () => {
  it("are from the newest to the oldest, and the end is not within", () => {
    const span = { from: "2026-09-30T23:59:59.999Z", to: "2026-12-01T00:00:00.000Z" };
    expect(monthsIn("time", span)).toEqual(["2026-11", "2026-10", "2026-09"]);
    expect(monthsIn("actor", { from: "2025-12-31T00:00:00.000Z", to: "2026-01-01T00:00:00.001Z" })).toEqual([
      "2026-01",
      "2025-12",
    ]);
    expect(monthsIn("time", { from: AT, to: "2026-10-01T00:00:00.000Z" })).toEqual([]);
    expect(monthOf("time", AT)).toBe("2026-11");
  });

  it("are not told of a connection", () => {
    expect(monthsIn("connection", { from: "2025-01-01T00:00:00.000Z", to: AT })).toEqual([""]);
    expect(monthOf("connection", AT)).toBe("");
  });

  it("have every time that is within, each once", () => {
    const days = fc.integer({ min: 0, max: 5_000 }).map((day) => new Date(day * 86_400_000 + 1.7e12).toISOString());
    fc.assert(
      fc.property(days, days, days, (from, to, at) => {
        const months = monthsIn("namespace", { from, to });
        if (at >= from && at < to) expect(months).toContain(monthOf("namespace", at));
        expect(months.toSorted().toReversed()).toEqual([...new Set(months)]);
        for (const month of months) expect(month >= from.slice(0, 7) && month <= to.slice(0, 7)).toBe(true);
      }),
    );
  });
});
