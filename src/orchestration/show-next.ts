import { foldedId, type NamespaceId, namespaceIdOf } from "../domain/azure-id.ts";
import type { NextAnswer, NextClick } from "../domain/click.ts";
import { isIn } from "../domain/copies.ts";
import { type ChannelCards, inTurn, type Place, placeOf, type Waiting } from "../domain/line.ts";
import type { Person } from "../domain/person.ts";
import { type Channel, groupOf, type Policy } from "../domain/policy.ts";
import type { Orchestrations } from "../ports.ts";
import { asksIn, placesHeld } from "./line.ts";
import { withSpot } from "./line-card.ts";
import { mayDecide } from "./owners.ts";
import { wakeApproval } from "./wake-approval.ts";
import type { World } from "./world.ts";

/** By hand as many cards again as by themselves: who has so many before them decides some first. */
const TIMES_AS_MANY = 2;

/** Of so many namespaces it is found out whether somebody may decide there: Azure is asked for each. */
const MOST_NAMESPACES = 8;

/** Gives the next request of a channel's line its card, though the channel is full. Only to somebody who may decide it. */
export async function showNext(world: World, orchestrations: Orchestrations, click: NextClick): Promise<NextAnswer> {
  const { store, policies, log } = world;
  const policy = await policies.current();
  const channel = policy.groups.map((group) => group.channel).find(({ id }) => isIn(id, click.spot));
  if (!channel) return refused("No request is asked in this channel.");
  const cards = await store.channels.find(channel);
  const line = await store.channels.line(channel.id);
  if (line.length === 0) return refused("Nobody waits any more: each request has a card of its own.");
  const places = await placesHeld(world, cards.places, channel);
  if (places.length >= world.mostCards * TIMES_AS_MANY)
    return refused(`${places.length} requests have a card in this channel. Please decide some of them first.`);
  const next = await firstFor(world, policy, click.person, { order: inTurn(line, places), channel });
  if (!next) return refused("None of those whose turn is next is yours to decide.");
  await give(world, cards, { next, places, spot: click.spot });
  await store.channels.leaveLine(channel.id, next.requestId);
  await wakeApproval(world, orchestrations, next.requestId);
  log.info("The next of a line was asked for", { requestId: next.requestId });
  return { kind: "begun", message: `The next one is about ${next.namespace.namespace}. Its card comes in a moment.` };
}

function refused(reason: string): NextAnswer {
  return { kind: "refused", reason, card: undefined };
}

interface Given {
  readonly next: Waiting;
  readonly places: readonly Place[];
  readonly spot: NextClick["spot"];
}

async function give({ store }: World, cards: ChannelCards, { next, places, spot }: Given): Promise<void> {
  const lineCard = withSpot(cards, spot) ?? cards.lineCard;
  await store.channels.update(cards, { places: [...places, placeOf(next)], lineCard });
}

/** The first in turn that the person may decide and that still waits. */
async function firstFor(
  world: World,
  policy: Policy,
  person: Person,
  { order, channel }: { readonly order: readonly Waiting[]; readonly channel: Channel },
): Promise<Waiting | undefined> {
  const may = decidesIn(world, policy, person);
  for (const waiting of order) {
    if ((await may(waiting.namespace)) && (await asksIn(world, waiting.requestId, channel))) return waiting;
  }
  return undefined;
}

/** Each namespace is looked up once, and of many only the first. */
function decidesIn(world: World, policy: Policy, person: Person): (namespace: NamespaceId) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  return async (namespace) => {
    const key = foldedId(namespaceIdOf(namespace));
    const found = known.get(key);
    if (found || known.size >= MOST_NAMESPACES) return found ?? false;
    const group = groupOf(policy, namespace);
    const answer = mayDecide(world, { namespace, group, escalated: false, fresh: false }, person);
    known.set(key, answer);
    return answer;
  };
}
