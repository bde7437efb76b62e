import { type Actor, type AuditEntry, type AuditKind, AZURE, entryOf, SERVICE, type Told, voteEntry } from "./audit.ts";
import type { Hold } from "./hold.ts";
import type { CardAddress } from "./progress.ts";
import type { ConnectionRequest, Decision, Intent, Outcome, OutcomeKind } from "./request.ts";
import type { Story } from "./story.ts";

type Make = (step: string, told: Told) => AuditEntry;

const OUTCOME_KINDS: Readonly<Record<OutcomeKind, AuditKind>> = {
  applied: "change.applied",
  refused: "change.refused",
  failed: "change.failed",
  indeterminate: "change.indeterminate",
  superseded: "request.superseded",
  expired: "request.expired",
  kept: "request.kept",
};

/** The entries that a story must have by now, oldest first. They are made of rows only, so that a repeat makes the same bytes. */
export function entriesOf(story: Story, serviceVersion: string): readonly AuditEntry[] {
  const { request, votes, decision, holds } = story;
  const { card, repliedAt } = request.progress;
  const make: Make = (step, told) => entryOf(request, step, serviceVersion, told);
  return [
    begun(request, make),
    ...ruled(request, make),
    ...(card ? [make(askedStep(card), cardPosted(card))] : []),
    ...reminded(request, make),
    ...holds.map((hold, index) => make(`hold-${index + 1}`, held(hold))),
    ...votes.map((vote) => voteEntry(request, vote, serviceVersion)),
    ...(decision ? [make("decision", decisionMade(decision))] : []),
    ...changed(story, make),
    ...(repliedAt ? [make("told", { at: repliedAt, kind: "request.told", actor: SERVICE })] : []),
  ];
}

function begun({ askedBy, rule, kind, seenAt: at, from: after, message }: ConnectionRequest, make: Make): AuditEntry {
  if (askedBy) {
    const actor: Actor = { kind: "person", ref: askedBy.ref, commitment: askedBy.commitment };
    return make("seen", { at, kind: "request.asked", actor, after, comment: askedBy.comment });
  }
  if (kind === "approve-or-reject")
    return make("seen", { at, kind: "request.seen", actor: AZURE, after, comment: message });
  const actor: Actor = rule ? { kind: "rule", ref: rule.name } : SERVICE;
  return make("seen", { at, kind: "request.asked", actor, after, comment: rule?.comment });
}

/** What the policy said when the request began. */
function ruled({ kind, rule, why, seenAt: at }: ConnectionRequest, make: Make): readonly AuditEntry[] {
  if (kind !== "approve-or-reject") return [];
  const actor: Actor = rule ? { kind: "rule", ref: rule.name } : SERVICE;
  return [make("ruled", { at, kind: "policy.ruled", actor, verdict: rule?.verdict, comment: why })];
}

function reminded({ progress }: ConnectionRequest, make: Make): readonly AuditEntry[] {
  const { reminder, escalatedAt } = progress;
  return [
    ...(reminder
      ? [make(`reminder-${reminder.number}`, { at: reminder.at, kind: "reminder.sent", actor: SERVICE })]
      : []),
    ...(escalatedAt ? [make("escalated", { at: escalatedAt, kind: "request.escalated", actor: SERVICE })] : []),
  ];
}

function held({ at, by: ref, commitment, question: comment, policyVersion }: Hold): Told {
  return { at, kind: "request.held", actor: { kind: "person", ref, commitment }, comment, policyVersion };
}

function cardPosted({ postedAt, channel }: CardAddress): Told {
  return { at: postedAt, kind: "card.posted", actor: SERVICE, comment: channel };
}

/** A request whose channel changes is asked once more, in the new one. */
function askedStep({ activity }: CardAddress): string {
  return `asked-${activity.replace(/[^A-Za-z0-9]/g, "")}`;
}

function decisionMade({ at, by, verdict, comment, policyVersion }: Decision): Told {
  return { at, kind: "decision.made", actor: by, verdict, comment, policyVersion };
}

function changed({ intent, outcome, decision, request }: Story, make: Make): readonly AuditEntry[] {
  // Only what cannot change any more stands in an entry: without an intent a decision may yet be made beside the outcome.
  const decided = intent ? decision : undefined;
  const { verdict, policyVersion = request.policyVersion }: Partial<Decision> = decided ?? {};
  return [
    ...(intent ? [make("intent", { ...intended(intent), verdict, policyVersion })] : []),
    ...(outcome ? [make("outcome", { ...ended(outcome, request), verdict, policyVersion })] : []),
    ...(outcome?.kind === "refused" ? [make("alert", alert(outcome))] : []),
  ];
}

function intended({ at, from, to, description }: Intent): Told {
  return { at, kind: "change.intended", actor: SERVICE, before: from, after: to, comment: description };
}

function ended({ kind, by, at, after, reason }: Outcome, { from, progress }: ConnectionRequest): Told {
  const actor = by === "azure" ? AZURE : SERVICE;
  const { correlation } = progress;
  return { at, kind: OUTCOME_KINDS[kind], actor, before: from, after, comment: reason, correlation };
}

/** Somebody must look: a lock, a policy or a missing right stands in the way. */
function alert({ at, reason }: Outcome): Told {
  return { at, kind: "alert.raised", actor: SERVICE, comment: reason };
}
