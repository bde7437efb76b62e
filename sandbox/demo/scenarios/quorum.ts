import { olga, omar } from "../../world.ts";
import { expectThat } from "../eventually.ts";
import type { Stage } from "../stage.ts";

/** In contoso-payments two owners must agree: one alone changes nothing in Azure, however often. */
export async function quorum(stage: Stage): Promise<void> {
  const asked = await stage.ask("pe-quorum-1", { namespace: "contoso-payments" });
  await stage.cardSays(asked, "Waiting for 2 owners");
  stage.step("the card in the channel waits for 2 owners");
  await stage.click(olga, asked, "approve", "Known partner");
  await stage.cardSays(asked, "1 of 2 approvals: Olga Owens");
  stage.step('Olga approves: everybody reads "1 of 2 approvals: Olga Owens"');
  await stage.click(olga, asked, "approve", "Really known");
  expectThat("a second click of the same owner is no second vote", (await stage.votes(asked.requestId)).length === 1);
  expectThat("nothing was sent to ARM", stage.puts(asked.connection).length === 0);
  expectThat("ARM shows Pending", stage.armHas(asked.connection, "Pending"));
  stage.step("Olga clicks once more: still one vote in storage, ARM shows Pending and got no PUT");
  await stage.click(omar, asked, "approve", "Agreed");
  await stage.armShows(asked.connection, "Approved");
  stage.step("Omar approves: ARM says Approved and Succeeded");
  await stage.cardSays(asked, "Approved by Olga Owens and Omar Osei: Known partner; Agreed");
  stage.step("the card names both, with what they said");
  const entries = await stage.auditHas(asked.requestId, ["decision.made", "change.applied", "request.told"]);
  const count = (kind: string) => entries.filter((entry) => entry.kind === kind).length;
  expectThat("two votes and one decision are on record", count("vote.cast") === 2 && count("decision.made") === 1);
  stage.step("the audit log holds two votes, one decision, one outcome");
}
