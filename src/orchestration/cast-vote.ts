import { refusalEntry, voteEntry } from "../domain/audit.ts";
import { type Card, cardOf } from "../domain/card.ts";
import { whomToAsk } from "../domain/policy.ts";
import type { ConnectionRequest, Vote } from "../domain/request.ts";
import { isRequestId } from "../domain/request-id.ts";
import type { Story } from "../domain/story.ts";
import { decisionOf, isInTime } from "../domain/votes.ts";
import type { Click, ClickAnswer, Orchestrations, Person } from "../ports.ts";
import { draw } from "./acts.ts";
import { loadStory, mayDecide } from "./load-story.ts";
import type { World } from "./world.ts";

/** Takes an owner's click: the vote is on record before the approval is woken, and the click is answered without Azure. */
export async function castVote(world: World, orchestrations: Orchestrations, click: Click): Promise<ClickAnswer> {
  const request = isRequestId(click.requestId) ? await world.store.requests.find(click.requestId) : undefined;
  if (!request) return { kind: "refused", reason: "This card belongs to no request of this service.", card: undefined };
  const story = await loadStory(world, request, "gone");
  const { ref: by, commitment } = await world.store.people.pseudonymOf(click.person);
  const vote = {
    by,
    commitment,
    verdict: click.verdict,
    comment: click.comment.trim(),
    at: world.clock().toISOString(),
    policyVersion: story.policyVersion,
  };
  const objection = objectionTo(world, story, click, vote);
  if (objection) return refuse(world, story, vote, objection);
  const counts = await world.store.votes.insert(request.id, vote);
  if (counts.verdict !== vote.verdict)
    return refuse(world, story, vote, `You have already voted to ${counts.verdict} this request.`);
  await wake(world, orchestrations, request);
  await recordVote(world, request, counts);
  return { kind: "accepted", card: cardAfter(story, counts, click.person, world.clock()) };
}

/** Why a vote does not count, in words for whoever cast it. */
function objectionTo(world: World, story: Story, { person }: Click, vote: Vote): string | undefined {
  const { request, group } = story;
  if (!mayDecide(world, group, person)) {
    return `Only an owner of ${request.connection.namespace} may decide: ask ${whomToAsk(group, request.connection)}.`;
  }
  if (story.outcome) return "This request has ended.";
  if (story.decision) return "This request is decided already and is being carried out.";
  if (request.rule) return `This request is decided by the rule ${request.rule.name}.`;
  if (!isInTime(request.deadlineAt, new Date(vote.at))) return "The time to decide this request is over.";
  if (group?.rejectNeedsComment && vote.verdict === "reject" && vote.comment === "") {
    return "A rejection needs a comment: it is all that the requester will read.";
  }
  return undefined;
}

async function refuse(world: World, story: Story, vote: Vote, reason: string): Promise<ClickAnswer> {
  await world.store.audit.record(refusalEntry(story.request, vote, reason, world.serviceVersion));
  world.log.info("A vote was refused", { requestId: story.request.id, by: vote.by, reason });
  const isDecided = story.outcome !== undefined || story.decision !== undefined;
  return { kind: "refused", reason, card: isDecided ? await draw(world, story) : undefined };
}

/** A wake that is lost costs time, not the vote: the sweep finds it. */
async function wake({ log }: World, orchestrations: Orchestrations, { id }: ConnectionRequest): Promise<void> {
  try {
    if ((await orchestrations.wakeApproval(id)) === "gone") await orchestrations.startApproval(id);
  } catch (error) {
    log.warn("An approval could not be woken; the sweep will find the vote", { requestId: id, why: String(error) });
  }
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
function cardAfter(story: Story, vote: Vote, { name }: Person, now: Date): Card {
  const votes = [...story.votes.filter(({ by }) => by !== vote.by), { ...vote, counts: true }];
  const decision = decisionOf(votes, story.policyVersion, now);
  return cardOf({ ...story, votes, decision }, ({ by }) => (by.ref === vote.by ? name : "another owner"));
}
