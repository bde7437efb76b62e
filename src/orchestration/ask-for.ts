import { isSameId } from "../domain/azure-id.ts";
import type { Click, ClickAnswer } from "../domain/click.ts";
import { approvedAmong, type Connection } from "../domain/connection.ts";
import type { ConnectionRequest } from "../domain/request.ts";
import { mayStartFrom, type RequestKind } from "../domain/request-kind.ts";
import type { Orchestrations } from "../ports.ts";
import { begin, letIn } from "./begin.ts";
import { type WatchedStory, whyNotOwner } from "./cast-vote.ts";
import { refuse, type Saying, sayingOf } from "./refuse.ts";
import { draw } from "./talk.ts";
import { wakeApproval } from "./wake-approval.ts";
import type { World } from "./world.ts";

/** What an owner wants of a connection whose request has ended: that it is revoked, removed, or asked about again. */
export interface WishClick {
  readonly story: WatchedStory;
  readonly click: Click;
  readonly wants: RequestKind;
  /** Asks the same once more. */
  readonly again: boolean;
}

/**
 * Begins a request that an owner wants. To want that something is revoked or removed is the first vote for it; others may have
 * to agree, and Azure lets nobody undo it.
 */
export async function askFor(world: World, orchestrations: Orchestrations, wish: WishClick): Promise<ClickAnswer> {
  const { story, click, again } = wish;
  const said = await sayingOf(world, story, click);
  const refused = (reason: string) => refuse(world, story, click, said, reason);
  const notAllowed = (await whyNotOwner(world, story, click.person, false)) ?? saysTooLittle(wish, said);
  if (notAllowed) return refused(notAllowed);
  if (!again && !click.confirmed) {
    return { kind: "confirm", verb: click.verb, comment: said.comment, card: await draw(world, story) };
  }
  const begun = await tryToBegin(world, orchestrations, wish, said);
  if (typeof begun === "string") return refused(begun);
  await wakeApproval(world, orchestrations, begun.id);
  return { kind: "begun", message: again ? "The owners are asked again." : "It is on record and under way." };
}

const IS_OPEN = "A request for this connection is open: see its card.";

/** Answers why not, in words, when it cannot be begun. */
async function tryToBegin(
  world: World,
  orchestrations: Orchestrations,
  wish: WishClick,
  said: Saying,
): Promise<ConnectionRequest | string> {
  const connection = await world.connections.get(wish.story.request.connection);
  if (connection === "gone") return "The connection is gone from Azure.";
  const objection = objectionTo(wish, connection);
  if (objection) return objection;
  const round = await roundFor(world, wish);
  if (round === undefined) return IS_OPEN;
  const begun = await beginWish(world, orchestrations, wish, { said, connection, round });
  // What another owner had begun, and what was cut off, is theirs: whoever agrees does so on its card.
  return begun?.askedBy?.ref === said.by ? begun : IS_OPEN;
}

function saysTooLittle({ again }: WishClick, { comment }: Saying): string | undefined {
  return again || comment !== "" ? undefined : "A comment is needed: say why.";
}

function objectionTo({ story, wants }: WishClick, { privateEndpoint, status }: Connection): string | undefined {
  const { request } = story;
  if (!isSameId(privateEndpoint ?? "", request.privateEndpoint)) {
    return "The connection belongs to another private endpoint now: it has a card of its own.";
  }
  return mayStartFrom(wants, status) ? undefined : `The connection is ${status} in Azure now.`;
}

/** `undefined` while a request for the connection is open. One that was cut off before it was written is gone on with. */
async function roundFor({ store }: World, { story, wants }: WishClick): Promise<number | undefined> {
  const { request, round: last } = story;
  if (!last) return request.round + 1;
  if (last.outcome !== undefined) return last.round + 1;
  const isUnfinished = last.kind === wants && (await store.requests.find(last.requestId)) === undefined;
  return isUnfinished ? last.round : undefined;
}

interface Begun {
  readonly said: Saying;
  readonly connection: Connection;
  readonly round: number;
}

/** `undefined` when another request for the connection began at the same moment. */
async function beginWish(
  world: World,
  orchestrations: Orchestrations,
  { story, wants: kind, again }: WishClick,
  { said, connection, round }: Begun,
): Promise<ConnectionRequest | undefined> {
  const { request, group } = story;
  const { privateEndpoint } = request;
  const [policy, listed, open, rounds] = await Promise.all([
    world.policies.current(),
    world.connections.list(request.connection),
    world.store.requests.openIn(request.connection),
    world.store.rounds.in(request.connection),
  ]);
  const connections = listed === "gone" ? [] : listed;
  return begin(world, orchestrations, {
    ...{ connection, group, policy, rounds },
    asks: { kind, privateEndpoint, round, rule: undefined, mark: undefined, wish: { ...said, again } },
    endpointsUsed: approvedAmong(connections),
    ofSubscription: letIn(connection, connections, open),
  });
}
