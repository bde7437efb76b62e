import { isGuid } from "../../domain/azure-id.ts";
import { later } from "../../domain/waits.ts";
import type { Tenants } from "../../ports.ts";
import { faultOf, isOfAnotherTenant, statusOf } from "./answers.ts";
import { subscriptionNames } from "./names.ts";
import { getSubscription } from "./operations.ts";
import type { Arm } from "./sender.ts";
import { type ReadSubscription, readSubscription } from "./wire.ts";

type Kinship = Awaited<ReturnType<Tenants["tenantOf"]>>;

interface Told {
  readonly kinship: Kinship;
  readonly name: string | undefined;
}

const NOTHING_TOLD: Told = { kinship: "unknown", name: undefined };
const TIME_CURES = [408, 429];
const SUBSCRIPTIONS_API_VERSION = "2022-12-01";
/** Azure allows 64; whatever comes is kept with the request. */
const LONGEST_NAME = 200;
/** A subscription hardly ever moves to another tenant; that we may not read it can change any minute. */
const KEPT_MINUTES: Readonly<Record<Kinship, number>> = { own: 60, other: 60, unknown: 5 };

export function armTenants({ send, clock, tenant }: Arm & { readonly tenant: string }): Tenants {
  const kept = new Map<string, Told & { readonly until: Date }>();

  async function ask(subscription: string): Promise<Told> {
    const names = { ...subscriptionNames(subscription), apiVersion: SUBSCRIPTIONS_API_VERSION };
    try {
      return toldBy(readSubscription((await send(getSubscription, names)).body), tenant);
    } catch (error) {
      const kinship = kinshipTold(error);
      if (kinship === undefined) throw faultOf(error, `GET of subscription ${subscription}`, clock());
      return { ...NOTHING_TOLD, kinship };
    }
  }

  async function askOnce(subscription: string): Promise<Told> {
    if (!isGuid(subscription)) return NOTHING_TOLD;
    const key = subscription.toLowerCase();
    const known = kept.get(key);
    if (known && clock() < known.until) return known;
    const told = await ask(key);
    kept.set(key, { ...told, until: later(clock(), { minutes: KEPT_MINUTES[told.kinship] }) });
    return told;
  }

  return {
    tenantOf: async (subscription) => (await askOnce(subscription)).kinship,
    nameOf: async (subscription) => (await askOnce(subscription)).name,
  };
}

function toldBy(read: ReadSubscription | undefined, tenant: string): Told {
  if (read === undefined) return NOTHING_TOLD;
  const kinship = read.tenant === tenant.toLowerCase() ? "own" : "other";
  return { kinship, name: read.name?.slice(0, LONGEST_NAME).toWellFormed() };
}

/** A question that time would answer is asked again; any other no is an answer, since a request must not wait for it. */
function kinshipTold(error: unknown): Kinship | undefined {
  if (isOfAnotherTenant(error)) return "other";
  const status = statusOf(error) ?? 0;
  return status >= 400 && status < 500 && !TIME_CURES.includes(status) ? "unknown" : undefined;
}
