import type { AllowRule, DenyRule, Policy, WatchedGroup } from "../domain/policy.ts";
import type { ReadPolicy } from "./policy-text.ts";
import { tableOf } from "./table.ts";

/** What a policy says, in two tables. */
export function summaryOf({ policy, cases }: ReadPolicy, now: Date): readonly string[] {
  const rules = [
    ...policy.deny.map((rule) => ruleRow(rule.hold ? "hold" : "deny", rule, now)),
    ...policy.allow.map((rule) => ruleRow("allow", rule, now)),
  ];
  return [
    `No faults. Version: ${policy.version}. Groups: ${policy.groups.length}. Rules: ${rules.length}. Cases: ${cases.length}.`,
    "",
    ...tableOf(["GROUP", "WATCHES", "OWNERS", "QUORUM", "COMMENT", "EXPIRY"], policy.groups.map(groupRow)),
    ...(rules.length > 0 ? ["", ...tableOf(RULE_HEAD, rules)] : []),
    "",
    cleanUpLine(policy),
  ];
}

function groupRow(group: WatchedGroup) {
  const { name, namespaces, owners, ownersByAzureRole, quorum, quorumForOtherTenants, comment, expiry } = group;
  const watches = namespaces.map(
    (rule) => `${rule.name} in ${rule.resourceGroup ?? "any group"} of ${rule.subscription}`,
  );
  const named = owners.length > 0 ? [`${owners.length} named`] : [];
  const byRole = ownersByAzureRole ? ["by role in Azure"] : [];
  return [
    name,
    watches.join(", "),
    [...named, ...byRole].join(", "),
    quorum === quorumForOtherTenants ? `${quorum}` : `${quorum}, other tenants ${quorumForOtherTenants}`,
    comment,
    expiry ? `${expiry.action} after ${expiry.afterHours} h` : "never",
  ];
}

const RULE_HEAD = ["RULE", "SAYS", "SUBSCRIPTION", "NAMESPACE", "RESOURCE GROUP", "ENDPOINT", "AT MOST", "UNTIL"];

function ruleRow(says: string, rule: AllowRule | DenyRule, now: Date) {
  const { name, subscription, namespace, resourceGroup, endpoint, until } = rule;
  const ended = until !== undefined && new Date(until) <= now ? " (ended)" : "";
  const end = until && `${until.replace("T00:00:00.000Z", "")}${ended}`;
  const atMost = "atMost" in rule ? rule.atMost : undefined;
  return [name, says, subscription, namespace, resourceGroup, endpoint, atMost, end];
}

function cleanUpLine({ cleanUp: { graceHours, mostARun, consumerSubscriptions } }: Policy): string {
  const consumers = consumerSubscriptions.length > 0 ? `, also in ${consumerSubscriptions.join(", ")}` : "";
  return `Clean-up: Disconnected for ${graceHours} h, at most ${mostARun} a run${consumers}.`;
}
