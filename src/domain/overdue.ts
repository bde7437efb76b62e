const HOUR_MS = 3_600_000;
/** An alert of the templates tells of each request that has been open for longer. */
export const OVERDUE_HOURS = 24;
/** As many as a line of the log may name. */
const MOST_NAMED = 100;

export interface Overdue {
  /** Whole hours, of the request that has been open for longest. */
  readonly oldestHours: number;
  readonly overdue: number;
  /** Ids of those that are overdue, the oldest first, with spaces between. */
  readonly overdueIds: string;
}

/** `open`: when each request was seen first, by its id. */
export function overdueAmong(open: ReadonlyMap<string, string>, now: Date): Overdue {
  const hoursOf = (seenAt: string) => (now.getTime() - Date.parse(seenAt)) / HOUR_MS;
  const oldestFirst = [...open].toSorted(([, one], [, other]) => one.localeCompare(other));
  const overdue = oldestFirst.filter(([, seenAt]) => hoursOf(seenAt) > OVERDUE_HOURS);
  return {
    oldestHours: Math.max(0, ...oldestFirst.slice(0, 1).map(([, seenAt]) => Math.floor(hoursOf(seenAt)))),
    overdue: overdue.length,
    overdueIds: overdue
      .slice(0, MOST_NAMED)
      .map(([id]) => id)
      .join(" "),
  };
}
