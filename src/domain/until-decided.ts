import { conclude } from "./conclude.ts";
import { hasFoundCopy } from "./copies.ts";
import { activeHours, heldUntil, timeAfter } from "./hold.ts";
import type { NextStep } from "./next-step.ts";
import type { WatchedGroup } from "./policy.ts";
import type { CardAddress } from "./progress.ts";
import { newsOf } from "./remark.ts";
import type { ConnectionRequest, Decision, Rule } from "./request.ts";
import { deadlineOf, type Story } from "./story.ts";
import { decisionOf, quorumFor } from "./votes.ts";
import { later, soonest, type Waits } from "./waits.ts";

/** From the first look to the decision: settle, expire, ask, keep the card true, escalate, remind, wait. */
export function untilDecided(story: Story, waits: Waits, now: Date): NextStep {
  const decision = decisionNow(story, now);
  if (decision) return { kind: "settle", decision };
  const expiresAt = expiryOf(story, waits);
  if (expiresAt && expiresAt <= now) return expire(story, now);
  const mayAskAt = askAt(story, waits, now);
  const { group } = story;
  if (group && mayAskAt && mayAskAt <= now) return { kind: "ask", channel: group.channel };
  const talk = group && talkOf(story, group, now);
  if (talk && !(talk instanceof Date)) return talk;
  const longest = later(now, { hours: waits.longestRestHours });
  return { kind: "wait", until: soonest(expiresAt, mayAskAt, talk, heldUntil(story.holds, now), longest) };
}

function decisionNow({ request, votes, group, policyVersion }: Story, now: Date): Decision | undefined {
  if (request.rule) return byRule(request.rule, policyVersion, now);
  return group && decisionOf(votes, { request, quorum: quorumFor(request, group), policyVersion }, now);
}

function byRule({ name, verdict, comment }: Omit<Rule, "of">, policyVersion: string, now: Date): Decision {
  return { verdict, comment, by: { kind: "rule", ref: name }, voters: [], at: now.toISOString(), policyVersion };
}

/** Some minutes after the deadline, so that a vote stamped in time still counts. */
function expiryOf(story: Story, { deadlineGraceMinutes }: Waits): Date | undefined {
  const deadlineAt = deadlineOf(story);
  return deadlineAt === undefined ? undefined : later(deadlineAt, { minutes: deadlineGraceMinutes });
}

const EXPIRY = {
  name: "expiry",
  verdict: "reject",
  comment: "Nobody decided in time. Ask again when you are ready.",
} as const;

/** The policy of today says what becomes of it; only what is Pending can be rejected for it. */
function expire(story: Story, now: Date): NextStep {
  const { request, group, policyVersion } = story;
  if (request.kind === "approve-or-reject" && group?.expiry?.action === "reject") {
    return { kind: "settle", decision: byRule(EXPIRY, policyVersion, now) };
  }
  return conclude(story, "expired", `Nobody decided in time. The connection stays ${request.from} in Azure.`, now);
}

/** When the group's channel may be asked; `undefined` when it has its card, or its place in the line. A channel that changed is asked too. */
function askAt({ request, group, inLine }: Story, waits: Waits, now: Date): Date | undefined {
  const { card, line } = request.progress;
  if (!group || card?.channel === group.channel.id || (inLine && line === group.channel.id)) return undefined;
  return askAgainAt(request, waits, now);
}

/**
 * When a card may be posted. From the fifth time on one may stand there though its answer was lost each time, so there is no hurry
 * for another.
 */
export function askAgainAt({ progress }: ConnectionRequest, { askAgainMinutes }: Waits, now: Date): Date {
  const { asks, askedAt } = progress;
  return asks < MOST_ASKS_IN_A_ROW || askedAt === undefined ? now : later(askedAt, { minutes: askAgainMinutes });
}

const MOST_ASKS_IN_A_ROW = 5;

/** What is to be said about a card that stands and waits, or when. */
function talkOf(story: Story, group: WatchedGroup, now: Date): NextStep | Date | undefined {
  const { card } = story.request.progress;
  if (!card) return undefined;
  return newsOf(story, now) ?? copiesOf(story) ?? pressing(story, group, card, now);
}

/** To call others, and to remind. */
function pressing(story: Story, group: WatchedGroup, card: CardAddress, now: Date): NextStep | Date | undefined {
  const escalateAt = escalationAt(story, group, card, now);
  if (escalateAt && escalateAt <= now) return { kind: "escalate", address: card };
  const next = nextReminder(story, group, card, now);
  if (next && next.at <= now) return { kind: "remind", address: card, number: next.number };
  return escalateAt || next ? soonest(escalateAt, next?.at) : undefined;
}

/** No other card asks beside the one that is kept true. */
function copiesOf({ request }: Story): NextStep | undefined {
  return hasFoundCopy(request.progress) ? { kind: "mark-copies" } : undefined;
}

function escalationAt({ request, holds }: Story, { escalation }: WatchedGroup, card: CardAddress, now: Date) {
  if (!escalation || request.progress.escalatedAt !== undefined) return undefined;
  return timeAfter(card.postedAt, escalation.afterHours, holds, now);
}

/** Some time after the last one or the card: the latest reminder that is due, not those that were missed before it; else the next. */
function nextReminder({ request, holds }: Story, { remindEveryHours }: WatchedGroup, card: CardAddress, now: Date) {
  if (remindEveryHours === undefined) return undefined;
  const last = request.progress.reminder;
  const from = last && last.at > card.postedAt ? last.at : card.postedAt;
  const passed = Math.floor(activeHours(from, holds, now) / remindEveryHours);
  const number = (last?.number ?? 0) + Math.max(1, passed);
  return { number, at: timeAfter(from, remindEveryHours, holds, now) };
}
