import { olga } from "../../world.ts";
import { eventually, expectThat } from "../eventually.ts";
import type { Stage } from "../stage.ts";

const COPIES = 8;

/** Each event comes eight times; there is one request and one card. */
export async function duplicateEvents(stage: Stage): Promise<void> {
  const { eventGrid } = stage.sandbox;
  const fault = eventGrid.faults.add({ fault: { kind: "duplicate", copies: COPIES } });
  try {
    const asked = await stage.ask("pe-duplicate-1");
    await eventually("all copies are delivered", () => deliveriesSince(stage, asked.joinedAt) >= COPIES || undefined);
    stage.step(`the event was delivered ${COPIES} times`);
    await stage.click(olga, asked, "approve", "Once is enough");
    await stage.armShows(asked.connection, "Approved");
    await stage.cardSays(asked, "Approved by Olga Owens");
    stage.step("Olga approves, ARM and the card say so");
    const entries = await stage.auditHas(asked.requestId, ["change.applied", "request.told"]);
    expectThat("one request was seen", entries.filter(({ kind }) => kind === "request.seen").length === 1);
    expectThat("one card was posted", stage.cardsFor(asked.endpoint).length === 1);
    expectThat("one PUT was sent", stage.puts(asked.connection).length === 1);
    stage.step("one request, one card, one PUT");
  } finally {
    eventGrid.faults.remove(fault);
  }
}

function deliveriesSince({ sandbox }: Stage, since: string): number {
  return sandbox.eventGrid.delivered
    .list()
    .filter(({ operation, sentAt }) => operation.endsWith("Proxies/write") && sentAt >= since).length;
}
