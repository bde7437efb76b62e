import { connectionIdOf, namespaceIdOf } from "./azure-id.ts";
import type { Verb } from "./card.ts";
import type { ConnectionRequest, DecidedBy, Requester, Vote } from "./request.ts";
import type { Verdict } from "./request-kind.ts";

/** In the order in which they come in a story. */
export const AUDIT_KINDS = [
  "request.seen",
  "request.asked",
  "policy.ruled",
  "card.posted",
  "reminder.sent",
  "request.escalated",
  "request.held",
  "vote.refused",
  "vote.cast",
  "decision.made",
  "change.intended",
  "change.applied",
  "change.refused",
  "change.failed",
  "change.indeterminate",
  "request.superseded",
  "request.expired",
  "request.kept",
  "alert.raised",
  "request.told",
  "external.change",
  "change.settled",
  "clean-up.planned",
  "policy.changed",
  "policy.refused",
] as const;

export type AuditKind = (typeof AUDIT_KINDS)[number];

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

export const SERVICE: Actor = { kind: "service", ref: "relay-approvals" };
export const AZURE: Actor = { kind: "azure", ref: "Microsoft.Relay" };

/** An entry about the service itself: its `request` names what it is about instead. */
export type ServiceEntry = Omit<AuditEntry, "namespace" | "connection" | "privateEndpoint" | "requester">;

/** What an entry says beyond whom it is about. */
export type Told = Pick<AuditEntry, "at" | "kind" | "actor"> &
  Partial<Pick<AuditEntry, "before" | "after" | "verdict" | "comment" | "correlation" | "policyVersion">>;

export type About = Pick<ConnectionRequest, "id" | "connection" | "privateEndpoint" | "requester" | "policyVersion">;

export function entryOf(request: About, step: string, serviceVersion: string, told: Told): AuditEntry {
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
  return entryOf(request, `vote-${vote.by}`, serviceVersion, { kind: "vote.cast", ...told });
}

/** A click that was not accepted. Verb and time are part of the step, so that a person's other clicks are entries of their own. */
export function refusalEntry(
  request: ConnectionRequest,
  click: Omit<Vote, "verdict"> & { readonly verb: Verb },
  reason: string,
  serviceVersion: string,
): AuditEntry {
  const { at, verb, policyVersion } = click;
  const actor: Actor = { kind: "person", ref: click.by, commitment: click.commitment };
  const step = `refused-${click.by}-${verb}-${at.replace(/[^0-9]/g, "")}`;
  const verdict = verb === "hold" || verb === "ask-again" ? undefined : verb;
  return entryOf(request, step, serviceVersion, {
    ...{ at, kind: "vote.refused", actor, verdict, comment: reason, policyVersion },
  });
}

/** About the policy itself; `version` is of the text that was read, `at` when it was written. */
export function policyEntry(
  told: { kind: "policy.changed" | "policy.refused"; version: string; at: string; comment: string },
  serviceVersion: string,
): ServiceEntry {
  const { kind, version, at, comment } = told;
  const unchanged = { before: undefined, after: undefined, verdict: undefined, correlation: undefined };
  const step = `${kind.slice("policy.".length)}-${version.replace(/[^0-9a-z]/g, "")}-${at.replace(/[^0-9]/g, "")}`;
  const id = `policy/${step}`;
  return {
    ...{ v: 1, id, at, kind, request: "policy", actor: SERVICE, comment, policyVersion: version, serviceVersion },
    ...unchanged,
  };
}

export function stepOf({ id, request }: ServiceEntry): string {
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

/** Told by what was seen in Azure, not by a row: another look may know a newer policy, or less about the requester. */
const SIGHTINGS: readonly AuditKind[] = ["external.change", "clean-up.planned"];

/** Whether two entries say the same, apart from when, by which version of the service and under which of several PUTs. */
export function saysTheSame(one: ServiceEntry, other: ServiceEntry): boolean {
  return canonicalJson(factOf(one)) === canonicalJson(factOf(other));
}

function factOf(entry: ServiceEntry): object {
  const circumstances = { at: undefined, serviceVersion: undefined, correlation: undefined };
  const known = SIGHTINGS.includes(entry.kind) ? { policyVersion: undefined, requester: undefined } : {};
  return { ...entry, ...circumstances, ...known };
}
