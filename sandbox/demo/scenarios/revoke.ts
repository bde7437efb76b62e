import { olga, omar } from "../../world.ts";
import { expectThat } from "../eventually.ts";
import type { Stage } from "../stage.ts";

/** An owner takes back what was approved: with a comment, and said twice, since Azure can't undo it. */
export async function revoke(stage: Stage): Promise<void> {
  const asked = await stage.ask("pe-revoke-1");
  await stage.click(olga, asked, "approve", "For this quarter");
  await stage.armShows(asked.connection, "Approved");
  await stage.auditHas(asked.requestId, ["change.applied", "request.told"]);
  expectThat("the card offers both", stage.buttonsOf(asked).join() === "Revoke,Remove");
  stage.step("approved; the card offers Revoke and Remove");
  const silent = await stage.click(omar, asked, "revoke", "");
  expectThat("Omar must say why", JSON.stringify(silent.value).includes("A comment is needed"));
  expectThat("nothing has changed", stage.armHas(asked.connection, "Approved"));
  stage.step("Omar presses Revoke without a word, and is asked why");
  await stage.insist(omar, asked, "revoke", "The contract has ended");
  stage.step("he says why, is asked once more, and confirms");
  const shown = await stage.armShows(asked.connection, "Rejected");
  expectThat("ARM holds the comment", Boolean(shown.description?.startsWith("The contract has ended")));
  stage.step("ARM says Rejected and Succeeded, with the comment");
  const revoked = await stage.next(asked);
  await stage.cardSays(revoked, "Revoked by Omar Osei: The contract has ended");
  stage.step("a card of its own says by whom and why");
  const kinds = ["request.asked", "vote.cast", "decision.made", "change.intended", "change.applied"];
  const entries = await stage.auditHas(revoked.requestId, kinds);
  const applied = entries.find(({ kind }) => kind === "change.applied");
  expectThat("from Approved to Rejected", applied?.before === "Approved" && applied.after === "Rejected");
  expectThat("two PUTs in all", stage.puts(asked.connection).length === 2);
  stage.step(`the audit log holds ${kinds.join(", ")}`);
}
