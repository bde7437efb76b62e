import type { Click, ClickAnswer } from "../domain/click.ts";
import { type Hold, MOST_HOLDS } from "../domain/hold.ts";
import { deadlineOf, type Story } from "../domain/story.ts";
import { isInTime } from "../domain/votes.ts";
import { later } from "../domain/waits.ts";
import type { Orchestrations } from "../ports.ts";
import { type WatchedStory, whyNotOwner } from "./cast-vote.ts";
import { refuse, type Saying, sayingOf } from "./refuse.ts";
import { draw } from "./talk.ts";
import { wakeApproval } from "./wake-approval.ts";
import type { World } from "./world.ts";

/**
 * An owner asks the requester: the question is kept, and the deadline stands still for the time that the policy says. The same
 * question again is the same click, whose answer got lost.
 */
export async function hold(
  world: World,
  orchestrations: Orchestrations,
  { story, click }: { readonly story: WatchedStory; readonly click: Click },
): Promise<ClickAnswer> {
  const { request, group, holds } = story;
  const said = await sayingOf(world, story, click);
  const refused = (reason: string) => refuse(world, story, click, said, reason);
  const earlier = holds.find((kept) => isSaid(kept, said));
  const objection = (await whyNotOwner(world, story, click.person)) ?? objectionTo(story, said, earlier);
  if (objection) return refused(objection);
  const { comment: question, ...who } = said;
  const until = later(said.at, { hours: group.holdHours }).toISOString();
  const kept = earlier ?? (await world.store.holds.insert(request.id, holds.length + 1, { ...who, question, until }));
  if (!isSaid(kept, said)) {
    return refused("Another owner has just asked the requester something. Look at the card again.");
  }
  await wakeApproval(world, orchestrations, request.id);
  return { kind: "accepted", card: await draw(world, { ...story, holds: earlier ? holds : [...holds, kept] }) };
}

function isSaid({ by, question }: Hold, said: Saying): boolean {
  return by === said.by && question === said.comment;
}

function objectionTo(story: Story, { at, comment }: Saying, earlier: Hold | undefined): string | undefined {
  const { request, holds } = story;
  if (story.outcome) return "This request has ended.";
  if (story.decision || request.rule) return "This request is decided already.";
  if (!isInTime(deadlineOf(story), new Date(at))) return "The time to decide this request is over.";
  if (!earlier && holds.length >= MOST_HOLDS)
    return `The requester was asked ${MOST_HOLDS} times already: please decide.`;
  return comment === "" ? "Write the question to the requester first." : undefined;
}
