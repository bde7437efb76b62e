import { olga, rita } from "../../world.ts";
import { eventually, expectThat } from "../eventually.ts";
import type { Stage } from "../stage.ts";

/** Somebody with every right to storage edits a row of the record; whoever verifies it finds the row. */
export async function tamper(stage: Stage): Promise<void> {
  const asked = await stage.ask("pe-tampered-with");
  await stage.click(olga, asked, "approve", "Known partner");
  await stage.auditHas(asked.requestId, ["request.told"]);
  const entry = `${asked.requestId}/decision`;
  await eventually("the decision is sealed", async () => {
    const { status } = await stage.api(rita, `/api/audit/${entry}/proof`);
    return status === 200 || undefined;
  });
  const before = await stage.cli(rita, "verify");
  expectThat(`the log is whole at first (${before.out}${before.err})`, before.exit === 0);
  stage.step("relay-approvals verify: everything on record is as it was sealed");
  const undo = await stage.editRow(entry, (bytes) => bytes.replace("Known partner", "Known crook"));
  stage.step("somebody edits the comment of the decision, in the table itself");
  const after = await stage.cli(rita, "verify");
  expectThat(`the edit is found (${after.out}${after.err})`, after.exit === 1 && after.out.includes(entry));
  stage.step("relay-approvals verify ends with 1 and names the row:");
  for (const line of after.out.trimEnd().split("\n")) stage.step(`  ${line}`);
  await undo();
  const undone = await stage.cli(rita, "verify");
  expectThat("with the row as it was, the log is whole again", undone.exit === 0);
  stage.step("with the row as it was, it is whole again");
}
