import { type AuditEntry, stepOf } from "./audit.ts";
import { carryOut } from "./carry-out.ts";
import { conclude, NO_OWNER_ANY_MORE } from "./conclude.ts";
import { hasFoundCopy } from "./copies.ts";
import { entriesOf } from "./entries-of.ts";
import type { Channel } from "./policy.ts";
import type { CardAddress, Progress } from "./progress.ts";
import type { Remark } from "./remark.ts";
import type { ConnectionRequest, Decision, Intent, Outcome } from "./request.ts";
import { wantedBy } from "./request-kind.ts";
import { changeSeen, isStillAuthorised, type Story, unchangedConnection } from "./story.ts";
import { askAgainAt, untilDecided } from "./until-decided.ts";
import { later, type Waits } from "./waits.ts";

/** The one thing to do next for a request. */
export type NextStep =
  | { readonly kind: "record"; readonly entries: readonly AuditEntry[] }
  /** Posts the card: of an open request to ask with it, of one that needed no asking to tell with it. */
  | { readonly kind: "ask"; readonly channel: Channel }
  | { readonly kind: "show"; readonly address: CardAddress }
  | { readonly kind: "remind"; readonly address: CardAddress; readonly number: number }
  | { readonly kind: "escalate"; readonly address: CardAddress }
  | { readonly kind: "remark"; readonly address: CardAddress; readonly remark: Remark }
  | { readonly kind: "settle"; readonly decision: Decision }
  | { readonly kind: "intend"; readonly decision: Decision }
  | { readonly kind: "change"; readonly intent: Intent }
  | { readonly kind: "conclude"; readonly outcome: Outcome }
  | { readonly kind: "end-round"; readonly outcome: Outcome }
  | { readonly kind: "tell"; readonly address: CardAddress }
  /** Cards were found that do not say yet that there is a newer one. */
  | { readonly kind: "mark-copies" }
  | { readonly kind: "close" }
  | { readonly kind: "wait"; readonly until: Date }
  | { readonly kind: "over" };

export interface NextStepSettings {
  readonly waits: Waits;
  readonly serviceVersion: string;
}

/**
 * The story of a request, decided from what is known now. First what must be on record, then carry out, settle, ask, remind, wait;
 * telling comes after the outcome, so that an outage of Teams holds up no decision.
 */
export function nextStep(story: Story, settings: NextStepSettings, now: Date): NextStep {
  const { progress } = story.request;
  if (progress.closed) return afterClose(progress);
  const restsUntil = restOf(story.request, now);
  if (restsUntil) return { kind: "wait", until: restsUntil };
  const missing = entriesOf(story, settings.serviceVersion).filter(
    (entry) => !progress.recorded.includes(stepOf(entry)),
  );
  if (missing.length > 0) return { kind: "record", entries: missing };
  if (story.outcome) return afterOutcome(story, story.outcome, settings.waits, now);
  if (story.intent) return carryOut(story, story.intent, settings.waits, now);
  if (!unchangedConnection(story)) return conclude(story, "superseded", changeSeen(story), now, "azure");
  if (!isStillAuthorised(story)) return conclude(story, "superseded", NO_OWNER_ANY_MORE, now);
  return story.decision ? afterDecision(story, story.decision, now) : untilDecided(story, settings.waits, now);
}

function afterClose(progress: Progress): NextStep {
  return { kind: hasFoundCopy(progress) ? "mark-copies" : "over" };
}

/** Until when nothing may be done for a request, since a service said when to come back. */
export function restOf({ progress }: ConnectionRequest, now: Date): Date | undefined {
  const notBefore = progress.notBefore === undefined ? now : new Date(progress.notBefore);
  return notBefore > now ? notBefore : undefined;
}

function afterDecision(story: Story, decision: Decision, now: Date): NextStep {
  if (wantedBy(decision.verdict) !== undefined) return { kind: "intend", decision };
  return conclude(story, "kept", "The owners left the connection as it is.", now);
}

function afterOutcome(story: Story, outcome: Outcome, waits: Waits, now: Date): NextStep {
  const { round, request } = story;
  if (round?.requestId === request.id && round.outcome !== outcome.kind) return { kind: "end-round", outcome };
  const { card, repliedAt } = request.progress;
  const isGivenUp = later(outcome.at, { hours: waits.tellHours }) <= now;
  if (repliedAt !== undefined || isGivenUp) return { kind: "close" };
  if (card) return { kind: "tell", address: card };
  const channel = channelToTell(story);
  if (!channel) return { kind: "close" };
  const mayAskAt = askAgainAt(request, waits, now);
  return mayAskAt <= now ? { kind: "ask", channel } : { kind: "wait", until: mayAskAt };
}

/** Where the end of a request is told that has no card: what a rule decided, or an owner alone. Clean-up is no news. */
function channelToTell({ request, group }: Story): Channel | undefined {
  const isCleanUp = request.kind === "clean-up" || request.kind === "clean-up-endpoint";
  return (request.rule || request.askedBy) && !isCleanUp ? group?.channel : undefined;
}

/** Whether a request needs somebody now, or only waits for an owner: what the sweep asks for each open request. */
export function needsSomebody(step: NextStep, now: Date): boolean {
  return step.kind !== "wait" || step.until <= now;
}
