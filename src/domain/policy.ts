import { isSameId, type NamespaceId, namespaceIdOf } from "./azure-id.ts";
import { isFinal, type Verdict } from "./request-kind.ts";

/** Who decides about which namespaces, where they are asked, and what needs no asking. */
export interface Policy {
  /** Hash of the policy's text; on every request and audit entry. */
  readonly version: string;
  readonly groups: readonly WatchedGroup[];
  /** Connections that need no owner. */
  readonly allow: readonly AllowRule[];
  /** Connections that are not wanted; a deny rule wins over an allow rule. */
  readonly deny: readonly DenyRule[];
  readonly cleanUp: CleanUp;
}

export interface WatchedGroup {
  readonly name: string;
  readonly namespaces: readonly NamespaceRule[];
  /** The people who may decide. */
  readonly owners: readonly PolicyPerson[];
  /** Whether whoever holds the right to approve on the namespace in Azure may decide too. */
  readonly ownersByAzureRole: boolean;
  readonly channel: Channel;
  /** How many owners must agree; one who refuses is enough to refuse. */
  readonly quorum: number;
  /** The same for a requester whose subscription is not known to be of our tenant. */
  readonly quorumForOtherTenants: number;
  readonly comment: CommentRule;
  /** From the card on, until somebody decides; `undefined`: no reminders. */
  readonly remindEveryHours: number | undefined;
  readonly escalation: Escalation | undefined;
  /** `undefined`: a request waits for ever. */
  readonly expiry: Expiry | undefined;
  /** For how long a question to the requester stops the deadline. */
  readonly holdHours: number;
  /** What becomes of a connection that somebody else approved: it is recorded, or the owners are asked whether to keep it. */
  readonly external: "accept" | "challenge";
}

export type CommentRule = "never" | "on-reject" | "always";

export interface PolicyPerson {
  /** Entra object id, lower case. */
  readonly id: string;
  /** For mentions; not believed for anything. */
  readonly name: string | undefined;
}

export interface Escalation {
  /** From the card on. */
  readonly afterHours: number;
  /** Those who may decide from then on too. */
  readonly to: readonly PolicyPerson[];
}

export interface Expiry {
  readonly afterHours: number;
  /** `leave`: the connection stays Pending in Azure; `reject`: it is rejected there. */
  readonly action: "leave" | "reject";
}

/** Which private endpoints a rule is about. In patterns `*` stands for any characters. */
export interface EndpointRule {
  readonly name: string;
  /** Of the private endpoint, by the id that Azure gives. */
  readonly subscription: string | undefined;
  /** Pattern of the Relay namespace's name. */
  readonly namespace: string | undefined;
  /** Pattern of the resource group that the private endpoint is in. */
  readonly resourceGroup: string | undefined;
  /** Pattern of the private endpoint's name. */
  readonly endpoint: string | undefined;
  /** The rule holds before this moment, ISO; `undefined`: for ever. */
  readonly until: string | undefined;
  readonly reason: string;
  readonly addedBy: string;
}

export interface AllowRule extends EndpointRule {
  readonly subscription: string;
  /** Connections that this subscription may have in one namespace. */
  readonly atMost: number | undefined;
}

export interface DenyRule extends EndpointRule {
  /** Asks a human, with the reason shown, instead of rejecting at once. */
  readonly hold: boolean;
}

export interface CleanUp {
  /** A connection that stays Disconnected for so long is deleted. */
  readonly graceHours: number;
  readonly mostARun: number;
  /** Subscriptions in which private endpoints that lead nowhere are deleted too. */
  readonly consumerSubscriptions: readonly string[];
}

export interface NamespaceRule {
  readonly subscription: string;
  readonly resourceGroup: string | undefined;
  /** A name in which `*` stands for any characters. */
  readonly name: string;
}

export interface Channel {
  /** The Teams id of the channel, `19:…@thread.tacv2`. */
  readonly id: string;
  readonly name: string;
}

/** The group that watches a namespace: the first in the file that fits; `undefined` when none does. */
export function groupOf(policy: Policy, namespace: NamespaceId): WatchedGroup | undefined {
  return policy.groups.find((group) => group.namespaces.some((rule) => isNamed(rule, namespace)));
}

function isNamed(rule: NamespaceRule, namespace: NamespaceId): boolean {
  if (!isSameId(rule.subscription, namespace.subscription)) return false;
  if (rule.resourceGroup !== undefined && !isSameId(rule.resourceGroup, namespace.resourceGroup)) return false;
  return isNamedLike(rule.name, namespace.namespace);
}

/** Azure's names are the same whatever their case. */
export function isNamedLike(pattern: string, name: string): boolean {
  return isLike(pattern.toLowerCase(), name.toLowerCase());
}

/** Matches `*` greedily piece by piece: linear, no regular expression made of a setting. */
function isLike(pattern: string, name: string): boolean {
  const [first, last] = [pattern.indexOf("*"), pattern.lastIndexOf("*")];
  if (first < 0) return pattern === name;
  const [start, end] = [pattern.slice(0, first), pattern.slice(last + 1)];
  if (!name.startsWith(start) || !name.endsWith(end) || name.length < start.length + end.length) return false;
  let rest = name.slice(start.length, name.length - end.length);
  for (const piece of pattern.slice(first, last).split("*")) {
    const found = rest.indexOf(piece);
    if (found < 0) return false;
    rest = rest.slice(found + piece.length);
  }
  return true;
}

export function watchedSubscriptions(policy: Policy): readonly string[] {
  return [
    ...new Set(policy.groups.flatMap((group) => group.namespaces.map((rule) => rule.subscription.toLowerCase()))),
  ];
}

export function needsComment(rule: CommentRule, verdict: Verdict): boolean {
  return rule === "always" || (rule === "on-reject" && isFinal(verdict));
}

/** Whether the policy names a person as an owner; `escalated`: those to whom a request was escalated count too. */
export function isOwner(group: WatchedGroup, objectId: string, escalated = false): boolean {
  const others = escalated ? (group.escalation?.to ?? []) : [];
  return [...group.owners, ...others].some(({ id }) => id === objectId.toLowerCase());
}

export function whomToAsk(group: WatchedGroup | undefined, namespace: NamespaceId): string {
  return group ? `group "${group.name}"` : `nobody: no group of the policy watches ${namespaceIdOf(namespace)}`;
}
