import { backOffUntil, later, type Waits } from "../domain/waits.ts";
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
  yield* steps.wakeOr(restUntil(rest, failed, waits, steps.now()));
  yield* steps.again({ requestId, failures: failed });
}

function restUntil(
  rest: Exclude<Rest, { kind: "over" }> | { kind: "failed" },
  failed: number,
  waits: Waits,
  now: Date,
): Date {
  if (rest.kind === "failed") return backOffUntil(failed, waits, now);
  const longest = later(now, { hours: waits.longestRestHours });
  return new Date(rest.until) < longest ? new Date(rest.until) : longest;
}
