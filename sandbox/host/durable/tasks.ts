import { type Action, type ActivityAction, Refused, type RetryOptions, type TimerAction } from "./actions.ts";
import type { EventRaised } from "./history.ts";

export type Decision =
  | { readonly kind: "activity"; readonly id: number; readonly name: string; readonly input: string | undefined }
  | { readonly kind: "timer"; readonly id: number; readonly fireAt: Date; readonly isCanceled: boolean };

type Outcome = "completed" | "failed";

/** Where a replay stands: what the actions started so far have decided and what they wait for. */
export interface Progress {
  /** The orchestrator's clock. */
  now: number;
  nextId: number;
  /** Decisions that no history event has confirmed yet. */
  readonly pending: Map<number, Decision>;
  /** Activities and timers that have not ended. */
  readonly open: Map<number, (outcome: Outcome) => void>;
  readonly waiters: Map<string, (() => void)[]>;
  /** How many events of a name came before anybody waited for them. */
  readonly buffered: Map<string, number>;
  continued: { readonly input: unknown } | undefined;
  /** Events that came after the orchestrator had continued as new. */
  readonly carried: EventRaised[];
}

const longestTimerMs = 6 * 24 * 3_600_000;

export function noProgress(): Progress {
  const tasks = { pending: new Map(), open: new Map(), waiters: new Map(), buffered: new Map() };
  return { now: 0, nextId: 0, ...tasks, continued: undefined, carried: [] };
}

/** Starts an action; `settled` is called once, when it has ended in any way. */
export function start(progress: Progress, action: Action, settled: () => void): void {
  switch (action.actionType) {
    case 0:
      startActivity(progress, action, settled);
      break;
    case 1:
      startWithRetry(progress, action, action.retryOptions, 1, settled);
      break;
    case 4:
      progress.continued = { input: action.input };
      settled();
      break;
    case 5:
      startTimer(progress, new Date(action.fireAt), action, settled);
      break;
    case 6:
      waitForEvent(progress, action.externalEventName.toLowerCase(), settled);
      break;
    case 11:
      startTogether(progress, action.compoundActions, 1, settled);
      break;
    case 12:
      startTogether(progress, action.compoundActions, action.compoundActions.length, settled);
      break;
  }
}

/** An event that came wakes who waited last, or is kept for who waits next. */
export function deliver({ waiters, buffered }: Progress, eventName: string): void {
  const name = eventName.toLowerCase();
  const waiter = waiters.get(name)?.pop();
  if (waiter) waiter();
  else buffered.set(name, (buffered.get(name) ?? 0) + 1);
}

function startActivity(progress: Progress, action: ActivityAction, settled: (outcome: Outcome) => void): void {
  const id = progress.nextId++;
  progress.pending.set(id, { kind: "activity", id, name: action.functionName, input: inputText(action.input) });
  progress.open.set(id, settled);
}

function startWithRetry(
  progress: Progress,
  action: ActivityAction,
  options: RetryOptions,
  attempt: number,
  settled: () => void,
): void {
  startActivity(progress, action, (outcome) => {
    if (outcome === "completed") {
      settled();
      return;
    }
    const isLast = attempt >= options.maxNumberOfAttempts;
    // The engine makes one more timer after the last attempt, and durable-functions waits for it.
    const fireAt = new Date(progress.now + (isLast ? 0 : delayAfter(attempt, options)));
    startTimer(progress, fireAt, { isCanceled: false }, () =>
      isLast ? settled() : startWithRetry(progress, action, options, attempt + 1, settled),
    );
  });
}

function delayAfter(attempt: number, options: RetryOptions): number {
  const grown = options.firstRetryIntervalInMilliseconds * (options.backoffCoefficient ?? 1) ** (attempt - 1);
  return Math.min(grown, options.maxRetryIntervalInMilliseconds ?? longestTimerMs, longestTimerMs);
}

function startTimer(
  progress: Progress,
  fireAt: Date,
  { isCanceled }: Pick<TimerAction, "isCanceled">,
  settled: () => void,
): void {
  if (fireAt.getTime() - progress.now > longestTimerMs) throw new Refused("A timer longer than 6 days");
  const id = progress.nextId++;
  progress.pending.set(id, { kind: "timer", id, fireAt, isCanceled });
  if (isCanceled) settled();
  else progress.open.set(id, settled);
}

function waitForEvent({ waiters, buffered }: Progress, name: string, settled: () => void): void {
  const kept = buffered.get(name) ?? 0;
  if (kept === 0) {
    waiters.set(name, [...(waiters.get(name) ?? []), settled]);
    return;
  }
  buffered.set(name, kept - 1);
  settled();
}

/** Settles when `needed` children have; never before all are started, since each takes its id first. */
function startTogether(progress: Progress, children: readonly Action[], needed: number, settled: () => void): void {
  let left = needed;
  let areStarted = false;
  const childSettled = () => {
    left -= 1;
    if (left === 0 && areStarted) settled();
  };
  for (const child of children) start(progress, child, childSettled);
  areStarted = true;
  if (left <= 0) settled();
}

/** An activity's input as the text that .NET's host makes of it. */
function inputText(input: unknown): string | undefined {
  if (input === undefined || input === null) return undefined;
  if (typeof input === "string") return input;
  if (typeof input === "boolean") return input ? "True" : "False";
  return JSON.stringify(input);
}
