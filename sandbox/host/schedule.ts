import { Cron } from "croner";
import { expandSettings } from "./host-json.ts";

export interface Schedule {
  readonly text: string;
  /** The first time after `from`, or never. */
  next(from: Date): Date | undefined;
  /** It fires more often than once a minute; then Azure keeps no status of it. */
  readonly isFrequent: boolean;
}

/** Reads an NCRONTAB expression of 6 fields (or 5), or a TimeSpan; times are UTC. */
export function parseSchedule(expression: string, settings: NodeJS.ProcessEnv): Schedule {
  const text = expandSettings(expression, settings).trim();
  const next = timeSpan(text) ?? cron(text);
  return { text, next, isFrequent: isFrequent(next) };
}

const spanForm = /^(?:(?<days>\d+)\.)?(?<hours>[01]?\d|2[0-3]):(?<minutes>[0-5]\d):(?<seconds>[0-5]\d)$/;

function timeSpan(text: string): Schedule["next"] | undefined {
  const parts = spanForm.exec(text)?.groups;
  if (!parts) return undefined;
  const [days, hours, minutes, seconds] = ["days", "hours", "minutes", "seconds"].map((name) =>
    Number(parts[name] ?? 0),
  );
  const ms = ((((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000;
  if (ms === 0) throw new Error(`The schedule "${text}" is no time at all`);
  return (from) => new Date(from.getTime() + ms);
}

function cron(text: string): Schedule["next"] {
  try {
    // Azure wants both the day of the month and the day of the week to match.
    const pattern = new Cron(text, { paused: true, timezone: "UTC", mode: "5-or-6-parts", domAndDow: true });
    return (from) => pattern.nextRun(from) ?? undefined;
  } catch (cause) {
    throw new Error(`The schedule "${text}" can't be read: ${(cause as Error).message}`, { cause });
  }
}

function isFrequent(next: Schedule["next"]): boolean {
  let time = next(new Date());
  for (let count = 0; count < 10 && time; count++) {
    const following = next(time);
    if (following && following.getTime() - time.getTime() < 60_000) return true;
    time = following;
  }
  return false;
}
