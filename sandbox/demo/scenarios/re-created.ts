import { logisticsSubscription, olga } from "../../world.ts";
import { expectThat } from "../eventually.ts";
import type { Asked, Stage } from "../stage.ts";

/** A connection comes back under its old name: whatever was decided about the old one does not count for the new one. */
export async function reCreated(stage: Stage): Promise<void> {
  await afterAnApproval(stage);
  await forAnotherEndpoint(stage);
}

/** The same endpoint, deleted and made again. */
async function afterAnApproval(stage: Stage): Promise<void> {
  const asked = await stage.ask("pe-again-1", { message: "The first time" });
  await stage.click(olga, asked, "approve", "The first one is fine");
  await stage.armShows(asked.connection, "Approved");
  await stage.auditHas(asked.requestId, ["change.applied", "request.told"]);
  stage.step("approved");
  stage.leave(asked.endpoint);
  stage.join(asked.endpoint, { message: "The second time", connectionName: asked.connection.name });
  const again = await stage.next(asked);
  await stage.cardSays(again, "The second time");
  expectThat("it is another request", again.requestId !== asked.requestId);
  expectThat("ARM shows Pending", stage.armHas(asked.connection, "Pending"));
  stage.step("deleted, and made again under the same names: a new request with a card of its own, Pending in ARM");
  await approveNew(stage, again, "The second one too");
  expectThat("each approval is one PUT", stage.puts(asked.connection).length === 2);
  stage.step("Olga approves that too, with a PUT of its own");
}

/** Another company's endpoint, behind the connection's old name. */
async function forAnotherEndpoint(stage: Stage): Promise<void> {
  const asked = await stage.ask("pe-again-2");
  const endpoint = "pe-again-3";
  stage.leave(asked.endpoint);
  const subscription = logisticsSubscription.id;
  const taken = await stage.ask(endpoint, { subscription, connectionName: asked.connection.name });
  await stage.cardSays(asked, "This request no longer stands");
  await stage.auditHas(asked.requestId, ["request.superseded", "request.told"]);
  stage.step("a name that waits is taken over by another endpoint: the old card is over, a new one asks");
  await stage.click(olga, asked, "approve", "I meant the old one");
  expectThat("the old card approves nothing", stage.puts(asked.connection).length === 0);
  stage.step("a click on the old card sends nothing to ARM");
  await approveNew(stage, taken, "This one is known");
  const shown = await stage.armShows(taken.connection, "Approved");
  expectThat("the new endpoint is let in", shown.privateEndpoint.endsWith(`/${endpoint}`));
  stage.step("on the new card Olga approves the new endpoint, ARM says so");
}

async function approveNew(stage: Stage, asked: Asked, comment: string): Promise<void> {
  await stage.click(olga, asked, "approve", comment);
  await stage.armShows(asked.connection, "Approved");
  await stage.cardSays(asked, `Approved by Olga Owens: ${comment}`);
  await stage.auditHas(asked.requestId, ["change.applied", "request.told"]);
}
