import { describe, expect, it } from "@jest/globals";
import { parseSchedule } from "../../../sandbox/host/schedule.ts";

const from = new Date("2030-01-01T10:10:00Z"); // a Tuesday

const next = (expression: string) => parseSchedule(expression, { EVERY: "0 */5 * * * *" }).next(from)?.toISOString();

describe("a schedule", () => {
  it.each([
    ["0 */5 * * * *", "2030-01-01T10:15:00.000Z"],
    ["*/5 * * * *", "2030-01-01T10:15:00.000Z"],
    ["%EVERY%", "2030-01-01T10:15:00.000Z"],
    ["30 0 12 * * *", "2030-01-01T12:00:30.000Z"],
    ["0 0 9 * * MON-FRI", "2030-01-02T09:00:00.000Z"],
    ["0 0 0 1 * MON", "2030-04-01T00:00:00.000Z"],
    ["00:05:00", "2030-01-01T10:15:00.000Z"],
    ["1.00:00:00", "2030-01-02T10:10:00.000Z"],
  ])("%s comes next at %s", (expression, expected) => {
    expect(next(expression)).toBe(expected);
  });

  it.each(["", "0 0", "* * * * * * *", "0 61 * * * *", "00:00:00", "24:00:00", "%MISSING%"])(
    "%p is refused",
    (expression) => {
      expect(() => parseSchedule(expression, {})).toThrow(/schedule|setting/);
    },
  );

  it("is frequent when it fires more often than once a minute", () => {
    expect(parseSchedule("*/10 * * * * *", {}).isFrequent).toBe(true);
    expect(parseSchedule("00:00:30", {}).isFrequent).toBe(true);
    expect(parseSchedule("0 * * * * *", {}).isFrequent).toBe(false);
  });
});
