import { describe, expect, it } from "@jest/globals";
import { contoso, ownerSubscription } from "../../../sandbox/world.ts";
import { aChange, aGrid } from "./a-grid.ts";

const stage = aGrid();

describe("an event", () => {
  it("comes after the handshake, in Azure's shape, with who made the change", async () => {
    stage.start().publish(aChange());
    expect(await stage.attempt(1)).toMatchObject({ status: 202, subscription: "owner" });
    const [handshake, notification] = stage.webhook.received;
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
    stage.start().publish(aChange());
    await stage.attempt(1);
    const event = stage.notifications()[0]?.body[0];
    const [expected] = Array.from(sample.default);
    expect(Object.keys(event).sort()).toEqual(Object.keys(expected ?? {}).sort());
    expect(Object.keys(event.data).sort()).toEqual(Object.keys(expected?.data ?? {}).sort());
    expect(Object.keys(event.data.claims)).toEqual(expect.arrayContaining(Object.keys(expected?.data.claims ?? {})));
  });

  it("comes as a CloudEvent after the other handshake", async () => {
    stage.start({ schema: "CloudEventSchemaV1_0" }).publish(aChange("privateEndpointConnectionProxies/write", "pe.1"));
    await stage.attempt(1);
    expect(stage.webhook.received[0]).toMatchObject({
      method: "OPTIONS",
      headers: { "webhook-request-origin": "eventgrid.azure.net" },
    });
    expect(stage.webhook.received[1]?.headers["content-type"]).toContain("application/cloudevents+json");
    expect(stage.webhook.received[1]?.body).toMatchObject({
      specversion: "1.0",
      source: `/subscriptions/${ownerSubscription.id}`,
      type: "Microsoft.Resources.ResourceWriteSuccess",
      subject: expect.stringContaining("/resourcegroups/rg-relay/"),
    });
  });

  it("of no interest is not delivered", async () => {
    stage.start();
    stage.grid.publish(aChange("privateEndpointConnectionProxies/validate/action", "unwanted"));
    stage.grid.publish({ ...aChange("privateEndpointConnections/write", "elsewhere"), subscription: "other" });
    stage.grid.publish(aChange("privateEndpointConnections/delete", "wanted"));
    await stage.attempt(1);
    expect(stage.subjects()).toEqual(["wanted"]);
  });
});
