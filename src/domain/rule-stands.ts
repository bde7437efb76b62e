import { parsePrivateEndpointId } from "./azure-id.ts";
import { groupOf, type Policy } from "./policy.ts";
import type { ConnectionRequest } from "./request.ts";
import { stillRules } from "./ruling.ts";

export interface RuleSettings {
  readonly policy: Policy;
  /** Whether what is Disconnected is deleted, or only said to be. */
  readonly cleanUp: "delete" | "dry-run";
}

/** Whether the rule that decides a request may decide it now; true where none does. */
export function ruleStands(
  { rule, kind, connection, privateEndpoint }: ConnectionRequest,
  { policy, cleanUp }: RuleSettings,
  now: Date,
): boolean {
  const isPolicys = rule?.of === "policy";
  // An approval of ours that stands on another endpoint is revoked whoever watches the namespace now.
  if (!rule || (!isPolicys && rule.name === "approval-of-another-endpoint")) return true;
  if (!groupOf(policy, connection)) return false;
  if (isPolicys) return stillRules(policy, rule, { namespace: connection, privateEndpoint }, now);
  const subscription = parsePrivateEndpointId(privateEndpoint)?.subscription ?? "";
  const isListed = kind !== "clean-up-endpoint" || policy.cleanUp.consumerSubscriptions.includes(subscription);
  return cleanUp === "delete" && isListed;
}
