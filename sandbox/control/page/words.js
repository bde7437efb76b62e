/** `03:56:53`, in UTC as on the cards. */
export function timeOf(iso) {
  return iso.slice(11, 19);
}

const day = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});

export function dayAndTime(iso) {
  return `${day.format(new Date(iso))}, ${timeOf(iso)} UTC`;
}

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** `1 day, 5 minutes`. */
export function durationOf(ms) {
  let left = ms;
  const parts = UNITS.flatMap(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count === 0 ? [] : [`${count} ${unit}${count === 1 ? "" : "s"}`];
  });
  return parts.join(", ") || "less than a minute";
}
