import { backOffUntil, later, latest, soonest, type Waits } from "../domain/waits.ts";
import type { Rest, Step, Steps } from "./steps.ts";

export interface ApprovalInput {
  readonly requestId: string;
  /** How often `advance` failed in a row. */
  readonly failures: number;
}

/** One request until its end: go as far as possible, then wait for a wake or a time. */
export function* approval(
  steps: Steps<ApprovalInput>,
  { requestId, failures }: ApprovalInput,
  waits: Waits,
): Step<void> {
  const rest = yield* steps.attempt("advance", requestId);
  if (rest.kind === "over") return;
  const failed = rest.kind === "failed" ? failures + 1 : 0;
  yield* steps.wakeOr(restUntil(rest, { requestId, failures: failed }, waits, steps.now()));
  steps.again({ requestId, failures: failed });
}

/** Never so soon that the generations would spin, whatever the clocks of two machines say; never later than a timer may be. */
function restUntil(
  rest: Exclude<Rest, { kind: "over" }> | { kind: "failed" },
  { requestId, failures }: ApprovalInput,
  waits: Waits,
  now: Date,
): Date {
  const longest = later(now, { hours: waits.longestRestHours });
  if (rest.kind === "failed") return soonest(longest, backOffUntil(failures, waits, now, requestId));
  return soonest(longest, latest(later(now, { seconds: waits.applyNextSeconds }), new Date(rest.until)));
}
