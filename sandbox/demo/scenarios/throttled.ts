import { olga } from "../../world.ts";
import { eventually, expectThat } from "../eventually.ts";
import type { Stage } from "../stage.ts";

/** ARM says 429 and 500 for a while: the decision waits and is carried out once. */
export async function throttled(stage: Stage): Promise<void> {
  const { faults } = stage.sandbox.arm;
  const asked = await stage.ask("pe-throttled-1");
  const match = { method: "PUT", pathPattern: asked.connection.name };
  faults.add({ match, times: 1, fault: { kind: "throttled", retryAfterSeconds: 1 } });
  faults.add({ match, times: 1, fault: { kind: "throttled" } });
  faults.add({ match, times: 1, fault: { kind: "server-error" } });
  stage.step("ARM is told to answer the next PUTs with 429, 429 and 500");
  await stage.click(olga, asked, "approve", "Patience");
  const statuses = await eventually("ARM takes the fourth PUT", () => {
    const seen = stage.puts(asked.connection).map(({ status }) => status);
    return seen.includes(202) ? seen : undefined;
  });
  expectThat("ARM answered 429, 429, 500 and 202", statuses.join() === "429,429,500,202");
  stage.step("Olga approves; ARM answered 429, 429, 500, and then took the change");
  await stage.armShows(asked.connection, "Approved");
  await stage.cardSays(asked, "Approved by Olga Owens");
  const entries = await stage.auditHas(asked.requestId, ["change.intended", "change.applied"]);
  for (const kind of ["change.intended", "change.applied"]) {
    expectThat(`one ${kind}`, entries.filter((entry) => entry.kind === kind).length === 1);
  }
  stage.step("ARM and the card say so; one intent, one outcome on record");
}
