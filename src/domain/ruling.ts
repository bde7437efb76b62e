import { isGuid, isSameId, type NamespaceId, type PrivateEndpointId, parsePrivateEndpointId } from "./azure-id.ts";
import { type AllowRule, type DenyRule, type EndpointRule, isNamedLike, type Policy } from "./policy.ts";

/** What the rules say about a connection. `why`: which rule made it a question for an owner, or that none fits. */
export type Ruling =
  | { readonly kind: "approve"; readonly rule: AllowRule }
  | { readonly kind: "reject"; readonly rule: DenyRule }
  | { readonly kind: "ask"; readonly heldBy: DenyRule | undefined; readonly why: string };

export interface AskedConnection {
  readonly namespace: NamespaceId;
  /** As ARM gives it now; never what an event or a requester says. */
  readonly privateEndpoint: string;
  /** How many connections the endpoint's subscription has in this namespace already, approved or being approved. */
  readonly ofSubscription: number;
}

/** Deny wins over allow, and a rule that rejects over one that holds, wherever they stand in the file. */
export function rulingOf(policy: Policy, asked: AskedConnection, now: Date): Ruling {
  const endpoint = parsePrivateEndpointId(asked.privateEndpoint);
  const denying = policy.deny.filter((rule) => isAbout(rule, asked, endpoint) && !hasEnded(rule, now));
  const rejecting = denying.find(({ hold }) => !hold);
  if (rejecting) return { kind: "reject", rule: rejecting };
  const [heldBy] = denying;
  if (heldBy) return { kind: "ask", heldBy, why: `Rule "${heldBy.name}" holds it for an owner: ${heldBy.reason}` };
  if (!endpoint) return askSince("The private endpoint's id cannot be read, so no allow rule counts");
  return allowed(policy, { ...asked, endpoint }, now);
}

/** Whether a rule that has decided may decide still: it is in the policy and fits, and nothing that wins over it does. */
export function stillRules(
  policy: Policy,
  { name, verdict }: { readonly name: string; readonly verdict: string },
  asked: Omit<AskedConnection, "ofSubscription">,
  now: Date,
): boolean {
  const endpoint = parsePrivateEndpointId(asked.privateEndpoint);
  const about = { ...asked, ofSubscription: 0 };
  const denying = policy.deny.filter((rule) => isAbout(rule, about, endpoint) && !hasEnded(rule, now));
  if (verdict === "reject") return denying.some((rule) => rule.name === name && !rule.hold);
  const rule = policy.allow.find((one) => one.name === name);
  if (!rule || !endpoint || denying.length > 0 || !isAbout(rule, about, endpoint)) return false;
  // Its number of connections is counted right before the change, with what Azure lists then.
  return objectionTo({ ...rule, atMost: undefined }, { ...about, endpoint }, now) === undefined;
}

interface AskedEndpoint extends AskedConnection {
  readonly endpoint: PrivateEndpointId;
}

function allowed(policy: Policy, asked: AskedEndpoint, now: Date): Ruling {
  const fitting = policy.allow
    .filter((rule) => isAbout(rule, asked, asked.endpoint))
    .map((rule) => ({ rule, against: objectionTo(rule, asked, now) }));
  const rule = fitting.find(({ against }) => against === undefined)?.rule;
  return rule ? { kind: "approve", rule } : askSince(fitting[0]?.against ?? "No rule fits");
}

function askSince(why: string): Ruling {
  return { kind: "ask", heldBy: undefined, why };
}

/** What keeps a rule that fits from allowing, in words. */
function objectionTo(rule: AllowRule, { endpoint, ofSubscription }: AskedEndpoint, now: Date): string | undefined {
  const named = `Allow rule "${rule.name}"`;
  if (hasEnded(rule, now)) return `${named} ended on ${rule.until?.slice(0, 10)}`;
  if (looksManaged(endpoint) && !namesCustomer(rule)) {
    return `${named} does not say whose endpoint it means: this one looks like one that Microsoft manages for its customers`;
  }
  const { atMost } = rule;
  if (atMost === undefined || ofSubscription < atMost) return undefined;
  return `${named} is used up (${ofSubscription} of ${atMost})`;
}

function hasEnded({ until }: EndpointRule, now: Date): boolean {
  return until !== undefined && now >= new Date(until);
}

/** Of an endpoint whose id cannot be read nothing is known but the namespace that it asks for. */
function isAbout(rule: EndpointRule, { namespace }: AskedConnection, endpoint: PrivateEndpointId | undefined): boolean {
  const { subscription } = rule;
  if (subscription !== undefined && !(endpoint && isSameId(subscription, endpoint.subscription))) return false;
  const patterns = [
    [rule.namespace, namespace.namespace],
    [rule.resourceGroup, endpoint?.resourceGroup],
    [rule.endpoint, endpoint?.name],
  ] as const;
  return patterns.every(
    ([pattern, name]) => pattern === undefined || (name !== undefined && isNamedLike(pattern, name)),
  );
}

/** Resource groups in Microsoft's subscriptions: of managed virtual networks (Data Factory, Synapse) and of Front Door. */
const MANAGED_GROUP = /^(vnet-[0-9a-f]{8}-.+-rg|eafd-.+)$/i;

/**
 * Managed private endpoints of many customers share Microsoft's subscriptions, so the subscription says nothing about who
 * asks. They are known by their resource group, by a name `<resource>.<name>`, or by a name that is a GUID.
 */
function looksManaged({ resourceGroup, name }: PrivateEndpointId): boolean {
  return MANAGED_GROUP.test(resourceGroup) || name.includes(".") || isGuid(name);
}

/** A whole name, or all of the customer's resource up to the dot: `adf-logistics.*`. */
function namesCustomer({ endpoint = "*" }: AllowRule): boolean {
  const open = endpoint.indexOf("*");
  return open < 0 || endpoint.slice(0, open).includes(".");
}
