import type { ConnectionState } from "../../arm/control.ts";
import { logisticsSubscription } from "../../world.ts";
import { expectThat } from "../eventually.ts";
import { requestIdOn } from "../seeing.ts";
import type { Stage } from "../stage.ts";

const RULE = "Logistics in its warehouse";
const WAREHOUSE = { namespace: "contoso-warehouse", subscription: logisticsSubscription.id };

/** A rule lets Contoso Logistics into contoso-warehouse, twice, without asking anybody. */
export async function allowList(stage: Stage): Promise<void> {
  const first = stage.join("pe-allowed-1", WAREHOUSE);
  stage.step("Contoso Logistics asks to join contoso-warehouse");
  await letIn(stage, "pe-allowed-1", first);
  const second = stage.join("pe-allowed-2", WAREHOUSE);
  await stage.armShows(second, "Approved");
  await stage.auditAbout(second.id, ["change.applied", "request.told"]);
  stage.step("a second endpoint is let in the same way");
  const third = await stage.ask("pe-allowed-3", WAREHOUSE);
  await stage.cardSays(third, `Allow rule "${RULE}" is used up (2 of 2)`);
  expectThat("the third waits", stage.armHas(third.connection, "Pending"));
  expectThat("the card asks", stage.buttonsOf(third).includes("Approve"));
  stage.step("a third is a question to the owners: the card says that the rule is used up");
  const fabrikam = await stage.ask("pe-allowed-4", { namespace: "contoso-warehouse" });
  await stage.cardSays(fabrikam, "No rule fits");
  stage.step("Fabrikam, for whom there is no rule, is a question too");
  for (const { connection, endpoint } of [third, fabrikam]) {
    stage.leave(endpoint, endpoint === third.endpoint ? logisticsSubscription.id : undefined);
    await stage.auditAbout(connection.id, ["request.superseded", "request.told"]);
  }
}

async function letIn(stage: Stage, endpoint: string, connection: ConnectionState): Promise<void> {
  const shown = await stage.armShows(connection, "Approved");
  expectThat("ARM holds the rule's name", Boolean(shown.description?.startsWith(`Auto-approved: ${RULE}`)));
  stage.step(`ARM says Approved and Succeeded: "Auto-approved: ${RULE}"`);
  const card = await stage.cardFor(endpoint);
  const asked = { endpoint, connection, card, requestId: requestIdOn(card), joinedAt: "" };
  await stage.cardSays(asked, `Approved by the rule ${RULE}`);
  expectThat("it came when all was done", stage.cardsFor(endpoint).length === 1);
  stage.step("a quiet card says which rule it was, when all is done");
  const entries = await stage.auditHas(asked.requestId, ["policy.ruled", "decision.made", "change.applied"]);
  expectThat("no vote is on record", !entries.some(({ kind }) => kind === "vote.cast"));
  stage.step("the audit log holds the rule's ruling, decision and outcome, and no vote");
}
