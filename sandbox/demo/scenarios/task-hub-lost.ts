import { olga } from "../../world.ts";
import { expectThat } from "../eventually.ts";
import type { Stage } from "../stage.ts";

/** Every orchestration is lost while one request waits and another is being carried out: the sweep starts them again. */
export async function taskHubLost(stage: Stage): Promise<void> {
  const waiting = await stage.ask("pe-hub-1");
  const underWay = await stage.ask("pe-hub-2");
  // A loss before the service has noted where the card is would cost a second card: Teams cannot be asked what was posted.
  for (const { requestId } of [waiting, underWay]) await stage.auditHas(requestId, ["card.posted"]);
  stage.step("two cards stand in the channel and are on record");
  await stage.click(olga, underWay, "approve", "Before the loss");
  await stage.auditHas(underWay.requestId, ["change.intended"]);
  stage.step("Olga approves one; the intent is on record");
  await stage.loseTheTaskHub();
  stage.step("the task hub is deleted: no orchestration, no timer, no message is left");
  await stage.pass({ minutes: 5 });
  await stage.armShows(underWay.connection, "Approved");
  await stage.cardSays(underWay, "Approved by Olga Owens: Before the loss");
  stage.step("five minutes later the sweep has found the one: ARM says Approved, the card says so");
  await stage.click(olga, waiting, "approve", "After the loss");
  await stage.armShows(waiting.connection, "Approved");
  await stage.cardSays(waiting, "Approved by Olga Owens: After the loss");
  stage.step("Olga approves the other, ARM and the card say so");
  for (const { requestId, endpoint, connection } of [waiting, underWay]) {
    const entries = await stage.auditHas(requestId, ["change.applied", "request.told"]);
    for (const kind of ["decision.made", "change.intended", "change.applied"]) {
      expectThat(`one ${kind}`, entries.filter((entry) => entry.kind === kind).length === 1);
    }
    expectThat("one card was posted", stage.cardsFor(endpoint).length === 1);
    expectThat("one PUT was sent", stage.puts(connection).length === 1);
  }
  stage.step("each has one card, one decision, one PUT, one outcome");
}
