import type { Subscription } from "../../world.ts";
import { ArmError, wrongTenant } from "../arm-error.ts";
import { resources as provider, type Route, route } from "../router.ts";

/** Throws as ARM does for a subscription that nobody has or that is another tenant's. */
export function refuseSubscription(subscriptions: readonly Subscription[], id: string, tenant: string): void {
  const found = subscriptions.find((one) => one.id === id.toLowerCase());
  if (!found) throw new ArmError(404, "SubscriptionNotFound", `The subscription '${id}' could not be found.`);
  if (found.tenant !== tenant) throw wrongTenant(tenant, found.tenant);
}

export function subscriptionRoutes(subscriptions: readonly Subscription[]): Route[] {
  return [
    route("GET", "/subscriptions", provider, ({ caller }) => {
      const value = subscriptions.filter(({ tenant }) => tenant === caller.tenant).map(subscriptionBody);
      return { status: 200, body: { value, count: { type: "Total", value: value.length } } };
    }),
    route("GET", "/subscriptions/{subscription}", provider, ({ values }) => {
      const found = subscriptions.find((one) => one.id === values["subscription"]?.toLowerCase());
      return { status: 200, body: found && subscriptionBody(found) };
    }),
  ];
}

function subscriptionBody({ id, tenant, name }: Subscription) {
  return {
    id: `/subscriptions/${id}`,
    authorizationSource: "RoleBased",
    managedByTenants: [],
    subscriptionId: id,
    tenantId: tenant,
    displayName: name,
    state: "Enabled",
    subscriptionPolicies: {
      locationPlacementId: "Public_2014-09-01",
      quotaId: "PayAsYouGo_2014-09-01",
      spendingLimit: "Off",
    },
  };
}
