import { olga, omar } from "../../world.ts";
import { expectThat } from "../eventually.ts";
import type { Stage } from "../stage.ts";

/** Two owners click opposite buttons at the same time: one decision, and Azure, card and record agree on it. */
export async function twoOwners(stage: Stage): Promise<void> {
  const asked = await stage.ask("pe-two-owners-1");
  stage.step("the card stands in the channel");
  await Promise.all([
    stage.click(olga, asked, "approve", "Let them in"),
    stage.insist(omar, asked, "reject", "Not these"),
  ]);
  stage.step("Olga clicks Approve and Omar rejects and confirms at the same time");
  const entries = await stage.auditHas(asked.requestId, ["decision.made", "change.applied", "request.told"]);
  const decisions = entries.filter(({ kind }) => kind === "decision.made");
  const [decision] = decisions;
  expectThat(
    "one decision is recorded",
    decisions.length === 1 && (await stage.decisions(asked.requestId)).length === 1,
  );
  const verdict = decision?.verdict === "approve" ? "Approved" : "Rejected";
  const winner = decision?.verdict === "approve" ? olga : omar;
  stage.step(`one decision: ${verdict} by ${winner.name}`);
  await stage.armShows(asked.connection, verdict);
  await stage.cardSays(asked, `${verdict} by ${winner.name}`);
  expectThat("one PUT was sent", stage.puts(asked.connection).length === 1);
  stage.step("ARM and the card agree, one PUT was sent");
}
