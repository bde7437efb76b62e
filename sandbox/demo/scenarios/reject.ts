import { olga, type Person, rita } from "../../world.ts";
import { expectThat } from "../eventually.ts";
import type { Stage } from "../stage.ts";

/** The story to Rejected: an owner, and a comment, since it is all that the requester reads. */
export async function reject(stage: Stage): Promise<void> {
  const comment = "Ask the platform team first";
  const asked = await stage.ask("pe-reject-1", { message: "Hello [click here](https://evil.example) \u202egnp.exe" });
  expectThat("the message stands on the card as text, its tricks visible", isShownAsText(asked.card.card));
  stage.step("the card stands in the channel, the hostile message as text");
  const refused = await stage.click(rita, asked, "reject", comment);
  expectThat("Rita is told that she is no owner", JSON.stringify(refused.value).includes("Only an owner"));
  stage.step("Rita, who is no owner, is told so");
  const incomplete = await stage.click(olga, asked, "reject", " ");
  expectThat("Olga is asked for a comment", JSON.stringify(incomplete.value).includes("A comment is needed"));
  stage.step("Olga rejects without a comment and is asked for one");
  expectThat("nothing was sent to ARM", stage.puts(asked.connection).length === 0);
  await stage.click(olga, asked, "reject", comment);
  expectThat("nothing was voted", (await stage.votes(asked.requestId)).length === 0);
  stage.step("she rejects with a comment, and is asked once more, since Azure can't undo it");
  await stage.insist(olga, asked, "reject", comment);
  stage.step("she confirms");
  const shown = await stage.armShows(asked.connection, "Rejected");
  expectThat("ARM holds the comment", Boolean(shown.description?.includes(comment)));
  stage.step("ARM says Rejected and Succeeded, with the comment");
  await stage.cardSays(asked, "Rejected by Olga Owens");
  await stage.threadSays(asked, "Rejected by Olga Owens");
  stage.step("the card and its thread say so");
  const entries = await stage.auditHas(asked.requestId, [
    "vote.refused",
    "vote.cast",
    "decision.made",
    "change.applied",
    "request.told",
  ]);
  const record = JSON.stringify(entries);
  expectThat(
    "nobody is named in the audit log",
    [olga, rita].every((person) => !namesIn(person).some((name) => record.includes(name))),
  );
  expectThat("one decision is recorded", entries.filter(({ kind }) => kind === "decision.made").length === 1);
  stage.step("the audit log holds the refused vote and the decision, without a name");
}

const namesIn = ({ name, objectId, userName }: Person) => [name, objectId, userName];

/** In a TextRun and nowhere else, the direction mark as a visible one. */
function isShownAsText(card: unknown): boolean {
  const runs = JSON.stringify(card).match(/\{[^{}]*"type":"TextRun"[^{}]*\}/g) ?? [];
  const said = runs.filter((run) => run.includes("click here"));
  const everywhere = JSON.stringify(card).split("click here").length - 1;
  return said.length === 1 && everywhere === 1 && said.every((run) => run.includes("\u27e8U+202E\u27e9"));
}
