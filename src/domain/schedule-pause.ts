import { numbersIn } from "./ncrontab.ts";

const A_DAY = 86_400;
/** In so many days every combination of date, month and leap year occurs; some of a date and a day of the week do not. */
const DAYS_LOOKED_AT = 8 * 365 + 2;
const FIRST_DAY_MS = Date.UTC(2028, 0, 1);

/** The longest time between two runs of a schedule as settings take it, in minutes; at most eight years. */
export function longestPauseMinutes(schedule: string): number {
  const span = /^(\d\d):(\d\d):(\d\d)$/.exec(schedule.trim());
  if (span) return Number(span[1]) * 60 + Number(span[2]) + Number(span[3]) / 60;
  const { seconds, minutes, hours, days, months, weekdays } = numbersIn(schedule);
  const times = hours.flatMap((hour) =>
    minutes.flatMap((minute) => seconds.map((at) => (hour * 60 + minute) * 60 + at)),
  );
  const isRunOn = (day: Date) =>
    days.includes(day.getUTCDate()) && months.includes(day.getUTCMonth() + 1) && weekdays.includes(day.getUTCDay());
  return longestPauseSeconds(times, isRunOn) / 60;
}

/** `times` of a day, in rising order. */
function longestPauseSeconds(times: readonly number[], isRunOn: (day: Date) => boolean): number {
  const first = times.reduce((one, other) => Math.min(one, other), A_DAY);
  const last = times.reduce((one, other) => Math.max(one, other), 0);
  const withinDay = times.reduce((most, at, index) => Math.max(most, at - (times[index - 1] ?? at)), 0);
  let [longest, ranAt] = [0, 0];
  for (let day = 0; day < DAYS_LOOKED_AT; day += 1) {
    if (!isRunOn(new Date(FIRST_DAY_MS + day * A_DAY * 1_000))) continue;
    longest = Math.max(longest, day * A_DAY + first - ranAt, withinDay);
    ranAt = day * A_DAY + last;
  }
  return Math.max(longest, DAYS_LOOKED_AT * A_DAY - ranAt);
}
