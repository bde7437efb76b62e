import { olga } from "../../world.ts";
import { expectThat } from "../eventually.ts";
import type { Stage } from "../stage.ts";

/** Azure says no for good, as when somebody has taken the service's role: the request ends with Azure's words, and is asked again. */
export async function forbidden(stage: Stage): Promise<void> {
  const { faults } = stage.sandbox.arm;
  const asked = await stage.ask("pe-forbidden-1");
  const match = { method: "PUT", pathPattern: asked.connection.name };
  const fault = faults.add({ match, fault: { kind: "forbidden" } });
  try {
    stage.step("the card stands in the channel; the service's right is taken away");
    await stage.click(olga, asked, "approve", "Let them in");
    await stage.cardSays(asked, "The change was refused");
    await stage.cardSays(asked, "AuthorizationFailed");
    await stage.threadSays(asked, "was refused");
    stage.step("Olga approves; ARM answers 403, and its words stand on the card and in the thread");
    await stage.auditHas(asked.requestId, ["change.intended", "change.refused", "alert.raised", "request.told"]);
    expectThat("it was tried once", stage.puts(asked.connection).length === 1);
    expectThat("ARM shows Pending", stage.armHas(asked.connection, "Pending"));
    stage.step("intent, refusal and an alert are on record; it was tried once, ARM shows Pending");
  } finally {
    faults.remove(fault);
  }
  await stage.click(olga, asked, "ask-again", "The role is back");
  const again = await stage.next(asked);
  stage.step("the right is given back, Olga has it asked again: a new card");
  await stage.click(olga, again, "approve", "Now then");
  await stage.armShows(asked.connection, "Approved");
  await stage.cardSays(again, "Approved by Olga Owens: Now then");
  await stage.auditHas(again.requestId, ["request.asked", "change.applied", "request.told"]);
  stage.step("she approves, ARM and the card say so");
}
