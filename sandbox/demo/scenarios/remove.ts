import { olga } from "../../world.ts";
import { expectThat } from "../eventually.ts";
import type { Stage } from "../stage.ts";

/** An owner has a connection deleted in Azure. */
export async function remove(stage: Stage): Promise<void> {
  const asked = await stage.ask("pe-remove-1");
  await stage.click(olga, asked, "approve", "For the migration");
  await stage.armShows(asked.connection, "Approved");
  await stage.auditHas(asked.requestId, ["change.applied", "request.told"]);
  stage.step("approved; the card offers Revoke and Remove");
  await stage.insist(olga, asked, "remove", "The migration is over");
  stage.step("Olga presses Remove, says why, is asked once more, and confirms");
  await stage.armLacks(asked.connection);
  const { exchanges } = stage.sandbox.arm;
  const isDelete = ({ method, path }: { method: string; path: string }) =>
    method === "DELETE" && path.includes(asked.connection.name);
  expectThat("one DELETE was sent", exchanges.list().filter(isDelete).length === 1);
  stage.step("ARM got one DELETE, and has the connection no more");
  const removed = await stage.next(asked);
  await stage.cardSays(removed, "Removed by Olga Owens: The migration is over");
  stage.step("a card of its own says by whom and why");
  const entries = await stage.auditHas(removed.requestId, ["request.asked", "decision.made", "change.applied"]);
  const applied = entries.find(({ kind }) => kind === "change.applied");
  expectThat("from Approved to gone", applied?.before === "Approved" && applied.after === "gone");
  stage.step("the audit log holds who wanted it, the decision and the outcome");
}
