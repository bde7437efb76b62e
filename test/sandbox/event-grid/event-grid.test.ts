import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Change } from "../../../sandbox/arm/model.ts";
import { clockOffsetMs, setClockOffset } from "../../../sandbox/clock.ts";
import { type EventGrid, type EventSubscription, startEventGrid } from "../../../sandbox/event-grid/event-grid.ts";
import { contoso, namespaceIdOf, olga, ownerSubscription } from "../../../sandbox/world.ts";
import { type AWebhook, aWebhook } from "./a-webhook.ts";

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

function start(more: Partial<EventSubscription> = {}): EventGrid {
  grid = startEventGrid({
    subscriptions: [{ name: "owner", url: webhook.url, key: "k-1", schema: "EventGridSchema", ...more }],
  });
  return grid;
}

const _pass = (ms: number) => setClockOffset(clockOffsetMs() + ms);
const minute = 60_000;
const _hour = 60 * minute;

function aChange(what = "privateEndpointConnections/write", name = "c-1"): Change {
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

const notifications = () => webhook.received.filter(({ headers }) => headers["aeg-event-type"] === "Notification");
const subjects = () => notifications().map(({ body }) => body[0].subject.split("/").at(-1));
const attempt = (attempts: number) => grid.delivered.find((one) => one.attempts === attempts);
const _taken = (name: string) =>
  grid.delivered.find(() => subjects().includes(name)).then(() => grid.delivered.list().length);

describe("an event", () => {
  it("comes after the handshake, in Azure's shape, with who made the change", async () => {
    start().publish(aChange());
    expect(await attempt(1)).toMatchObject({ status: 202, subscription: "owner" });
    const [handshake, notification] = webhook.received;
    expect(handshake?.body[0].eventType).toBe("Microsoft.EventGrid.SubscriptionValidationEvent");
    expect(notification?.url).toContain("functionName=connectionEvent&code=k-1");
    expect(notification?.headers).toMatchObject({ "aeg-event-type": "Notification", "aeg-delivery-count": "0" });
    expect(notification?.body).toHaveLength(1);
    expect(notification?.body[0]).toMatchObject({
      eventType: "Microsoft.Resources.ResourceWriteSuccess",
      topic: `/subscriptions/${ownerSubscription.id}`,
      dataVersion: "2",
      data: {
        operationName: "Microsoft.Relay/namespaces/privateEndpointConnections/write",
        claims: { name: "Olga Owens", ipaddr: "203.0.113.7" },
        httpRequest: { clientIpAddress: "203.0.113.7", method: "PUT" },
        tenantId: contoso.tenant,
      },
    });
  });

  it("has the same keys as the sample events", async () => {
    const sample = await import("../../data/events/eg-03-connection-write-approve.json");
    start().publish(aChange());
    await attempt(1);
    const event = notifications()[0]?.body[0];
    const [expected] = Array.from(sample.default);
    expect(Object.keys(event).sort()).toEqual(Object.keys(expected ?? {}).sort());
    expect(Object.keys(event.data).sort()).toEqual(Object.keys(expected?.data ?? {}).sort());
    expect(Object.keys(event.data.claims)).toEqual(expect.arrayContaining(Object.keys(expected?.data.claims ?? {})));
  });

  it("comes as a CloudEvent after the other handshake", async () => {
    start({ schema: "CloudEventSchemaV1_0" }).publish(aChange("privateEndpointConnectionProxies/write", "pe.1"));
    await attempt(1);
    expect(webhook.received[0]).toMatchObject({
      method: "OPTIONS",
      headers: { "webhook-request-origin": "eventgrid.azure.net" },
    });
    expect(webhook.received[1]?.headers["content-type"]).toContain("application/cloudevents+json");
    expect(webhook.received[1]?.body).toMatchObject({
      specversion: "1.0",
      source: `/subscriptions/${ownerSubscription.id}`,
      type: "Microsoft.Resources.ResourceWriteSuccess",
      subject: expect.stringContaining("/resourcegroups/rg-relay/"),
    });
  });

  it("of no interest is not delivered", async () => {
    start();
    grid.publish(aChange("privateEndpointConnectionProxies/validate/action", "unwanted"));
    grid.publish({ ...aChange("privateEndpointConnections/write", "elsewhere"), subscription: "other" });
    grid.publish(aChange("privateEndpointConnections/delete", "wanted"));
    await attempt(1);
    expect(subjects()).toEqual(["wanted"]);
  });
});
