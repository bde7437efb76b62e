import { olga } from "../../world.ts";
import { expectThat } from "../eventually.ts";
import { requestIdOn } from "../seeing.ts";
import type { Stage } from "../stage.ts";

/** No event is ever delivered; the sweep finds the connection all the same. In a namespace where nothing else happens. */
export async function lostEvent(stage: Stage): Promise<void> {
  const { eventGrid } = stage.sandbox;
  const endpoint = "pe-lost-event-1";
  const fault = eventGrid.faults.add({ fault: { kind: "drop" } });
  try {
    const joinedAt = new Date().toISOString();
    const connection = stage.join(endpoint, { namespace: "contoso-billing" });
    await stage.armShows(connection, "Pending");
    stage.step("Azure shows the connection as Pending, its event is lost");
    await stage.pass({ minutes: 5 });
    stage.step("the clock is moved on by five minutes: the sweep is due");
    const card = await stage.cardFor(endpoint);
    const news = eventGrid.delivered
      .list()
      .filter(({ operation, sentAt }) => operation.endsWith("Proxies/write") && sentAt >= joinedAt);
    expectThat("no event was delivered", news.length === 0);
    stage.step("the card stands in the channel");
    const requestId = requestIdOn(card);
    const asked = { endpoint, connection, card, requestId, joinedAt };
    await stage.click(olga, asked, "approve", "Found by the sweep");
    await stage.armShows(connection, "Approved");
    await stage.cardSays(asked, "Approved by Olga Owens");
    await stage.auditHas(requestId, ["request.seen", "change.applied"]);
    stage.step("Olga approves, ARM and the card say so");
  } finally {
    eventGrid.faults.remove(fault);
  }
}
