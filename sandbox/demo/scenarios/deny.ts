import { logisticsSubscription, olga } from "../../world.ts";
import { expectThat } from "../eventually.ts";
import { requestIdOn } from "../seeing.ts";
import type { Stage } from "../stage.ts";

/** Rules of contoso-warehouse turn away *-test, also from where an allow rule would let in, and ask about *-legacy. */
export async function deny(stage: Stage): Promise<void> {
  const endpoint = "pe-stock-test";
  const connection = stage.join(endpoint, {
    namespace: "contoso-warehouse",
    subscription: logisticsSubscription.id,
  });
  stage.step("Contoso Logistics, for which there is an allow rule, asks with an endpoint named *-test");
  const shown = await stage.armShows(connection, "Rejected");
  const reason = "Rejected by rule No test endpoints: Tests have namespaces of their own";
  expectThat("ARM holds the reason", Boolean(shown.description?.startsWith(reason)));
  stage.step(`ARM says Rejected: "${reason}"`);
  const card = await stage.cardFor(endpoint);
  const rejected = { endpoint, connection, card, requestId: requestIdOn(card), joinedAt: "" };
  await stage.cardSays(rejected, "Rejected by the rule No test endpoints");
  expectThat("nobody was asked", stage.buttonsOf(rejected).length === 0);
  await stage.auditHas(rejected.requestId, ["policy.ruled", "decision.made", "change.applied"]);
  stage.step("a quiet card says which rule it was; ruling, decision and outcome are on record");
  const held = await stage.ask("pe-stock-legacy", { namespace: "contoso-warehouse" });
  await stage.cardSays(held, 'Rule "Old network" holds it for an owner: The old network is being taken down');
  expectThat("it waits", stage.armHas(held.connection, "Pending"));
  stage.step("another endpoint, named *-legacy: the card asks, and says why");
  await stage.click(olga, held, "approve", "The last one to move");
  await stage.armShows(held.connection, "Approved");
  await stage.auditHas(held.requestId, ["policy.ruled", "vote.cast", "change.applied", "request.told"]);
  stage.step("Olga approves it knowing that, ARM says Approved");
}
