import type { Background } from "./background.ts";
import { ENDPOINTS_A_NAMESPACE } from "./connection.ts";
import { heldUntil } from "./hold.ts";
import type { CommentRule } from "./policy.ts";
import type { CardState, Decision, Outcome } from "./request.ts";
import { choiceOf, type RequestKind, type Verdict } from "./request-kind.ts";
import { deadlineOf, type Story } from "./story.ts";
import { quorumFor } from "./votes.ts";

/** What a card tells, whatever draws it. Everything that came from outside stands in fields of its own, to be shown as text only. */
export interface Card {
  readonly requestId: string;
  readonly kind: RequestKind;
  readonly state: CardState;
  readonly namespace: string;
  readonly resourceGroup: string;
  readonly region: string | undefined;
  /** From Azure, chosen by the requester. */
  readonly privateEndpoint: string;
  readonly requesterSubscription: string | undefined;
  readonly requesterTenant: "own" | "other" | "unknown";
  /** Free text of the requester. */
  readonly message: string;
  readonly endpointsUsed: number;
  readonly endpointsMost: number;
  /** `undefined`: not known. */
  readonly background: Background | undefined;
  readonly askedAt: string;
  readonly deadlineAt: string | undefined;
  /** Whom to ask; `undefined`: nobody may decide. */
  readonly askedGroup: string | undefined;
  readonly commentRule: CommentRule;
  /** Which rule of the policy made this a question. */
  readonly why: string;
  /** The owner who wants it, and why; `undefined` when no owner began it. */
  readonly askedBy: Said | undefined;
  /** So far, while it is open. */
  readonly votes: readonly ShownVote[];
  readonly votesNeeded: number;
  /** The question to the requester that stops the deadline now. */
  readonly held: (Said & { readonly until: string }) | undefined;
  readonly decision: ShownDecision | undefined;
  readonly outcome: Outcome | undefined;
  /** The buttons, in their order. */
  readonly verbs: readonly Verb[];
}

/** What a button says. The data of a card carries it, and is believed in nothing. */
export type Verb = Verdict | "hold" | "ask-again";

/** Words of a person, by the name that the directory gives. */
export interface Said {
  readonly by: string;
  readonly text: string;
  readonly at: string;
}

export interface ShownVote extends Said {
  readonly verdict: Verdict;
}

export interface ShownDecision {
  readonly verdict: Decision["verdict"];
  readonly comment: string;
  /** Names as the directory gives them, or the rule's. */
  readonly by: string;
  readonly byKind: "person" | "rule";
  readonly at: string;
}

export function cardStateOf(
  { outcome, decision, holds }: Pick<Story, "outcome" | "decision" | "holds">,
  now: Date,
): CardState {
  if (outcome) return outcome.kind;
  if (decision) return "applying";
  return heldUntil(holds, now) ? "held" : "asking";
}

/** Differs whenever a card that stands would be drawn differently. */
export function viewOf(story: Story, now: Date): string {
  const { votes, holds, request } = story;
  const state = cardStateOf(story, now);
  if (state !== "asking" && state !== "held") return state;
  const counting = votes.filter(({ counts }) => counts).map(({ by }) => by);
  const escalated = request.progress.escalatedAt === undefined ? [] : ["escalated"];
  return [state, ...counting.toSorted(), `of ${votesNeeded(story)}`, `${holds.length} holds`, ...escalated].join(" ");
}

/** `nameOf` gives the name for a pseudonym. */
export function cardOf(story: Story, nameOf: (ref: string) => string, now: Date): Card {
  const { request, group, outcome } = story;
  const { id: requestId, kind, connection, requester, askedBy, why } = request;
  return {
    ...{ requestId, kind, why, outcome, state: cardStateOf(story, now) },
    ...{ namespace: connection.namespace, resourceGroup: connection.resourceGroup, region: request.region },
    privateEndpoint: request.privateEndpoint,
    requesterSubscription: requester.subscription,
    requesterTenant: requester.tenant,
    message: request.message,
    endpointsUsed: request.endpointsUsed,
    endpointsMost: ENDPOINTS_A_NAMESPACE,
    background: request.background,
    askedAt: request.seenAt,
    deadlineAt: deadlineOf(asAsked(story, now)),
    askedGroup: group?.name,
    commentRule: group?.comment ?? "on-reject",
    askedBy: askedBy && { by: nameOf(askedBy.ref), text: askedBy.comment, at: request.seenAt },
    votes: shownVotes(story, nameOf),
    votesNeeded: votesNeeded(story),
    held: shownHold(story, nameOf, now),
    decision: story.decision && shownDecision(story.decision, nameOf),
    verbs: verbsOf(story),
  };
}

/** The first card counts as posted when it is drawn: the deadline that it shows counts from then. */
function asAsked({ request, holds }: Story, now: Date): Pick<Story, "request" | "holds"> {
  const { firstCardAt = now.toISOString() } = request.progress;
  return { request: { ...request, progress: { ...request.progress, firstCardAt } }, holds };
}

export function votesNeeded({ request, group }: Story): number {
  return group ? quorumFor(request, group) : 1;
}

function shownVotes({ votes }: Story, nameOf: (ref: string) => string): readonly ShownVote[] {
  return votes
    .filter(({ counts }) => counts)
    .map(({ by, verdict, comment, at }) => ({ by: nameOf(by), verdict, text: comment, at }));
}

function shownHold({ holds }: Story, nameOf: (ref: string) => string, now: Date): Card["held"] {
  const last = holds.filter(({ until }) => new Date(until) > now).at(-1);
  return last && { by: nameOf(last.by), text: last.question, at: last.at, until: last.until };
}

function shownDecision({ verdict, comment, by, voters, at }: Decision, nameOf: (ref: string) => string): ShownDecision {
  const names = by.kind === "rule" ? by.ref : voters.map(nameOf).join(" and ");
  return { verdict, comment, by: names, byKind: by.kind, at };
}

/** The same for everybody who sees the card: whether somebody may press is checked when it is pressed. */
function verbsOf({ request, decision, outcome }: Story): readonly Verb[] {
  if (outcome) return verbsAfter(request.kind, outcome);
  if (decision || request.rule) return [];
  const choice = choiceOf(request.kind);
  return request.kind === "approve-or-reject" ? [choice.for, choice.against, "hold"] : [choice.for, choice.against];
}

function verbsAfter(kind: RequestKind, { kind: ended, after }: Outcome): readonly Verb[] {
  if (mayBeAskedAgain(kind, ended)) return ["ask-again"];
  return after === "Approved" && kind === "approve-or-reject" ? ["revoke", "remove"] : [];
}

/** No new round begins by itself after these. */
export function mayBeAskedAgain(kind: RequestKind, ended: Outcome["kind"]): boolean {
  const isByPeople = kind === "approve-or-reject" || kind === "revoke" || kind === "remove";
  return isByPeople && (ended === "refused" || ended === "failed" || ended === "expired");
}
