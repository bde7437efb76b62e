import { AUDIT_KINDS } from "../words.ts";

/** A key of the query language. The service parses it, and says what is wrong with a query; this only helps to write one. */
export interface QueryKey {
  readonly key: string;
  readonly hint: string;
  readonly example: string;
  readonly mayBeNegated: boolean;
  /** Values that are known beforehand. */
  readonly values: readonly string[];
}

const VERDICTS = ["approve", "reject", "revoke", "remove", "keep"];

export const QUERY_KEYS: readonly QueryKey[] = [
  key("namespace", "a Relay namespace", "namespace:contoso-orders"),
  key("actor", "who did it: a name, or a pseudonym", 'actor:"Olga Owens"', { mayBeNegated: true }),
  key("kind", "what happened", "-kind:card.posted", { mayBeNegated: true, values: AUDIT_KINDS }),
  key("verdict", "what was said or decided", "verdict:approve", { mayBeNegated: true, values: VERDICTS }),
  key("created", "when: a day or a time, or a range", "created:2026-10-01..2026-10-31"),
  key("request", "one request, by its id", "request:r-…"),
  key("connection", "a private endpoint connection", "connection:contoso-orders/pe-1"),
  key("subscription", "the requester's subscription", "subscription:22222222-…"),
  key("rule", "a rule of the policy", 'rule:"Logistics in its warehouse"', { mayBeNegated: true }),
];

function key(name: string, hint: string, example: string, more: Partial<QueryKey> = {}): QueryKey {
  return { key: name, hint, example, mayBeNegated: false, values: [], ...more };
}

export const EXAMPLES: readonly { readonly query: string; readonly finds: string }[] = [
  { query: "kind:decision.made verdict:approve", finds: "who let somebody in" },
  { query: "kind:external.change", finds: "what was changed behind the owners' backs" },
  { query: "kind:vote.refused", finds: "clicks that did not count" },
  { query: '-kind:card.posted "ticket 4711"', finds: "what mentions a ticket" },
];
