import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { AZURE_WAITS, backOffUntil, later, latest, soonest } from "../../src/domain/waits.ts";

const NOW = new Date("2026-11-20T09:00:00.000Z");
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
    [0, 10],
    [1, 10],
    [2, 20],
    [3, 40],
    [5, 160],
    [6, 300],
    [10_000, 300],
  ])("after %p failures is %p seconds", (failures, seconds) => {
    expect(backOffUntil(failures, AZURE_WAITS, NOW)).toEqual(later(NOW, { seconds }));
  });

  it("is never below its first nor above its last wait, and never shrinks", () => {
    fc.assert(
      fc.property(fc.nat({ max: 2_000 }), (failures) => {
        const wait = (after: number) => (backOffUntil(after, AZURE_WAITS, NOW).getTime() - NOW.getTime()) / 1_000;
        expect(wait(failures)).toBeGreaterThanOrEqual(10);
        expect(wait(failures)).toBeLessThanOrEqual(300);
        expect(wait(failures + 1)).toBeGreaterThanOrEqual(wait(failures));
      }),
    );
  });
});
