import { type AuditEntry, entriesOf, stepOf } from "./audit.ts";
import { cardStateOf } from "./card.ts";
import { carriesMark } from "./description.ts";
import type { Channel } from "./policy.ts";
import type { CardAddress, ConnectionRequest, Decision, Intent, Outcome, OutcomeKind, Rule } from "./request.ts";
import { changeSeen, isStillAuthorised, ownConnection, type Story, statusOf, unchangedConnection } from "./story.ts";
import { decisionOf } from "./votes.ts";
import { later, latest, soonest, type Waits } from "./waits.ts";

/** The one thing to do next for a request. */
export type NextStep =
  | { readonly kind: "record"; readonly entries: readonly AuditEntry[] }
  /** Posts the card: of an open request to ask with it, of one that a rule decided to tell with it. */
  | { readonly kind: "ask"; readonly channel: Channel }
  | { readonly kind: "show"; readonly address: CardAddress }
  | { readonly kind: "settle"; readonly decision: Decision }
  | { readonly kind: "intend"; readonly decision: Decision }
  | { readonly kind: "put"; readonly intent: Intent }
  | { readonly kind: "conclude"; readonly outcome: Outcome }
  | { readonly kind: "end-round"; readonly outcome: Outcome }
  | { readonly kind: "tell"; readonly address: CardAddress }
  | { readonly kind: "close" }
  | { readonly kind: "wait"; readonly until: Date }
  | { readonly kind: "over" };

export interface NextStepSettings {
  readonly waits: Waits;
  readonly serviceVersion: string;
}

/**
 * The story of a request, decided from what is known now. First what must be on record, then carry out, settle, ask, wait;
 * telling comes after the outcome, so that an outage of Teams holds up no decision.
 */
export function nextStep(story: Story, settings: NextStepSettings, now: Date): NextStep {
  const { progress } = story.request;
  if (progress.closed) return { kind: "over" };
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
  if (story.decision) return { kind: "intend", decision: story.decision };
  return untilDecided(story, settings.waits, now);
}

/** Until when nothing may be done for a request, since a service said when to come back. */
export function restOf({ progress }: ConnectionRequest, now: Date): Date | undefined {
  const notBefore = progress.notBefore === undefined ? now : new Date(progress.notBefore);
  return notBefore > now ? notBefore : undefined;
}

const NO_OWNER_ANY_MORE = "Whoever decided is no owner any more. The owners of today are asked anew.";

function conclude(story: Story, kind: OutcomeKind, reason: string, now: Date, by: Outcome["by"] = "service"): NextStep {
  return { kind: "conclude", outcome: { kind, by, reason, at: now.toISOString(), after: statusOf(story.connection) } };
}

function untilDecided(story: Story, waits: Waits, now: Date): NextStep {
  const { request, group } = story;
  const { policyVersion } = story;
  const decision = request.rule
    ? byRule(request.rule, policyVersion, now)
    : decisionOf(story.votes, policyVersion, now);
  if (decision) return { kind: "settle", decision };
  const expiresAt = request.deadlineAt ? later(request.deadlineAt, { minutes: waits.deadlineGraceMinutes }) : undefined;
  if (expiresAt && expiresAt <= now) {
    return conclude(story, "expired", "Nobody decided in time. The connection stays Pending in Azure.", now);
  }
  const mayAskAt = askAt(story, waits, now);
  if (group && mayAskAt && mayAskAt <= now) return { kind: "ask", channel: group.channel };
  return { kind: "wait", until: soonest(expiresAt, mayAskAt, later(now, { hours: waits.longestRestHours })) };
}

function byRule({ name, verdict, comment }: Rule, policyVersion: string, now: Date): Decision {
  return { verdict, comment, by: { kind: "rule", ref: name }, at: now.toISOString(), policyVersion };
}

/**
 * When the group's channel may be asked; `undefined` when it has its card. A channel that changed is asked too. From the
 * fifth time on a card may stand there though its answer was lost each time, so there is no hurry for another.
 */
function askAt({ request, group }: Story, { askAgainMinutes }: Waits, now: Date): Date | undefined {
  const { card, asks, askedAt } = request.progress;
  if (!group || card?.channel === group.channel.id) return undefined;
  return asks < MOST_ASKS_IN_A_ROW || askedAt === undefined ? now : later(askedAt, { minutes: askAgainMinutes });
}

const MOST_ASKS_IN_A_ROW = 5;

/** From the intent to the outcome. After an intent our change may have landed, whatever is seen: so never `superseded`. */
function carryOut(story: Story, intent: Intent, waits: Waits, now: Date): NextStep {
  const connection = ownConnection(story);
  if (!connection) return conclude(story, "indeterminate", changeSeen(story), now, "azure");
  const isOurs = connection.status === intent.to && carriesMark(connection.description, intent.mark);
  if (isOurs && connection.provisioning === "done") {
    return conclude(story, "applied", `Azure shows ${intent.to} and Succeeded.`, now);
  }
  if (!isOurs && connection.status !== intent.from) {
    return conclude(story, "indeterminate", changeSeen(story), now, "azure");
  }
  if (later(intent.at, { hours: waits.tryHours }) <= now) {
    return conclude(story, "failed", `Azure did not carry out the change within ${waits.tryHours} hours.`, now);
  }
  return keepTrying(story, intent, waits, now);
}

function keepTrying(story: Story, intent: Intent, waits: Waits, now: Date): NextStep {
  const { decision, round, request } = story;
  if (decision && round?.requestId === request.id && round.mark !== intent.mark) return { kind: "intend", decision };
  const readAt = nextReadAt(story, intent, waits, now);
  if (readAt === undefined && !isStillAuthorised(story))
    return conclude(story, "indeterminate", NO_OWNER_ANY_MORE, now);
  if (readAt === undefined) return { kind: "put", intent };
  const { card, shown } = request.progress;
  return card && shown !== cardStateOf(story) ? { kind: "show", address: card } : { kind: "wait", until: readAt };
}

/** When to read ARM again, while our last PUT or somebody's change is under way; `undefined` when it is time for a PUT. */
function nextReadAt({ request, connection }: Story, intent: Intent, waits: Waits, now: Date): Date | undefined {
  const { putAt } = request.progress;
  if (connection !== "gone" && connection.provisioning === "busy") {
    const firstReadAt = putAt === undefined ? now : later(putAt, { seconds: waits.applyFirstSeconds });
    return latest(firstReadAt, later(now, { seconds: waits.applyNextSeconds }));
  }
  const putAgainAt = putAt === undefined ? now : later(putAt, { seconds: pauseAfterPut(putAt, intent, waits) });
  return putAgainAt > now ? putAgainAt : undefined;
}

/** Azure may accept a change and undo it, again and again: the longer that goes on, the longer the pause. */
function pauseAfterPut(putAt: string, intent: Intent, { applyFirstSeconds, backOffMostSeconds }: Waits): number {
  const tryingForSeconds = (Date.parse(putAt) - Date.parse(intent.at)) / 1_000;
  return Math.max(applyFirstSeconds, Math.min(backOffMostSeconds, tryingForSeconds / 2));
}

function afterOutcome(story: Story, outcome: Outcome, waits: Waits, now: Date): NextStep {
  const { round, request, group } = story;
  if (round?.requestId === request.id && round.outcome !== outcome.kind) return { kind: "end-round", outcome };
  const { card, repliedAt } = request.progress;
  const isGivenUp = later(outcome.at, { hours: waits.tellHours }) <= now;
  if (repliedAt !== undefined || isGivenUp) return { kind: "close" };
  if (card) return { kind: "tell", address: card };
  return request.rule && group ? { kind: "ask", channel: group.channel } : { kind: "close" };
}

/** Whether a request needs somebody now, or only waits for an owner: what the sweep asks for each open request. */
export function needsSomebody(step: NextStep, now: Date): boolean {
  return step.kind !== "wait" || step.until <= now;
}
