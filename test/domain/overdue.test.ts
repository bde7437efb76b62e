import { describe, expect, it } from "@jest/globals";
import { overdueAmong } from "../../src/domain/overdue.ts";

const NOW = new Date("2026-11-20T09:00:00.000Z");

describe("requests that are open for more than a day", () => {
  it("are none among none, and none among younger ones", () => {
    expect(overdueAmong(new Map(), NOW)).toEqual({ oldestHours: 0, overdue: 0, overdueIds: "" });
    const open = new Map([
      ["r-a-day", "2026-11-19T09:00:00.000Z"],
      ["r-new", "2026-11-20T08:59:59.000Z"],
    ]);
    expect(overdueAmong(open, NOW)).toEqual({ oldestHours: 24, overdue: 0, overdueIds: "" });
  });

  it("are named, the oldest first, with the age of that one", () => {
    const open = new Map([
      ["r-older", "2026-11-19T08:59:59.000Z"],
      ["r-new", "2026-11-20T08:00:00.000Z"],
      ["r-oldest", "2026-11-17T07:30:00.000Z"],
    ]);
    expect(overdueAmong(open, NOW)).toEqual({ oldestHours: 73, overdue: 2, overdueIds: "r-oldest r-older" });
  });

  it("are counted beyond the hundred that are named", () => {
    const at = (day: number) => new Date(Date.UTC(2026, 5, day)).toISOString();
    const open = new Map(Array.from({ length: 120 }, (_, day) => [`r-${day}`, at(day)]));
    const { overdue, overdueIds } = overdueAmong(open, NOW);
    expect(overdue).toBe(120);
    expect(overdueIds.split(" ")).toEqual(Array.from({ length: 100 }, (_, day) => `r-${day}`));
  });

  it("have no age below zero where a machine's clock is behind", () => {
    expect(overdueAmong(new Map([["r-1", "2026-11-20T09:30:00.000Z"]]), NOW).oldestHours).toBe(0);
  });
});
