import { afterEach, beforeEach } from "@jest/globals";
import type { Change } from "../../../sandbox/arm/model.ts";
import { clockOffsetMs, setClockOffset } from "../../../sandbox/clock.ts";
import type { DeliverySettings } from "../../../sandbox/event-grid/delivery.ts";
import { type EventGrid, type EventSubscription, startEventGrid } from "../../../sandbox/event-grid/event-grid.ts";
import { contoso, namespaceIdOf, olga, ownerSubscription } from "../../../sandbox/world.ts";
import { type AWebhook, aWebhook } from "./a-webhook.ts";

/** A webhook and an Event Grid for each test of the file that calls this. */
export function aGrid() {
  let webhook: AWebhook;
  let grid: EventGrid;
  beforeEach(async () => {
    webhook = await aWebhook();
  });
  afterEach(async () => {
    grid.close();
    await webhook.close();
    setClockOffset(0);
  });
  const notifications = () => webhook.received.filter(({ headers }) => headers["aeg-event-type"] === "Notification");
  const subjects = () => notifications().map(({ body }) => body[0].subject.split("/").at(-1));
  return {
    get webhook() {
      return webhook;
    },
    get grid() {
      return grid;
    },
    start(more: Partial<EventSubscription> = {}, settings: Partial<DeliverySettings> = {}): EventGrid {
      const subscription = { name: "owner", url: webhook.url, key: "k-1", schema: "EventGridSchema", ...more } as const;
      grid = startEventGrid({ subscriptions: [subscription], settings });
      return grid;
    },
    notifications,
    subjects,
    attempt: (attempts: number) => grid.delivered.find((one) => one.attempts === attempts),
    /** How many attempts were made when the webhook has got it. */
    taken: (name: string) =>
      grid.delivered.find(() => subjects().includes(name)).then(() => grid.delivered.list().length),
  };
}

export const pass = (ms: number) => setClockOffset(clockOffsetMs() + ms);
export const minute = 60_000;

export function aChange(what = "privateEndpointConnections/write", name = "c-1"): Change {
  const kind = what.split("/")[0];
  return {
    at: new Date().toISOString(),
    operation: `Microsoft.Relay/namespaces/${what}`,
    resource: `${namespaceIdOf("contoso-orders")}/${kind}/${name}`,
    subscription: ownerSubscription.id,
    method: what.endsWith("delete") ? "DELETE" : "PUT",
    caller: { appId: "app", objectId: olga.objectId, tenant: contoso.tenant, name: olga.name, userName: olga.userName },
  };
}
