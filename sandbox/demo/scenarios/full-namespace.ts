import { olga, omar } from "../../world.ts";
import { expectThat } from "../eventually.ts";
import type { Stage } from "../stage.ts";

/** Azure lets 64 private endpoints into a namespace. */
const MOST = 64;

/** The last place of contoso-full is taken while an owner thinks: the approval is refused before Azure is asked. */
export async function fullNamespace(stage: Stage): Promise<void> {
  const { arm } = stage.sandbox;
  const namespace = "contoso-full";
  arm.fill(namespace, MOST - 1);
  const asked = await stage.ask("pe-full-1", { namespace });
  await stage.cardSays(asked, "63 of 64, 1 free");
  await stage.cardSays(asked, "Nearly full: 1 of 64 private endpoints are left in this namespace.");
  stage.step("63 endpoints are in and one asks: the card says 63 of 64, and warns");
  arm.fill(namespace, 1);
  await stage.click(olga, asked, "approve", "There must be room");
  await stage.cardSays(asked, "The change was refused");
  await stage.cardSays(asked, "contoso-full has 64 approved private endpoints, and Azure allows 64");
  expectThat("nothing was sent to ARM", stage.puts(asked.connection).length === 0);
  stage.step("meanwhile the last place is taken: Olga's approval is refused with the reason, ARM got no PUT");
  await stage.auditHas(asked.requestId, ["decision.made", "change.refused", "alert.raised", "request.told"]);
  stage.step("decision, refusal and an alert are on record");
  const one = arm.state().namespaces.find(({ name }) => name === namespace)?.connections[0];
  if (one) arm.portal.remove(one.id, omar);
  if (one) await stage.armLacks(one);
  await stage.click(olga, asked, "ask-again", "There is room now");
  const again = await stage.next(asked);
  await stage.cardSays(again, "Asked again by Olga Owens: There is room now");
  stage.step("one is removed in the portal, Olga has it asked again: a new card");
  await stage.click(olga, again, "approve", "Into the free place");
  await stage.armShows(asked.connection, "Approved");
  await stage.auditHas(again.requestId, ["change.applied", "request.told"]);
  stage.step("Olga approves, ARM says Approved");
}
