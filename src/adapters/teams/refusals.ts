import type { Clock, Log } from "../../ports.ts";
import type { Admission } from "./guard.ts";

const MINUTE_MS = 60_000;
const MOST_LINES_A_MINUTE = 10;
/** Of so many that were held back a line tells at once; within the same minute the next one takes ten times as many. */
const FIRST_COUNT = 100;

/**
 * Tells the log of refused calls. Whoever calls is anybody, and a line for each would let them fill the log: a few a minute are
 * told one by one, the others as numbers, the last of them when the next call comes.
 */
export function refusalsTold(log: Pick<Log, "warn">, clock: Clock): (admission: Admission) => void {
  let minute = { since: 0, lines: 0, countAt: FIRST_COUNT };
  let held = 0;

  function tellHeld(): void {
    if (held > 0) log.warn("More calls to the bot were refused", { calls: held });
    held = 0;
  }

  return (admission) => {
    const now = clock().getTime();
    if (now - minute.since >= MINUTE_MS) {
      tellHeld();
      minute = { since: now, lines: 0, countAt: FIRST_COUNT };
    }
    if (admission.kind !== "refused") return;
    if (minute.lines < MOST_LINES_A_MINUTE) {
      minute.lines += 1;
      log.warn("A call to the bot was refused", { status: admission.status, why: admission.why, calls: 1 });
      return;
    }
    held += 1;
    if (held < minute.countAt) return;
    minute.countAt *= 10;
    tellHeld();
  };
}
