export type RuleId =
  | "public-access"
  | "public-access-rules"
  | "trusted-services"
  | "places-scarce"
  | "subscription-crowded"
  | "pending"
  | "stale"
  | "nobody-asked"
  | "disconnected"
  | "cross-tenant"
  | "approved-elsewhere"
  | "no-record";

export interface PostureRule {
  readonly level: "error" | "warning" | "note";
  readonly told: string;
  readonly cure: string;
}

const CLOSE = "infra/owner/Protect-RelayNamespace.ps1 -NamespaceId <id>";
const SHOW = "relay-approvals audit --connection <id>";

/** What is looked for, how bad it is, and what to do about it. */
export const RULES: Readonly<Record<RuleId, PostureRule>> = {
  "public-access": { level: "error", told: "The namespace is open to the internet", cure: CLOSE },
  "public-access-rules": { level: "warning", told: "The namespace is open to some of the internet", cure: CLOSE },
  "trusted-services": { level: "note", told: "Trusted Microsoft services are kept out", cure: CLOSE },
  "places-scarce": {
    level: "warning",
    told: "The namespace's places for private endpoints run out",
    cure: "Remove what is not used (relay-approvals remove), or make another namespace",
  },
  "subscription-crowded": {
    level: "warning",
    told: "The subscription's namespaces with private endpoints run out",
    cure: "Make further namespaces in another subscription",
  },
  pending: { level: "note", told: "A private endpoint waits", cure: "relay-approvals pending" },
  stale: {
    level: "warning",
    told: "A private endpoint waits for too long",
    cure: "relay-approvals pending, and decide",
  },
  "nobody-asked": {
    level: "warning",
    told: "A private endpoint waits, and nobody is asked",
    cure: "Ask the owners once more: Ask again on the request's card in Teams, or ask-again with its id. Where there never was a request, the service does not watch the namespace, or does not see it",
  },
  disconnected: {
    level: "warning",
    told: "A connection is left behind",
    cure: "relay-approvals remove <namespace>/<connection>; or let the service clean up (CLEAN_UP=delete)",
  },
  "cross-tenant": { level: "note", told: "Somebody of another tenant is let in", cure: SHOW },
  "approved-elsewhere": { level: "note", told: "An approval was made elsewhere", cure: SHOW },
  "no-record": {
    level: "warning",
    told: "An approval is not on record",
    cure: "Find out who approved it: az monitor activity-log list --resource-id <id>; revoke it if nobody knows",
  },
};
