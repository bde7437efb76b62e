import { isGuid } from "../../domain/azure-id.ts";
import { later } from "../../domain/waits.ts";
import type { Tenants } from "../../ports.ts";
import { faultOf, isOfAnotherTenant, statusOf } from "./answers.ts";
import { subscriptionNames } from "./names.ts";
import { getSubscription } from "./operations.ts";
import type { Arm } from "./sender.ts";
import { readTenant } from "./wire.ts";

type Kinship = Awaited<ReturnType<Tenants["tenantOf"]>>;

const TIME_CURES = [408, 429];
const SUBSCRIPTIONS_API_VERSION = "2022-12-01";
/** A subscription hardly ever moves to another tenant; that we may not read it can change any minute. */
const KEPT_MINUTES: Readonly<Record<Kinship, number>> = { own: 60, other: 60, unknown: 5 };

export function armTenants({ send, clock, tenant }: Arm & { readonly tenant: string }): Tenants {
  const kept = new Map<string, { readonly kinship: Kinship; readonly until: Date }>();

  async function ask(subscription: string): Promise<Kinship> {
    const names = { ...subscriptionNames(subscription), apiVersion: SUBSCRIPTIONS_API_VERSION };
    try {
      return kinshipOf(readTenant((await send(getSubscription, names)).body), tenant);
    } catch (error) {
      const kinship = kinshipTold(error);
      if (kinship === undefined) throw faultOf(error, `GET of subscription ${subscription}`, clock());
      return kinship;
    }
  }

  return {
    async tenantOf(subscription) {
      if (!isGuid(subscription)) return "unknown";
      const key = subscription.toLowerCase();
      const known = kept.get(key);
      if (known && clock() < known.until) return known.kinship;
      const kinship = await ask(key);
      kept.set(key, { kinship, until: later(clock(), { minutes: KEPT_MINUTES[kinship] }) });
      return kinship;
    },
  };
}

function kinshipOf(owner: string | undefined, tenant: string): Kinship {
  if (owner === undefined) return "unknown";
  return owner === tenant.toLowerCase() ? "own" : "other";
}

/** A question that time would answer is asked again; any other no is an answer, since a request must not wait for it. */
function kinshipTold(error: unknown): Kinship | undefined {
  if (isOfAnotherTenant(error)) return "other";
  const status = statusOf(error) ?? 0;
  return status >= 400 && status < 500 && !TIME_CURES.includes(status) ? "unknown" : undefined;
}
