import { fabrikamSubscription, logisticsSubscription, namespaceIdOf, olga, omar } from "../../world.ts";
import { eventually, expectThat } from "../eventually.ts";
import type { Stage } from "../stage.ts";

const DELETED = ["request.asked", "decision.made", "change.intended", "change.applied"];

/** What leads nowhere any more is deleted after an hour: connections, and at Contoso Logistics private endpoints too. */
export async function cleanUp(stage: Stage): Promise<void> {
  const { arm } = stage.sandbox;
  const dead = stage.join("pe-dead-1", { namespace: "contoso-billing", manual: false });
  await stage.auditAbout(dead.id, ["external.change"]);
  arm.portal.disconnect(dead.id);
  stage.step("a connection is left behind as Disconnected, as Azure does at times");
  const orphan = await stage.ask("pe-orphan-1", { subscription: logisticsSubscription.id });
  await stage.click(olga, orphan, "approve", "For now");
  await stage.auditHas(orphan.requestId, ["change.applied", "request.told"]);
  arm.portal.remove(orphan.connection.id, omar);
  await stage.armLacks(orphan.connection);
  const endpoint = orphan.connection.privateEndpoint;
  const link = `${namespaceIdOf("contoso-orders")}/privateEndpointConnections/endpoint.${orphan.endpoint}`;
  stage.step("another is removed in the portal: its endpoint at Contoso Logistics leads nowhere");
  await stage.sweep();
  await stage.notedDisconnected(dead.id);
  await stage.notedDisconnected(link);
  expectThat("neither is deleted yet", stage.armHas(dead, "Disconnected") && hasEndpoint(stage, endpoint));
  stage.step("a sweep notes since when, and deletes nothing yet");
  await stage.pass({ hours: 1, minutes: 5 });
  await stage.armLacks(dead);
  await stage.auditAbout(dead.id, DELETED);
  stage.step("an hour later the connection is deleted, decided by rule, with its own entries on record");
  await eventually("ARM has the endpoint no more", () => !hasEndpoint(stage, endpoint) || undefined);
  await stage.auditAbout(link, DELETED);
  stage.step("and so is the endpoint at Contoso Logistics, on record too");
  const others = arm.state().privateEndpoints.filter(({ id }) => id.includes(fabrikamSubscription.id));
  expectThat(
    "at Fabrikam nothing is touched",
    others.some(({ id }) => id.endsWith("/pe-dead-1")),
  );
  expectThat("no card is posted for it", stage.cardsFor("pe-dead-1").length === 0);
  stage.step("Fabrikam's endpoint is not ours to delete, and stays; nobody is bothered with a card");
}

function hasEndpoint({ sandbox }: Stage, id: string): boolean {
  return sandbox.arm.state().privateEndpoints.some((endpoint) => endpoint.id === id);
}
