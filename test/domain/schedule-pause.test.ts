import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseSchedule } from "../../sandbox/host/schedule.ts";
import { isNcrontab } from "../../src/domain/ncrontab.ts";
import { longestPauseMinutes } from "../../src/domain/schedule-pause.ts";

const HOUR = 60;
const DAY = 24 * HOUR;

describe("the longest pause of a schedule", () => {
  it.each<[string, number]>([
    ["0 */5 * * * *", 5],
    ["*/30 * * * * *", 0.5],
    ["* * * * * *", 1 / 60],
    ["0 0 * * * *", HOUR],
    ["0 */25 * * * *", 25],
    ["0 0,10 * * * *", 50],
    ["30 0-20/5,50 8-17 * * *", 14 * HOUR + 10],
    ["0 30 3 * * *", DAY],
    ["0 0 8 * * MON", 7 * DAY],
    ["0 0 8 * * mon-FRI", 3 * DAY],
    ["0 0 0 1 1 *", 366 * DAY],
    ["0 0 0 29 FEB *", 1_461 * DAY],
    ["0 0 0 31 FEB *", 2_922 * DAY],
    ["00:05:00", 5],
    ["23:59:30", 23 * HOUR + 59.5],
    [" 00:00:01 ", 1 / 60],
  ])("of %s is %p minutes", (schedule, minutes) => {
    expect(longestPauseMinutes(schedule)).toBe(minutes);
  });

  it("is the longest of those that the local host's timers make", () => {
    const field = (from: number, to: number) => {
      const number = fc.integer({ min: from, max: to });
      const range = fc.tuple(number, number).map(([one, other]) => `${Math.min(one, other)}-${Math.max(one, other)}`);
      const item = fc.oneof(fc.constant("*"), number.map(String), range);
      const step = fc.integer({ min: 1, max: to - from }).map((by) => `/${by}`);
      const stepped = fc.tuple(fc.oneof(fc.constant("*"), range), step).map((both) => both.join(""));
      return fc.array(fc.oneof(item, stepped), { minLength: 1, maxLength: 2 }).map((items) => items.join(","));
    };
    const ofADay = fc.tuple(fc.constant("0"), field(0, 59), field(0, 23)).map((fields) => `${fields.join(" ")} * * *`);
    fc.assert(
      fc.property(ofADay.filter(isNcrontab), (schedule) => {
        const { next } = parseSchedule(schedule, {});
        const end = Date.parse("2026-11-22T00:00:00Z");
        let [at, longest] = [next(new Date("2026-11-20T00:00:00Z")), 0];
        for (let after = at && next(at); at && after && at.getTime() < end; [at, after] = [after, next(after)])
          longest = Math.max(longest, (after.getTime() - at.getTime()) / 60_000);
        expect(longestPauseMinutes(schedule)).toBe(longest);
      }),
      { numRuns: 60 },
    );
  });
});
