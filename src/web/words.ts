import type { ShownEntry } from "../domain/answers.ts";
import type { AuditKind } from "../domain/audit.ts";
import type { CardState } from "../domain/request.ts";
import type { RequestKind, Verdict } from "../domain/request-kind.ts";

/** What a colour stands for; a word or a sign always says it too. */
export type Tone = "wait" | "busy" | "good" | "bad" | "doubt" | "over";

export interface StateWords {
  readonly tone: Tone;
  readonly sign: string;
  readonly word: string;
}

const STATES: Readonly<Record<CardState, StateWords>> = {
  asking: { tone: "wait", sign: "●", word: "Waiting for owners" },
  held: { tone: "wait", sign: "‖", word: "Question asked" },
  applying: { tone: "busy", sign: "◐", word: "Being carried out" },
  applied: { tone: "good", sign: "✓", word: "Done" },
  kept: { tone: "good", sign: "✓", word: "Kept" },
  refused: { tone: "bad", sign: "✕", word: "Refused by Azure" },
  failed: { tone: "bad", sign: "!", word: "Failed" },
  indeterminate: { tone: "doubt", sign: "?", word: "Not certain" },
  superseded: { tone: "over", sign: "–", word: "Superseded" },
  expired: { tone: "over", sign: "–", word: "Expired" },
};

const DONE: Readonly<Record<Verdict, StateWords>> = {
  approve: { tone: "good", sign: "✓", word: "Approved" },
  reject: { tone: "bad", sign: "✕", word: "Rejected" },
  revoke: { tone: "bad", sign: "✕", word: "Revoked" },
  remove: { tone: "bad", sign: "✕", word: "Removed" },
  keep: { tone: "good", sign: "✓", word: "Kept" },
};

/** What is done is called by what was decided. */
export function stateWords(state: CardState, verdict: Verdict | undefined): StateWords {
  return state === "applied" && verdict !== undefined ? DONE[verdict] : STATES[state];
}

const REQUESTS: Readonly<Record<RequestKind, string>> = {
  "approve-or-reject": "Asks to join",
  revoke: "To be revoked",
  remove: "To be removed",
  "clean-up": "To be cleaned up",
  "clean-up-endpoint": "Endpoint to be cleaned up",
};

export function requestWords(kind: RequestKind): string {
  return REQUESTS[kind];
}

const TENANTS = { own: "own tenant", other: "another tenant", unknown: "tenant not readable" } as const;

export function tenantWords(tenant: keyof typeof TENANTS): string {
  return TENANTS[tenant];
}

type EntryWords = Readonly<Record<AuditKind, readonly [title: string, tone: Tone, says: string]>>;

/** The title of an entry, its tone, and what its comment is. */
const ENTRIES: EntryWords = {
  "request.seen": ["Connection found Pending", "busy", "The requester's message, not verified"],
  "request.asked": ["Asked for", "busy", "Why"],
  "policy.ruled": ["The policy ruled", "busy", "What it said"],
  "card.posted": ["Card posted in Teams", "over", "Channel"],
  "vote.cast": ["Vote", "busy", "Comment"],
  "vote.refused": ["Vote refused", "doubt", "Why"],
  "request.held": ["Question to the requester", "wait", "Question"],
  "reminder.sent": ["Reminder sent", "over", "Comment"],
  "request.escalated": ["Escalated", "wait", "Comment"],
  "decision.made": ["Decision", "good", "Comment"],
  "change.intended": ["Change intended", "busy", "Description that is written in Azure"],
  "change.applied": ["Applied in Azure", "good", "What Azure said"],
  "change.refused": ["Refused by Azure", "bad", "What Azure said"],
  "change.failed": ["Not carried out", "bad", "What happened"],
  "change.indeterminate": ["Not certain what became of it", "doubt", "What happened"],
  "change.settled": ["What Azure shows now", "busy", "What was seen"],
  "request.superseded": ["Superseded", "over", "What was seen"],
  "request.expired": ["Expired", "over", "What happened"],
  "request.kept": ["Kept as it is", "good", "Comment"],
  "request.told": ["Outcome told in Teams", "over", "Comment"],
  "policy.changed": ["Policy changed", "busy", "What changed"],
  "policy.refused": ["Policy refused", "bad", "Its faults"],
  "external.change": ["Changed by somebody else", "doubt", "What was seen"],
  "clean-up.planned": ["Clean-up planned", "over", "Comment"],
  "alert.raised": ["Alert", "bad", "Why somebody must look"],
};

export const AUDIT_KINDS: readonly string[] = Object.keys(ENTRIES);

export interface TitledEntry {
  readonly title: string;
  readonly tone: Tone;
  readonly says: string;
}

/** A newer service may record what this page has no words for: then its kind stands there. */
export function entryWords({ kind, verdict }: Pick<ShownEntry, "kind" | "verdict">): TitledEntry {
  const [title, tone, says] = Object.hasOwn(ENTRIES, kind) ? ENTRIES[kind] : [kind, "over" as const, "Comment"];
  const isAgainst = verdict === "reject" || verdict === "revoke" || verdict === "remove";
  return {
    title: verdict === undefined ? title : `${title}: ${verdict}`,
    tone: tone === "good" && isAgainst && kind === "decision.made" ? "bad" : tone,
    says,
  };
}

const ACTORS = { service: "this service", azure: "Azure" } as const;

/** Who did it; a person's name only for those who may see it. */
export function actorWords({ actor, actorName }: Pick<ShownEntry, "actor" | "actorName">): string {
  if (actor.kind === "person") return actorName ?? actor.ref;
  return actor.kind === "rule" ? `rule ${actor.ref}` : ACTORS[actor.kind];
}

/** The last part of an Azure id: what people call it. */
export function nameIn(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1) || id;
}

export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? one : several}`;
}
