import type { NextStep } from "./next-step.ts";
import type { Outcome, OutcomeKind } from "./request.ts";
import { type Story, statusOf } from "./story.ts";

export function conclude(
  story: Story,
  kind: OutcomeKind,
  reason: string,
  now: Date,
  by: Outcome["by"] = "service",
): NextStep {
  return { kind: "conclude", outcome: { kind, by, reason, at: now.toISOString(), after: statusOf(story.connection) } };
}

export const NO_OWNER_ANY_MORE = "Whoever decided may not decide any more: who the owners are, or the rules, changed.";
