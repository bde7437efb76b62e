import type { Clock, Log, LogDetails } from "./ports.ts";

const MINUTE_MS = 60_000;
const MOST_LINES_A_MINUTE = 10;
/** Of so many that have no line a number tells at once; within the same minute the next one takes ten times as many. */
const FIRST_COUNT = 100;

/** Called for each call, with details if there is something to tell of it. */
export type FewLines = (tell: Log["info"], details?: LogDetails) => void;

/**
 * Tells of calls that anybody can make, who with a line for each could fill the log: a few a minute are told one by one, the
 * others as numbers, the last of them when the next call comes.
 */
export function fewLines(words: { readonly one: string; readonly more: string }, clock: Clock): FewLines {
  let minute = { since: 0, lines: 0, countAt: FIRST_COUNT };
  let untold = 0;

  function tellUntold(tell: Log["info"]): void {
    if (untold > 0) tell(words.more, { calls: untold });
    untold = 0;
  }

  return (tell, details) => {
    const now = clock().getTime();
    if (now - minute.since >= MINUTE_MS) {
      tellUntold(tell);
      minute = { since: now, lines: 0, countAt: FIRST_COUNT };
    }
    if (!details) return;
    if (minute.lines < MOST_LINES_A_MINUTE) {
      minute.lines += 1;
      tell(words.one, { ...details, calls: 1 });
      return;
    }
    untold += 1;
    if (untold < minute.countAt) return;
    minute.countAt *= 10;
    tellUntold(tell);
  };
}
