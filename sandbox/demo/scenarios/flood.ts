import type { ConnectionState } from "../../arm/control.ts";
import { clickAs } from "../../teams/act.ts";
import { allCardsPosted, type PostedCard, shownNow, wordsOn } from "../../teams/record.ts";
import { logisticsSubscription, olga, type Person, rita } from "../../world.ts";
import { eventually, expectThat } from "../eventually.ts";
import { requestIdOn } from "../seeing.ts";
import type { Carded, Stage } from "../stage.ts";

const FLOOD = Array.from({ length: 14 }, (_, index) => `pe-flood-${index + 1}`);
/** Of another subscription, and after all of them. */
const LAST = "pe-last-1";
/** The service's default. */
const ROOM = 10;
const DECIDED = 5;

/** Fifteen requests at once: ten cards, one card for the other five, "Show next", and room for those who wait. */
export async function flood(stage: Stage): Promise<void> {
  const joined = FLOOD.map((endpoint) => stage.join(endpoint));
  const line = await lineCard(stage);
  const waiting = await eventually("all have a card or wait", () => {
    const total = totalOn(stage, line);
    return cardsOf(stage, FLOOD).length + total === FLOOD.length ? total : undefined;
  });
  expectThat("ten have a card at most", waiting >= FLOOD.length - ROOM);
  stage.step(`14 endpoints of Fabrikam ask at once: ${FLOOD.length - waiting} cards, and one card for ${waiting} more`);
  const last = stage.join(LAST, { subscription: logisticsSubscription.id });
  await says(stage, line, waiting + 1);
  stage.step("one of Contoso Logistics asks after them all, and waits as well");
  await showNext(stage, line);
  await says(stage, line, waiting);
  const open = [...FLOOD, LAST].flatMap((endpoint) => cardsOf(stage, [endpoint]));
  await approveSome(stage, open.slice(0, DECIDED));
  await eventually("all have a card", () => cardsOf(stage, FLOOD).length === FLOOD.length || undefined);
  await says(stage, line, 0);
  stage.step("Olga approves five; the next sweep gives those who waited their cards, and nobody waits any more");
  await leaveAll(stage, [...joined, last]);
}

/** Pressed by somebody who may not decide, and by an owner. */
async function showNext(stage: Stage, line: PostedCard): Promise<void> {
  expectThat("Rita is shown none", (await press(stage, line, rita)).includes("yours to decide"));
  stage.step("Rita, who is no owner, presses Show next: none of them is hers to decide");
  expectThat("Olga is shown the next", (await press(stage, line, olga)).includes("about contoso-orders"));
  await eventually("a card for the one of Logistics", () => cardsOf(stage, [LAST])[0]);
  stage.step("Olga presses it: the one of Logistics is next, since Fabrikam has so many cards already");
}

async function approveSome(stage: Stage, asked: readonly Carded[]): Promise<void> {
  await Promise.all(asked.map((one) => stage.click(olga, one, "approve", "One by one")));
  await Promise.all(asked.map(({ requestId }) => stage.auditHas(requestId, ["change.applied", "request.told"])));
  await stage.sweep();
}

async function leaveAll(stage: Stage, joined: readonly ConnectionState[]): Promise<void> {
  for (const endpoint of FLOOD) stage.leave(endpoint);
  stage.leave(LAST, logisticsSubscription.id);
  await stage.sweep();
  await Promise.all(joined.map(({ id }) => stage.auditAbout(id, ["request.told", "request.seen"])));
}

/** Cards with a request's own buttons or end: the line's card names endpoints too, and no request. */
function cardsOf({ sandbox }: Stage, endpoints: readonly string[]): readonly Carded[] {
  const posted = allCardsPosted(sandbox.relay.record).filter(({ card }) =>
    /\br-[a-z2-7]{26}\b/.test(JSON.stringify(card)),
  );
  return endpoints.flatMap((endpoint) => {
    const card = posted.find((one) => JSON.stringify(one.card).includes(JSON.stringify(endpoint)));
    return card ? [{ card, requestId: requestIdOn(card) }] : [];
  });
}

function lineCard({ sandbox }: Stage): Promise<PostedCard> {
  return eventually("a card for all who wait", () =>
    allCardsPosted(sandbox.relay.record).findLast(({ card }) =>
      wordsOn(card).includes("More than fit in this channel"),
    ),
  );
}

function totalOn({ sandbox }: Stage, line: PostedCard): number {
  const words = wordsOn(shownNow(sandbox.relay.record, line).card);
  return Number(/(\d+) more requests? waits?/.exec(words)?.[1] ?? 0);
}

async function says(stage: Stage, line: PostedCard, total: number): Promise<void> {
  await eventually(`the line's card says that ${total} wait`, () => totalOn(stage, line) === total || undefined);
}

/** What the one who presses is told, and nobody else. */
async function press({ sandbox }: Stage, card: PostedCard, person: Person): Promise<string> {
  const click = { person, card, verb: "show-next", requestId: "", comment: "" };
  return String((await clickAs(sandbox.playground.url, click)).value);
}
