import { mayBeAskedAgain, type Verb } from "../domain/card.ts";
import type { Click, ClickAnswer } from "../domain/click.ts";
import type { Outcome } from "../domain/request.ts";
import { isRequestId } from "../domain/request-id.ts";
import { choiceOf, type RequestKind, type Verdict } from "../domain/request-kind.ts";
import type { Story } from "../domain/story.ts";
import type { Orchestrations } from "../ports.ts";
import { askFor } from "./ask-for.ts";
import { castVote, onlyOwners } from "./cast-vote.ts";
import { noteSpot } from "./copies.ts";
import { hold } from "./hold.ts";
import { loadStory } from "./load-story.ts";
import { refuse, sayingOf } from "./refuse.ts";
import { draw } from "./talk.ts";
import type { World } from "./world.ts";

/** Takes a click on a card. The card's data is believed in nothing: what the button may do now follows from the rows. */
export async function takeClick(world: World, orchestrations: Orchestrations, click: Click): Promise<ClickAnswer> {
  const found = isRequestId(click.requestId) ? await world.store.requests.find(click.requestId) : undefined;
  if (!found) return { kind: "refused", reason: "This card belongs to no request of this service.", card: undefined };
  const request = await noteSpot(world, orchestrations, found, click.spot);
  const unwatched = await loadStory(world, request, "gone");
  const { group } = unwatched;
  if (!group) return refuse(world, unwatched, click, await sayingOf(world, unwatched, click), onlyOwners(unwatched));
  const story = { ...unwatched, group };
  const meant = meaningOf(story, click.verb);
  switch (meant.kind) {
    case "vote":
      return castVote(world, orchestrations, { story, click, verdict: meant.verdict });
    case "hold":
      return hold(world, orchestrations, { story, click });
    case "ask":
      return askFor(world, orchestrations, { story, click, wants: meant.wants, again: meant.again });
    case "nothing":
      return deadButton(world, story, click);
  }
}

/** The card that stands now says more than any reason. */
async function deadButton(world: World, story: Story, click: Click): Promise<ClickAnswer> {
  const reason = "This button does nothing here any more.";
  await refuse(world, story, click, await sayingOf(world, story, click), reason);
  return { kind: "refused", reason, card: await draw(world, story) };
}

type Meaning =
  | { readonly kind: "vote"; readonly verdict: Verdict }
  | { readonly kind: "hold" | "nothing" }
  | { readonly kind: "ask"; readonly wants: RequestKind; readonly again: boolean };

function meaningOf({ request, outcome }: Story, verb: Verb): Meaning {
  const choice = choiceOf(request.kind);
  if (verb === choice.for || verb === choice.against) return { kind: "vote", verdict: verb };
  if (verb === "hold" && request.kind === "approve-or-reject") return { kind: "hold" };
  return outcome ? wishOf(request.kind, outcome, verb) : { kind: "nothing" };
}

/** What may be wanted of a connection whose request has ended. */
function wishOf(kind: RequestKind, outcome: Outcome, verb: Verb): Meaning {
  if (verb === "revoke" || verb === "remove") return { kind: "ask", wants: verb, again: false };
  const isAskedAgain = verb === "ask-again" && mayBeAskedAgain(kind, outcome.kind);
  return isAskedAgain ? { kind: "ask", wants: kind, again: true } : { kind: "nothing" };
}
