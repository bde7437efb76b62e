import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { AZURE_WAITS, backOffUntil, comeBackAt, later, latest, soonest } from "../../src/domain/waits.ts";

const NOW = new Date("2026-11-20T09:00:00.000Z");
const secondsTo = (time: Date) => (time.getTime() - NOW.getTime()) / 1_000;
const AN_HOUR_ON = new Date("2026-11-20T10:00:00.000Z");

describe("times", () => {
  it("move on by hours, minutes and seconds, from a date or its text", () => {
    expect(later(NOW, { hours: 1, minutes: 2, seconds: 3 }).toISOString()).toBe("2026-11-20T10:02:03.000Z");
    expect(later(NOW.toISOString(), {})).toEqual(NOW);
  });

  it("are compared without those that are not there", () => {
    expect(soonest(AN_HOUR_ON, undefined, NOW)).toEqual(NOW);
    expect(latest(NOW, AN_HOUR_ON)).toEqual(AN_HOUR_ON);
  });
});

describe("the back-off", () => {
  it.each([
    [0, "10.4"],
    [1, "10.4"],
    [2, "20.8"],
    [3, "41.5"],
    [5, "166.0"],
    [6, "249.0"],
    [10_000, "249.0"],
  ])("of one request after %p failures is %p seconds", (failures, seconds) => {
    const until = backOffUntil(failures, AZURE_WAITS, NOW, "r-aaaaaaaaaaaaaaaaaaaaaaaaaa");
    expect(((until.getTime() - NOW.getTime()) / 1_000).toFixed(1)).toBe(seconds);
  });

  it("spreads those who failed together over a quarter of the wait, always the same", () => {
    const waits = Array.from({ length: 400 }, (_, number) =>
      secondsTo(backOffUntil(3, AZURE_WAITS, NOW, `r-${number}`)),
    );
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(40);
    expect(Math.min(...waits)).toBeLessThan(41);
    expect(Math.max(...waits)).toBeGreaterThan(49);
    expect(Math.max(...waits)).toBeLessThan(50);
    expect(waits.filter((wait) => wait < 45).length).toBeGreaterThan(150);
    expect(waits.filter((wait) => wait >= 45).length).toBeGreaterThan(150);
  });

  it("is never below its first nor above its last wait, and never shrinks", () => {
    fc.assert(
      fc.property(fc.nat({ max: 2_000 }), fc.string(), (failures, who) => {
        const wait = (after: number) => secondsTo(backOffUntil(after, AZURE_WAITS, NOW, who));
        expect(wait(failures)).toBeGreaterThanOrEqual(10);
        expect(wait(failures)).toBeLessThanOrEqual(300);
        expect(wait(failures + 1)).toBeGreaterThanOrEqual(wait(failures));
      }),
    );
  });
});

describe("the way back to a service that said when", () => {
  it("is never before that, spread over a quarter of the wait, and never after five minutes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), fc.string(), (seconds, who) => {
        const wait = secondsTo(comeBackAt(later(NOW, { seconds }), AZURE_WAITS, NOW, who));
        expect(wait).toBeGreaterThanOrEqual(Math.min(300, seconds));
        expect(wait).toBeLessThanOrEqual(Math.min(300, seconds + Math.max(2.5, seconds / 4)));
      }),
    );
  });

  it("is another one for another request, even when it may be at once", () => {
    const waits = ["r-1", "r-2", "r-3"].map((who) => comeBackAt(NOW, AZURE_WAITS, NOW, who).getTime());
    expect(new Set(waits).size).toBe(3);
  });
});
