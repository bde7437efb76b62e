import { type Background, earlierOf, type NetworkAccess, UNREADABLE_NETWORK } from "../domain/background.ts";
import type { Connection } from "../domain/connection.ts";
import type { Requester, Rule } from "../domain/request.ts";
import type { RequestKind } from "../domain/request-kind.ts";
import type { Round } from "../domain/round.ts";
import type { World } from "./world.ts";

interface Begun {
  readonly kind: RequestKind;
  readonly requester: Requester;
  readonly rule: Rule | undefined;
  readonly connection: Connection;
  readonly asks: { readonly privateEndpoint: string };
  readonly rounds: readonly Round[];
}

/** Read once, when a request begins. What cannot be read holds up no request: the card says that it is not readable. */
export async function backgroundOf(world: World, begun: Begun): Promise<Background> {
  const [subscriptionName, network] = await Promise.all([nameOf(world, begun.requester), networkOf(world, begun)]);
  return { subscriptionName, network, earlier: earlierOf(begun.asks.privateEndpoint, begun.rounds) };
}

/** Azure told both in one answer: where there was none for the tenant, it is not asked again. */
async function nameOf({ tenants, log }: World, { subscription, tenant }: Requester): Promise<string | undefined> {
  if (subscription === undefined || tenant === "unknown") return undefined;
  try {
    return await tenants.nameOf(subscription);
  } catch (error) {
    log.warn("The name of a requester's subscription could not be read", { subscription, why: String(error) });
    return undefined;
  }
}

/** Only an owner who is asked whether to let somebody in has to weigh it. */
async function networkOf({ networks, log }: World, { kind, rule, connection }: Begun): Promise<NetworkAccess> {
  if (kind !== "approve-or-reject" || rule) return UNREADABLE_NETWORK;
  try {
    return await networks.accessTo(connection.id);
  } catch (error) {
    log.warn("The network access of a namespace could not be read", { why: String(error) });
    return UNREADABLE_NETWORK;
  }
}
