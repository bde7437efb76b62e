import type { AskedBy, ConnectionRequest, Rule } from "./request.ts";
import type { ServiceRule } from "./round.ts";
import type { Ruling } from "./ruling.ts";
import type { Asked } from "./situation.ts";

const SERVICE_RULES: Readonly<Record<ServiceRule, Omit<Rule, "of" | "name">>> = {
  "approval-of-another-endpoint": {
    verdict: "revoke",
    comment: "Revoked: this approval was decided for another private endpoint",
  },
  "clean-up": { verdict: "remove", comment: "Disconnected for longer than the policy's grace period" },
};

/** Who or what decides a request that begins, and why it is asked, in words. */
export function reasonsFor(
  { kind, rule }: Pick<Asked, "kind" | "rule">,
  ruling: Ruling,
  askedBy: AskedBy | undefined,
): Pick<ConnectionRequest, "rule" | "why"> {
  if (rule) return { rule: { of: "service", name: rule, ...SERVICE_RULES[rule] }, why: SERVICE_RULES[rule].comment };
  if (kind === "approve-or-reject") return ruledBy(ruling);
  const why = askedBy ? "An owner asks for it." : "Somebody else approved this connection. Keep it, or revoke it?";
  return { rule: undefined, why };
}

function ruledBy(ruling: Ruling): Pick<ConnectionRequest, "rule" | "why"> {
  if (ruling.kind === "ask") return { rule: undefined, why: ruling.why };
  const { name, reason } = ruling.rule;
  const comment = ruling.kind === "approve" ? `Auto-approved: ${name}` : `Rejected by rule ${name}: ${reason}`;
  return { rule: { of: "policy", name, verdict: ruling.kind, comment }, why: `Rule ${name}: ${reason}` };
}
