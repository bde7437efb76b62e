import { wordsOn } from "../../teams/record.ts";
import { olga, rita } from "../../world.ts";
import { eventually, expectThat } from "../eventually.ts";
import type { Asked, Stage } from "../stage.ts";

/** In contoso-deadlines nobody answers: a reminder each day, Rita too after two, over after three; and then it is asked again. */
export async function reminderEscalationExpiry(stage: Stage): Promise<void> {
  const asked = await stage.ask("pe-nobody-1", { namespace: "contoso-deadlines" });
  stage.step("the card stands in the channel");
  const early = await stage.click(rita, asked, "approve", "I could");
  expectThat("Rita may not decide yet", JSON.stringify(early.value).includes("Only an owner"));
  stage.step("Rita may not decide yet, and is told so");
  await stage.pass({ days: 1 });
  await stage.threadSays(asked, "Reminder 1");
  stage.step("a day later: the first reminder in the card's thread");
  await stage.pass({ days: 1 });
  await stage.threadSays(asked, "<at>Rita Reader</at> Escalated");
  await stage.threadSays(asked, "Reminder 2");
  stage.step("two days: the thread calls Rita, who may decide now too, and reminds again");
  await stage.pass({ days: 1, minutes: 5 });
  await stage.cardSays(asked, "Nobody decided in time");
  expectThat("the connection is left Pending", stage.armHas(asked.connection, "Pending"));
  stage.step("three days: nobody decided in time, says the card; ARM still shows Pending");
  const kinds = ["reminder.sent", "request.escalated", "request.expired", "request.told"];
  await stage.auditHas(asked.requestId, kinds);
  stage.step(`the audit log holds ${kinds.join(", ")}`);
  const late = await stage.click(rita, asked, "approve", "Now?");
  expectThat("a click is too late", JSON.stringify(late.value).includes("Nobody decided in time"));
  expectThat("nothing was sent to ARM", stage.puts(asked.connection).length === 0);
  await digestNames(stage, asked);
  await askedAgain(stage, asked);
}

async function digestNames(stage: Stage, { endpoint }: Asked): Promise<void> {
  await stage.run("digest");
  await eventually("the weekly digest names the endpoint", () =>
    stage.sandbox.relay.record.find(({ body }) => {
      const words = wordsOn(body);
      return words.includes("Weekly digest") && words.includes(endpoint);
    }),
  );
  stage.step("the weekly digest names what waits in Azure and was not decided");
}

async function askedAgain(stage: Stage, asked: Asked): Promise<void> {
  await stage.click(olga, asked, "ask-again", "I was on holiday");
  const again = await stage.next(asked);
  await stage.click(olga, again, "approve", "Better late");
  await stage.armShows(asked.connection, "Approved");
  await stage.auditHas(again.requestId, ["request.asked", "change.applied", "request.told"]);
  stage.step("Olga has it asked again, a new card comes, she approves, ARM says Approved");
}
