import { voteEntry } from "../domain/audit.ts";
import { type Card, cardOf } from "../domain/card.ts";
import type { Click, ClickAnswer } from "../domain/click.ts";
import type { Person } from "../domain/person.ts";
import { needsComment, type WatchedGroup, whomToAsk } from "../domain/policy.ts";
import type { ConnectionRequest, Vote } from "../domain/request.ts";
import { isFinal, type Verdict } from "../domain/request-kind.ts";
import { deadlineOf, type Story } from "../domain/story.ts";
import { decisionOf, isInTime, quorumFor } from "../domain/votes.ts";
import type { Orchestrations } from "../ports.ts";
import { ownedBy } from "./load-story.ts";
import { mayDecide } from "./owners.ts";
import { refuse, type Saying, sayingOf } from "./refuse.ts";
import { draw } from "./talk.ts";
import { wakeApproval } from "./wake-approval.ts";
import type { World } from "./world.ts";

/** The story of a request in whose namespace somebody may decide. */
export type WatchedStory = Story & { readonly group: WatchedGroup };

export interface VoteClick {
  readonly story: WatchedStory;
  readonly click: Click;
  readonly verdict: Verdict;
}

/** Takes an owner's vote: it is on record before the approval is woken, and the click is answered without Azure. */
export async function castVote(
  world: World,
  orchestrations: Orchestrations,
  { story, click, verdict }: VoteClick,
): Promise<ClickAnswer> {
  const { request } = story;
  const said = await sayingOf(world, story, click);
  const objection = (await whyNotOwner(world, story, click.person)) ?? objectionTo(story, verdict, said);
  if (objection) return refuse(world, story, click, said, objection);
  if (isFinal(verdict) && !click.confirmed) {
    return { kind: "confirm", verb: click.verb, comment: said.comment, card: await draw(world, story) };
  }
  const counts = await world.store.votes.insert(request.id, { ...said, verdict });
  if (counts.verdict !== verdict)
    return refuse(world, story, click, said, `You have already voted to ${counts.verdict} this request.`);
  await wakeApproval(world, orchestrations, request.id);
  await recordVote(world, request, counts);
  return { kind: "accepted", card: cardAfter(story, counts, click.person, world.clock()) };
}

/** `undefined` for somebody who may decide; else why not, and whom to ask. `escalated`: those whom it was escalated to may too. */
export async function whyNotOwner(
  world: World,
  story: Story,
  person: Person,
  escalated = story.request.progress.escalatedAt !== undefined,
): Promise<string | undefined> {
  const { request, group } = story;
  return (await mayDecide(world, { ...ownedBy(request, group), escalated }, person)) ? undefined : onlyOwners(story);
}

export function onlyOwners({ request, group }: Story): string {
  return `Only an owner of ${request.connection.namespace} may decide: ask ${whomToAsk(group, request.connection)}.`;
}

/** Why a vote does not count, in words for whoever cast it. */
function objectionTo(story: WatchedStory, verdict: Verdict, { at, comment }: Saying): string | undefined {
  const { request, group } = story;
  if (story.outcome) return "This request has ended.";
  if (story.decision) return "This request is decided already and is being carried out.";
  if (request.rule) return `This request is decided by the rule ${request.rule.name}.`;
  if (!isInTime(deadlineOf(story), new Date(at))) return "The time to decide this request is over.";
  if (needsComment(group.comment, verdict) && comment === "") {
    return "A comment is needed: it is all that the requester will read.";
  }
  return undefined;
}

/**
 * The vote is a row and counts, so nothing that fails now may say otherwise. The approval records it too, before it settles; this
 * one is for a vote that comes while the request is just being closed.
 */
async function recordVote(
  { store, serviceVersion, log }: World,
  request: ConnectionRequest,
  vote: Vote,
): Promise<void> {
  try {
    await store.audit.record(voteEntry(request, vote, serviceVersion));
  } catch (error) {
    log.warn("A vote is not on record yet; its approval records it", { requestId: request.id, why: String(error) });
  }
}

/** What the card says until the approval itself has settled: made of what is known, since nothing may fail any more. */
function cardAfter(story: WatchedStory, vote: Vote, { name }: Person, now: Date): Card {
  const { request, group, policyVersion } = story;
  const votes = [...story.votes.filter(({ by }) => by !== vote.by), { ...vote, counts: true }];
  const quorum = quorumFor(request, group);
  const decision = decisionOf(votes, { request, quorum, policyVersion }, now);
  return cardOf({ ...story, votes, decision }, (ref) => (ref === vote.by ? name : "another owner"), now);
}
