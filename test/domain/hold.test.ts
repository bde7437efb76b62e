import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { activeHours, deadlineWith, type Hold, heldMs, heldUntil, timeAfter } from "../../src/domain/hold.ts";
import { later } from "../../src/domain/waits.ts";
import { aHold } from "../support/builders.ts";

const day = (number: number, time = "10:00") => `2026-11-${number}T${time}:00.000Z`;
const hold = (from: string, to: string) => aHold({ at: from, until: to });
const DAY_MS = 86_400_000;

describe("a request is held", () => {
  const holds = [hold(day(20), day(23)), hold(day(21), day(22))];

  it("until the last question's time is over", () => {
    expect(heldUntil(holds, new Date(day(21, "12:00")))?.toISOString()).toBe(day(23));
    expect(heldUntil(holds, new Date(day(22, "12:00")))?.toISOString()).toBe(day(23));
  });

  it("no more from that moment on, nor when nobody asked anything", () => {
    expect(heldUntil(holds, new Date(day(23)))).toBeUndefined();
    expect(heldUntil([], new Date(day(21)))).toBeUndefined();
  });
});

describe("the time for which a request was held", () => {
  it.each<[string, readonly Hold[], number]>([
    ["is none without a question", [], 0],
    ["is that of one", [hold(day(20), day(22))], 2],
    ["is that of both, one after the other", [hold(day(20), day(21)), hold(day(23), day(25))], 3],
    ["counts once what overlaps", [hold(day(20), day(23)), hold(day(22), day(24))], 4],
    ["counts once what lies within another", [hold(day(20), day(24)), hold(day(21), day(22))], 4],
    ["counts once what lies across", [hold(day(20), day(24)), hold(day(21), day(22)), hold(day(23), day(25))], 5],
    ["does not depend on their order", [hold(day(23), day(25)), hold(day(20), day(21))], 3],
    ["begins with the moment asked about", [hold(day(18), day(20))], 1],
    ["ends with the moment asked about", [hold(day(28), day(30))], 1],
    ["is none before and after", [hold(day(10), day(12)), hold(day(29), day(30))], 0],
  ])("%s", (_, holds, days) => {
    expect(heldMs(holds, new Date(day(19)), new Date(day(29)))).toBe(days * DAY_MS);
  });
});

describe("a deadline", () => {
  it.each<[string, string, readonly Hold[], string]>([
    ["stays as it is without a question", day(27), [], day(27)],
    ["moves on by the time of a question", day(27), [hold(day(20), day(22))], day(29)],
    ["moves on by both, one after the other", day(24), [hold(day(20), day(21)), hold(day(24), day(26))], day(27)],
    ["moves on once by what overlaps", day(24), [hold(day(20), day(22)), hold(day(21), day(23))], day(27)],
    ["moves on once by what lies within another", day(24), [hold(day(20), day(23)), hold(day(21), day(22))], day(27)],
    ["does not depend on their order", day(24), [hold(day(24), day(26)), hold(day(20), day(21))], day(27)],
  ])("%s", (_, deadlineAt, holds, expected) => {
    expect(deadlineWith(deadlineAt, holds)).toBe(expected);
  });

  it("is never earlier for a question, and moves on by no more than all of them together", () => {
    const some = fc.array(
      fc
        .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 100 }))
        .map(([from, hours]) =>
          hold(later(day(20), { hours: from }).toISOString(), later(day(20), { hours: from + hours }).toISOString()),
        ),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(some, (holds) => {
        const moved = Date.parse(deadlineWith(day(27), holds)) - Date.parse(day(27));
        const all = holds.map(({ at, until }) => Date.parse(until) - Date.parse(at));
        expect(moved).toBeGreaterThanOrEqual(Math.max(0, ...all));
        expect(moved).toBeLessThanOrEqual(all.reduce((sum, one) => sum + one, 0));
      }),
    );
  });
});

describe("hours that pass", () => {
  const holds = [hold(day(20), day(22))];

  it("do not count while a request is held", () => {
    expect(activeHours(day(19), holds, new Date(day(20)))).toBe(24);
    expect(activeHours(day(19), holds, new Date(day(21)))).toBe(24);
    expect(activeHours(day(19), holds, new Date(day(23)))).toBe(48);
  });

  it.each<[string, readonly Hold[], string, string]>([
    ["after the time that they take", [], day(20, "09:00"), day(21, "09:00")],
    ["from the end of the question on while it is held", holds, day(21), day(23, "09:00")],
    ["later by the time of a question that is over", holds, day(22, "11:00"), day(23, "09:00")],
    ["now when they have", holds, day(24), day(24)],
    ["now in the very moment", holds, day(23, "09:00"), day(23, "09:00")],
  ])("have passed %s", (_, known, now, expected) => {
    expect(timeAfter(day(19), 47, known, new Date(now)).toISOString()).toBe(expected);
  });
});
