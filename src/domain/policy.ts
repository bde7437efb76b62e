import { isSameId, type NamespaceId, namespaceIdOf } from "./azure-id.ts";

/** Who decides about which namespaces, and where they are asked. */
export interface Policy {
  /** Hash of the policy's text; on every request and audit entry. */
  readonly version: string;
  readonly groups: readonly WatchedGroup[];
}

export interface WatchedGroup {
  readonly name: string;
  readonly namespaces: readonly NamespaceRule[];
  /** Entra object ids of the people who may decide, lower case. */
  readonly owners: readonly string[];
  readonly channel: Channel;
  readonly rejectNeedsComment: boolean;
  /** After this time without a decision the request ends as expired and stays Pending in Azure; `undefined`: it waits for ever. */
  readonly expireAfterHours: number | undefined;
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
  return isLike(rule.name.toLowerCase(), namespace.namespace.toLowerCase());
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

export function isOwner(group: WatchedGroup, objectId: string): boolean {
  return group.owners.includes(objectId.toLowerCase());
}

export function whomToAsk(group: WatchedGroup | undefined, namespace: NamespaceId): string {
  return group ? `group "${group.name}"` : `nobody: no group of the policy watches ${namespaceIdOf(namespace)}`;
}
