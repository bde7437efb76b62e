import type { NamespaceId } from "./azure-id.ts";
import { groupOf, type Policy } from "./policy.ts";
import { type Ruling, rulingOf } from "./ruling.ts";

/** What a policy must say of a connection; stands in the policy's own file. */
export interface PolicyCase {
  readonly given: GivenConnection;
  readonly expect: Ruling["kind"];
  /** The rule by which it must say so. */
  readonly rule: string | undefined;
}

export interface GivenConnection {
  /** Name of the namespace; its group and subscription only where the policy watches several of that name. */
  readonly namespace: string;
  readonly resourceGroup: string | undefined;
  readonly subscription: string | undefined;
  readonly privateEndpoint: string;
  /** Connections that the endpoint's subscription has in the namespace already. */
  readonly ofSubscription: number;
  /** ISO; `undefined`: now. */
  readonly at: string | undefined;
}

/** `unwatched`: no group of the policy watches the namespace, so nobody is asked and no rule is looked at. */
export interface Ruled {
  readonly kind: Ruling["kind"] | "unwatched";
  readonly rule: string | undefined;
  readonly why: string;
}

export interface CaseResult {
  readonly passed: boolean;
  readonly ruled: Ruled;
}

export function resultOf(policy: Policy, { given, expect, rule }: PolicyCase, now: Date): CaseResult {
  const namespace = namespaceGiven(policy, given);
  const at = given.at === undefined ? now : new Date(given.at);
  const ruled = namespace ? ruledOf(rulingOf(policy, { ...given, namespace }, at)) : UNWATCHED;
  return { passed: ruled.kind === expect && (rule === undefined || ruled.rule === rule), ruled };
}

export const UNWATCHED: Ruled = { kind: "unwatched", rule: undefined, why: "No group watches the namespace" };

/** A ruling as people compare it: its kind, and the name of the rule behind it. */
export function ruledOf(ruling: Ruling): Ruled {
  if (ruling.kind === "ask") return { kind: "ask", rule: ruling.heldBy?.name, why: ruling.why };
  return { kind: ruling.kind, rule: ruling.rule.name, why: ruling.rule.reason };
}

function namespaceGiven(policy: Policy, { namespace, resourceGroup, subscription }: GivenConnection) {
  const watched = policy.groups.flatMap(({ namespaces }) => namespaces);
  const candidates = watched.map(
    (rule): NamespaceId => ({
      namespace,
      subscription: subscription ?? rule.subscription,
      resourceGroup: resourceGroup ?? rule.resourceGroup ?? "any",
    }),
  );
  return candidates.find((candidate) => groupOf(policy, candidate) !== undefined);
}
