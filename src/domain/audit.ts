import { connectionIdOf, namespaceIdOf } from "./azure-id.ts";
import {
  type CardAddress,
  type ConnectionRequest,
  type DecidedBy,
  type Decision,
  type OutcomeKind,
  type Requester,
  startingStatus,
  type Verdict,
  type Vote,
} from "./request.ts";
import type { Story } from "./story.ts";

export type AuditKind =
  | "request.seen"
  | "card.posted"
  | "vote.cast"
  | "vote.refused"
  | "decision.made"
  | "change.intended"
  | "change.applied"
  | "change.refused"
  | "change.failed"
  | "change.indeterminate"
  | "request.superseded"
  | "request.expired"
  | "request.told";

export type Actor = DecidedBy | { readonly kind: "service" | "azure"; readonly ref: string };

/** One line of the record. Its envelope never changes; see docs/audit.md. */
export interface AuditEntry {
  readonly v: 1;
  /** `<request id>/<step>`: a repeat is the same entry. */
  readonly id: string;
  readonly at: string;
  readonly kind: AuditKind;
  readonly request: string;
  readonly namespace: string;
  readonly connection: string;
  readonly privateEndpoint: string;
  readonly requester: Requester;
  readonly actor: Actor;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly verdict: Verdict | undefined;
  readonly comment: string | undefined;
  readonly policyVersion: string;
  readonly serviceVersion: string;
  readonly correlation: string | undefined;
}

const SERVICE: Actor = { kind: "service", ref: "relay-approvals" };
const AZURE: Actor = { kind: "azure", ref: "Microsoft.Relay" };

type Told = Pick<AuditEntry, "at" | "kind" | "actor"> &
  Partial<Pick<AuditEntry, "before" | "after" | "verdict" | "comment" | "correlation" | "policyVersion">>;

function entry(request: ConnectionRequest, step: string, serviceVersion: string, told: Told): AuditEntry {
  return {
    v: 1,
    id: `${request.id}/${step}`,
    request: request.id,
    namespace: namespaceIdOf(request.connection),
    connection: connectionIdOf(request.connection),
    privateEndpoint: request.privateEndpoint,
    requester: request.requester,
    policyVersion: request.policyVersion,
    serviceVersion,
    before: undefined,
    after: undefined,
    verdict: undefined,
    comment: undefined,
    correlation: undefined,
    ...told,
  };
}

export function voteEntry(request: ConnectionRequest, vote: Vote, serviceVersion: string): AuditEntry {
  const { at, verdict, comment, policyVersion } = vote;
  const actor: Actor = { kind: "person", ref: vote.by, commitment: vote.commitment };
  const told = { at, actor, verdict, comment, policyVersion };
  return entry(request, `vote-${vote.by}`, serviceVersion, { kind: "vote.cast", ...told });
}

/** A click that was not accepted. Verdict and time are part of the step, so that a person's other clicks are entries of their own. */
export function refusalEntry(
  request: ConnectionRequest,
  vote: Vote,
  reason: string,
  serviceVersion: string,
): AuditEntry {
  const actor: Actor = { kind: "person", ref: vote.by, commitment: vote.commitment };
  const { at, verdict, policyVersion } = vote;
  const step = `refused-${vote.by}-${verdict}-${at.replace(/[^0-9]/g, "")}`;
  return entry(request, step, serviceVersion, {
    ...{ at, kind: "vote.refused", actor, verdict, comment: reason, policyVersion },
  });
}

const OUTCOME_KINDS: Readonly<Record<OutcomeKind, AuditKind>> = {
  applied: "change.applied",
  refused: "change.refused",
  failed: "change.failed",
  indeterminate: "change.indeterminate",
  superseded: "request.superseded",
  expired: "request.expired",
};

/** The entries that a story must have by now, oldest first. They are made of rows only, so that a repeat makes the same bytes. */
export function entriesOf(story: Story, serviceVersion: string): readonly AuditEntry[] {
  const { request, votes } = story;
  const { progress } = request;
  const before = startingStatus(request.kind);
  const make = (step: string, told: Told) => entry(request, step, serviceVersion, told);
  return [
    make("seen", { at: request.seenAt, kind: "request.seen", actor: AZURE, after: before, comment: request.message }),
    ...(progress.card ? [make(askedStep(progress.card), cardPosted(progress.card))] : []),
    ...votes.map((vote) => voteEntry(request, vote, serviceVersion)),
    ...(story.decision ? [make("decision", decisionMade(story.decision))] : []),
    ...changeEntries(story, make),
    ...(progress.repliedAt ? [make("told", { at: progress.repliedAt, kind: "request.told", actor: SERVICE })] : []),
  ];
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

function changeEntries({ intent, outcome, decision, request }: Story, make: (step: string, told: Told) => AuditEntry) {
  // Only what cannot change any more stands in an entry: without an intent a decision may yet be made beside the outcome.
  const decided = intent ? decision : undefined;
  const { verdict, policyVersion = request.policyVersion }: Partial<Decision> = decided ?? {};
  const before = startingStatus(request.kind);
  const entries: AuditEntry[] = [];
  if (intent) {
    const { at, from, to, description } = intent;
    entries.push(
      make("intent", {
        at,
        kind: "change.intended",
        actor: SERVICE,
        before: from,
        after: to,
        verdict,
        comment: description,
        policyVersion,
      }),
    );
  }
  if (outcome) {
    const actor = outcome.by === "azure" ? AZURE : SERVICE;
    const { at, after, reason } = outcome;
    const correlation = request.progress.correlation;
    entries.push(
      make("outcome", {
        at,
        kind: OUTCOME_KINDS[outcome.kind],
        actor,
        before,
        after,
        verdict,
        comment: reason,
        correlation,
        policyVersion,
      }),
    );
  }
  return entries;
}

export function stepOf({ id, request }: AuditEntry): string {
  return id.slice(request.length + 1);
}

/** Canonical JSON: keys sorted, nothing that is undefined, no spaces. These bytes are the record. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${pairs.join(",")}}`;
}

/** Whether two entries say the same, apart from when, by which version of the service and under which of several PUTs. */
export function saysTheSame(one: AuditEntry, other: AuditEntry): boolean {
  const aside = { at: undefined, serviceVersion: undefined, correlation: undefined };
  return canonicalJson({ ...one, ...aside }) === canonicalJson({ ...other, ...aside });
}
