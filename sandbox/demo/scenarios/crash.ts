import { olga } from "../../world.ts";
import { eventually, expectThat } from "../eventually.ts";
import type { Stage } from "../stage.ts";

/** The host loses its power while the approval waits, and again right after the change was sent. */
export async function crash(stage: Stage): Promise<void> {
  const { host } = stage.sandbox;
  const asked = await stage.ask("pe-crash-1");
  // A crash before the service has noted where the card is would cost a second card: Teams cannot be asked what was posted.
  await stage.auditHas(asked.requestId, ["card.posted"]);
  stage.step("the card stands in the channel and is on record");
  await host.kill();
  stage.step("kill -9 of the host");
  const unheard = await stage.click(olga, asked, "approve", "Nobody hears this");
  expectThat("a click meanwhile is not accepted", !unheard.type?.endsWith("card.adaptive"));
  await host.start();
  stage.step("the host is started again");
  await stage.click(olga, asked, "approve", "After the crash");
  await eventually("ARM gets the PUT", () => stage.puts(asked.connection)[0]);
  stage.step("Olga approves, ARM gets the PUT");
  await host.kill();
  const early = await stage.audit(asked.requestId);
  expectThat("the outcome is not on record yet", !early.some(({ kind }) => kind === "change.applied"));
  await host.start();
  stage.step("kill -9 of the host before it knows what Azure made of it, and started again");
  await stage.armShows(asked.connection, "Approved");
  await stage.cardSays(asked, "Approved by Olga Owens");
  stage.step("ARM says Approved and Succeeded, the card says so");
  const entries = await stage.auditHas(asked.requestId, [
    "decision.made",
    "change.intended",
    "change.applied",
    "request.told",
  ]);
  for (const kind of ["decision.made", "change.intended", "change.applied"]) {
    expectThat(`one ${kind}`, entries.filter((entry) => entry.kind === kind).length === 1);
  }
  stage.step("the audit log holds one decision, one intent, one outcome");
}
