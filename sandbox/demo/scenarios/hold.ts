import { olga } from "../../world.ts";
import { expectThat } from "../eventually.ts";
import type { Stage } from "../stage.ts";

/** In contoso-deadlines a request is over after three days; a question to the requester stops that for two. */
export async function hold(stage: Stage): Promise<void> {
  const question = "Which system is this for?";
  const asked = await stage.ask("pe-hold-1", { namespace: "contoso-deadlines" });
  stage.step("the card stands in the channel; the request would be over in three days");
  const empty = await stage.click(olga, asked, "hold", "");
  expectThat("Olga must write the question", JSON.stringify(empty.value).includes("Write the question"));
  await stage.click(olga, asked, "hold", question);
  await stage.cardSays(asked, `Olga Owens asks the requester: ${question}`);
  await stage.cardSays(asked, "Held: waiting for the requester's answer");
  stage.step(`Olga asks the requester: the card says so, and "${question}"`);
  const held = await stage.auditHas(asked.requestId, ["request.held"]);
  expectThat(
    "the question is on record",
    held.some(({ comment }) => comment === question),
  );
  await stage.pass({ days: 3, minutes: 5 });
  await stage.threadSays(asked, "Reminder 1");
  stage.step("the clock is moved on by three days: of these only one counts, and the thread gets its first reminder");
  await stage.cardSays(asked, "Waiting for an owner");
  expectThat("the card can be decided", stage.buttonsOf(asked).includes("Approve"));
  const entries = await stage.audit(asked.requestId);
  expectThat("the request has not expired", !entries.some(({ kind }) => kind === "request.expired"));
  stage.step("the request is not over: the card waits for an owner again");
  await stage.click(olga, asked, "approve", "For the order importer, they say");
  await stage.armShows(asked.connection, "Approved");
  await stage.cardSays(asked, "Approved by Olga Owens");
  await stage.auditHas(asked.requestId, ["change.applied", "request.told"]);
  stage.step("Olga approves, ARM and the card say so");
}
