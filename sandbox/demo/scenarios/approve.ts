import { olga } from "../../world.ts";
import { eventually, expectThat } from "../eventually.ts";
import type { Asked, Stage } from "../stage.ts";

/** Medians of ten approvals, in milliseconds. */
type Figures = Readonly<Record<"eventToCardMs" | "clickToPutMs", number>>;

const RUNS = 10;
const WHOLE_STORY = [
  "request.seen",
  "policy.ruled",
  "card.posted",
  "vote.cast",
  "decision.made",
  "change.intended",
  "change.applied",
  "request.told",
];

/** The story from Pending to Approved, and how long its two urgent parts take. */
export async function approve(stage: Stage): Promise<void> {
  const times = [await wholeStory(stage)];
  for (let run = 2; run <= RUNS; run += 1) times.push(await quickStory(stage, `pe-approve-${run}`));
  const figures = {
    eventToCardMs: median(times.map((time) => time.eventToCardMs)),
    clickToPutMs: median(times.map((time) => time.clickToPutMs)),
  };
  stage.step(
    `median of ${RUNS} runs: event to card ${figures.eventToCardMs} ms, click to PUT ${figures.clickToPutMs} ms`,
  );
  stage.measured(figures);
}

async function wholeStory(stage: Stage): Promise<Figures> {
  const comment = "Known partner, ticket 4711";
  const asked = await stage.ask("pe-approve-1");
  const eventToCardMs = await eventToCard(stage, asked);
  await stage.armShows(asked.connection, "Pending");
  stage.step("ARM shows the connection as Pending, Event Grid has delivered the event");
  stage.step(`the card stands in the channel, ${eventToCardMs} ms after the event`);
  const clicked = Date.now();
  const answer = await stage.click(olga, asked, "approve", comment);
  stage.step(`Olga clicks Approve and is answered in ${Date.now() - clicked} ms`);
  expectThat(
    "the click was accepted with a card",
    answer.status === 200 && Boolean(answer.type?.endsWith("card.adaptive")),
  );
  expectThat("the vote is in storage", (await stage.votes(asked.requestId)).length === 1);
  const clickToPutMs = await clickToPut(stage, asked, clicked);
  const [put] = stage.puts(asked.connection);
  expectThat("ARM got the comment", JSON.stringify(put?.requestBody).includes(comment));
  stage.step(`ARM gets the PUT with the comment, ${clickToPutMs} ms after the click`);
  await stage.armShows(asked.connection, "Approved");
  stage.step("ARM says Approved and Succeeded");
  await stage.cardSays(asked, "Approved by Olga Owens");
  await stage.cardSays(asked, comment);
  stage.step(`the card says "Approved by Olga Owens: ${comment}"`);
  await stage.threadSays(asked, "Approved by Olga Owens");
  stage.step("a reply in the thread says so");
  const entries = await stage.auditHas(asked.requestId, WHOLE_STORY);
  expectThat("each step is recorded once", entries.length === WHOLE_STORY.length);
  expectThat("one PUT was sent", stage.puts(asked.connection).length === 1);
  stage.step(`the audit log holds ${WHOLE_STORY.join(", ")}`);
  return { eventToCardMs, clickToPutMs };
}

async function quickStory(stage: Stage, endpoint: string): Promise<Figures> {
  const asked = await stage.ask(endpoint);
  const eventToCardMs = await eventToCard(stage, asked);
  const clicked = Date.now();
  await stage.click(olga, asked, "approve", "One of ten");
  return { eventToCardMs, clickToPutMs: await clickToPut(stage, asked, clicked) };
}

/** From the moment Event Grid sends to the moment the Playground's connector accepts the card. */
async function eventToCard({ sandbox }: Stage, { joinedAt, card }: Asked): Promise<number> {
  const { sentAt, status } = await sandbox.eventGrid.delivered.find(
    (delivery) => delivery.operation.endsWith("privateEndpointConnectionProxies/write") && delivery.sentAt >= joinedAt,
  );
  expectThat("the event was taken", status === 202);
  return Date.parse(card.at) - Date.parse(sentAt);
}

/** From the click to the moment the PUT comes in at ARM. */
async function clickToPut(stage: Stage, { connection }: Asked, clicked: number): Promise<number> {
  const { at } = await eventually("ARM gets the PUT", () => stage.puts(connection)[0]);
  return Date.parse(at) - clicked;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return Math.round(((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2);
}
