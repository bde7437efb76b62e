const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `4 d 3 h`, `3 h 20 min`, `12 min`, `under 1 min`: two units at most, the smaller one only where it says something. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole >= 10 * DAY) return `${Math.floor(whole / DAY)} d`;
  if (whole >= DAY) return pair([Math.floor(whole / DAY), "d"], [Math.floor((whole % DAY) / HOUR), "h"]);
  if (whole >= HOUR) return pair([Math.floor(whole / HOUR), "h"], [Math.floor((whole % HOUR) / MINUTE), "min"]);
  return whole >= MINUTE ? `${Math.floor(whole / MINUTE)} min` : "under 1 min";
}

type Amount = readonly [number: number, unit: string];

function pair(large: Amount, small: Amount): string {
  return small[0] === 0 ? large.join(" ") : `${large.join(" ")} ${small.join(" ")}`;
}

export function secondsBetween(from: string, to: Date): number {
  return (to.getTime() - Date.parse(from)) / 1000;
}

/** `2026-11-25 09:30:12 UTC`. */
export function inUtc(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime())
    ? iso
    : time
        .toISOString()
        .replace("T", " ")
        .replace(/\.\d+Z$/, " UTC");
}

/** `25 Nov 2026, 10:30` where the reader is; what is no time is shown as it is. */
export function local(iso: string, seconds = false): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const form = { day: "numeric", month: "short", year: "numeric", ...clock } as const;
  return new Intl.DateTimeFormat("en-GB", seconds ? { ...form, second: "2-digit" } : form).format(time);
}

export type Urgency = "late" | "soon" | "calm";

/** Soon: within a day. */
export function urgencyOf(deadlineAt: string, now: Date): Urgency {
  const left = -secondsBetween(deadlineAt, now);
  if (left <= 0) return "late";
  return left <= DAY ? "soon" : "calm";
}

/** `due in 3 h`, `20 min overdue`. */
export function untilDeadline(deadlineAt: string, now: Date): string {
  const left = -secondsBetween(deadlineAt, now);
  return left > 0 ? `in ${duration(left)}` : `${duration(-left)} overdue`;
}
