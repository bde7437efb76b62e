/** Every wait and period of the service. The defaults are those that suit Azure; the sandbox and the tests set shorter ones. */
export interface Waits {
  /** When `intake` looks at a namespace after an event, counted from it: the event can come before Azure shows the connection. */
  readonly looksSeconds: readonly number[];
  /** At most one look at a namespace in this time. */
  readonly lookSpacingSeconds: number;
  readonly backOffFirstSeconds: number;
  readonly backOffMostSeconds: number;
  /** From our PUT to the first read that may say Succeeded: about 32 s in recorded traffic. */
  readonly applyFirstSeconds: number;
  readonly applyNextSeconds: number;
  /** How long a change is tried before it has failed. */
  readonly tryHours: number;
  /** From the fifth card of a request on whose answer was lost: until the next one. */
  readonly askAgainMinutes: number;
  /** A vote stamped before the deadline may be read this much later. */
  readonly deadlineGraceMinutes: number;
  /** Telling in Teams is given up after this time. */
  readonly tellHours: number;
  /** A generation that did not move for this long, though there was something to do, has lost a completion. */
  readonly watchdogMinutes: number;
  readonly longestRestHours: number;
}

export const AZURE_WAITS: Waits = {
  looksSeconds: [0, 15, 60, 300],
  lookSpacingSeconds: 5,
  backOffFirstSeconds: 10,
  backOffMostSeconds: 300,
  applyFirstSeconds: 30,
  applyNextSeconds: 10,
  tryHours: 24,
  askAgainMinutes: 15,
  deadlineGraceMinutes: 3,
  tellHours: 12,
  watchdogMinutes: 9,
  longestRestHours: 120,
};

export function later(from: Date | string, amount: { hours?: number; minutes?: number; seconds?: number }): Date {
  const { hours = 0, minutes = 0, seconds = 0 } = amount;
  return new Date(new Date(from).getTime() + ((hours * 60 + minutes) * 60 + seconds) * 1_000);
}

export function soonest(...times: readonly (Date | undefined)[]): Date {
  return new Date(Math.min(...times.filter((time) => time !== undefined).map((time) => time.getTime())));
}

export function latest(...times: readonly Date[]): Date {
  return new Date(Math.max(...times.map((time) => time.getTime())));
}

/** A wait grows by this part at most, so that those who failed together don't all come back at the same moment. */
const JITTER = 0.25;

/** When to try again after that many failures in a row; never later than the longest back-off. `who` makes the jitter: the same at each replay. */
export function backOffUntil(failures: number, waits: Waits, now: Date, who: string): Date {
  const most = waits.backOffMostSeconds / (1 + JITTER);
  const seconds = Math.min(most, waits.backOffFirstSeconds * 2 ** Math.max(0, failures - 1));
  return later(now, { seconds: seconds * (1 + JITTER * shareOf(who)) });
}

/** When to come back to a service that said when: not before, a little later, and not later than the longest back-off. */
export function comeBackAt(said: Date, waits: Waits, now: Date, who: string): Date {
  const asked = Math.max(waits.backOffFirstSeconds, (said.getTime() - now.getTime()) / 1_000);
  const spread = later(said, { seconds: asked * JITTER * shareOf(who) });
  return soonest(spread, later(now, { seconds: waits.backOffMostSeconds }));
}

/** From 0 to below 1, by FNV-1a: evenly spread over texts, and always the same for one. */
function shareOf(text: string): number {
  let hash = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01_00_01_93);
  return (hash >>> 0) / 2 ** 32;
}
