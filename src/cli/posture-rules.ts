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
  /** What to do, in words. */
  readonly cure: string;
}

const CLOSE = "Shut the public network, once whoever calls comes by a private endpoint: all others are cut off at once";
const LOOK = "Look at what is on record about it; if nobody should be let in there, revoke it";

/** What is looked for, how bad it is, and what to do about it. */
export const RULES: Readonly<Record<RuleId, PostureRule>> = {
  "public-access": { level: "error", told: "The namespace is open to the internet", cure: CLOSE },
  "public-access-rules": { level: "warning", told: "The namespace is open to some of the internet", cure: CLOSE },
  "trusted-services": {
    level: "note",
    told: "Trusted Microsoft services are kept out",
    cure: "Let them in, if some of them have to send or listen",
  },
  "places-scarce": {
    level: "warning",
    told: "The namespace's places for private endpoints run out",
    cure: "Remove what is not used, or make another namespace",
  },
  "subscription-crowded": {
    level: "warning",
    told: "The subscription's namespaces with private endpoints run out",
    cure: "Make further namespaces in another subscription",
  },
  pending: {
    level: "note",
    told: "A private endpoint waits",
    cure: "Whoever may read the record of the namespace sees whether its owners are asked",
  },
  stale: { level: "warning", told: "A private endpoint waits for too long", cure: "Have an owner decide" },
  "nobody-asked": {
    level: "warning",
    told: "A private endpoint waits, and nobody is asked",
    cure: "Ask the owners once more: Ask again on the request's card in Teams, or ask-again there with its id. Where there never was a request, the service does not watch the namespace, or does not see it",
  },
  disconnected: {
    level: "warning",
    told: "A connection is left behind",
    cure: "Remove it, or let the service clean up (CLEAN_UP=delete)",
  },
  "cross-tenant": { level: "note", told: "Somebody of another tenant is let in", cure: LOOK },
  "approved-elsewhere": { level: "note", told: "An approval was made elsewhere", cure: LOOK },
  "no-record": {
    level: "warning",
    told: "An approval is not on record",
    cure: "Find out who approved it: Azure's activity log tells for 90 days. Revoke it only if nobody knows",
  },
};
