import { olga, omar } from "../../world.ts";
import { expectThat } from "../eventually.ts";
import type { Asked, Stage } from "../stage.ts";

/** While owners are asked, somebody approves, rejects or removes the connection in the portal, or the requester gives up. */
export async function supersededByPortal(stage: Stage): Promise<void> {
  const { portal } = stage.sandbox.arm;
  const approved = await stage.ask("pe-portal-1");
  const rejected = await stage.ask("pe-portal-2");
  const removed = await stage.ask("pe-portal-3");
  const left = await stage.ask("pe-portal-4");
  stage.step("four cards stand in the channel");
  portal.approve(approved.connection.id, "By hand", omar);
  portal.reject(rejected.connection.id, "By hand", omar);
  portal.remove(removed.connection.id, omar);
  stage.leave(left.endpoint);
  stage.step("in the portal one is approved, one rejected, one removed; the fourth requester deletes the endpoint");
  await saysWhatWasSeen(stage, approved, "Somebody else changed the connection to Approved.");
  await saysWhatWasSeen(stage, rejected, "Somebody else changed the connection to Rejected.");
  await isOver(stage, removed);
  await saysWhatWasSeen(stage, left, "The connection is gone: the requester deleted the endpoint");
  const late = await stage.click(olga, approved, "approve", "Too late");
  expectThat("a click afterwards does nothing", !JSON.stringify(late.value).includes("Azure is working on it"));
  await stage.auditHas(approved.requestId, ["vote.refused"]);
  stage.step("a click on the card afterwards is refused, and on record");
}

async function saysWhatWasSeen(stage: Stage, asked: Asked, words: string): Promise<void> {
  await stage.cardSays(asked, words);
  await isOver(stage, asked);
  stage.step(`card and thread: "${words}"`);
}

/** With no change of ours. */
async function isOver(stage: Stage, asked: Asked): Promise<void> {
  await stage.cardSays(asked, "This request no longer stands");
  await stage.threadSays(asked, "Over without a change of ours");
  const entries = await stage.auditHas(asked.requestId, ["request.superseded", "request.told"]);
  const end = entries.find(({ kind }) => kind === "request.superseded");
  expectThat("it is on record as Azure's", end?.actor.kind === "azure" && end.before === "Pending");
  expectThat("nothing was sent to ARM", stage.puts(asked.connection).length === 0);
  expectThat("nothing was decided", (await stage.decisions(asked.requestId)).length === 0);
}
