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

const pass = (ms: number) => setClockOffset(clockOffsetMs() + ms);
const minute = 60_000;
const hour = 60 * minute;

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
const taken = (name: string) =>
  grid.delivered.find(() => subjects().includes(name)).then(() => grid.delivered.list().length);

describe("the handshake", () => {
  it.each(["EventGridSchema", "CloudEventSchemaV1_0"] as const)(
    "refused for %s keeps events back until it is given",
    async (schema) => {
      webhook.handshakes = "bad";
      start({ schema });
      await expect(grid.ready()).rejects.toThrow("No handshake with the webhook of owner");
      grid.publish(aChange());
      expect(await attempt(1)).toMatchObject({ status: "no-handshake" });
      webhook.handshakes = "good";
      pass(10_000);
      expect(await attempt(2)).toMatchObject({ status: 202 });
      await grid.ready();
    },
  );
});

describe("a failed delivery", () => {
  it("is tried again after 10 s, 30 s, 1 min, …", async () => {
    webhook.answers.push(500, 503, 404);
    start().publish(aChange());
    expect(await attempt(1)).toMatchObject({ status: 500 });
    pass(9_000);
    expect(notifications()).toHaveLength(1);
    pass(1_000);
    expect(await attempt(2)).toMatchObject({ status: 503 });
    pass(30_000);
    expect(await attempt(3)).toMatchObject({ status: 404 });
    pass(minute);
    expect(await attempt(4)).toMatchObject({ status: 202 });
    expect(new Set(notifications().map(({ body }) => body[0].id)).size).toBe(1);
    expect(notifications().map(({ headers }) => headers["aeg-delivery-count"])).toEqual(["0", "1", "2", "3"]);
  });

  it("ends after 24 hours as a dead letter", async () => {
    const waits = [10_000, 30_000, minute, 5 * minute, 10 * minute, 30 * minute, hour, 3 * hour, 6 * hour, 12 * hour];
    webhook.answers.push(...Array<number>(waits.length + 1).fill(500));
    start().publish(aChange());
    await attempt(1);
    for (const [index, wait] of waits.entries()) {
      pass(wait);
      await attempt(index + 2);
    }
    expect(grid.deadLetters()).toMatchObject([
      { deadLetterReason: "TimeToLiveExceeded", deliveryAttempts: 11, lastDeliveryOutcome: 500, subscription: "owner" },
    ]);
  });

  it("ends after as many attempts as are allowed", async () => {
    webhook.answers.push(500, 500);
    const subscriptions = [{ url: webhook.url, schema: "EventGridSchema" }] as const;
    grid = startEventGrid({ subscriptions, settings: { maxAttempts: 2, retryDelaysMs: [5] } });
    grid.publish(aChange());
    await attempt(2);
    expect(grid.deadLetters()).toMatchObject([
      { deadLetterReason: "MaxDeliveryAttemptsExceeded", deliveryAttempts: 2 },
    ]);
  });

  it.each([400, 401, 403, 413])("with %i is not tried again", async (status) => {
    webhook.answers.push(status);
    start().publish(aChange());
    await attempt(1);
    expect(grid.deadLetters()).toMatchObject([{ deadLetterReason: "Undeliverable", lastDeliveryOutcome: status }]);
  });

  it("is one that is not answered in 30 s", async () => {
    webhook.answers.push("never");
    start().publish(aChange());
    while (notifications().length === 0) await new Promise(setImmediate);
    pass(30_000);
    expect(await attempt(1)).toMatchObject({ status: "timed-out" });
    pass(10_000);
    expect(await attempt(2)).toMatchObject({ status: 202 });
  });

  it("is one to nobody", async () => {
    start();
    await grid.ready();
    await webhook.close();
    grid.publish(aChange());
    expect(await attempt(1)).toMatchObject({ status: "unreachable" });
  });
});

describe("a fault", () => {
  it("duplicates", async () => {
    start().faults.add({ times: 1, fault: { kind: "duplicate", copies: 3 } });
    grid.publish(aChange("privateEndpointConnections/write", "thrice"));
    while (notifications().length < 3) await new Promise(setImmediate);
    expect(new Set(notifications().map(({ body }) => body[0].id)).size).toBe(1);
    expect(grid.faults.list()).toEqual([]);
  });

  it("drops what it matches", async () => {
    start().faults.add({ match: { operation: "proxies/write" }, fault: { kind: "drop" } });
    grid.publish(aChange("privateEndpointConnectionProxies/write", "lost"));
    grid.publish(aChange("privateEndpointConnections/write", "kept"));
    await taken("kept");
    expect(subjects()).toEqual(["kept"]);
  });

  it("swaps two events", async () => {
    start().faults.add({ times: 1, fault: { kind: "reorder" } });
    grid.publish(aChange("privateEndpointConnections/write", "first"));
    grid.publish(aChange("privateEndpointConnections/write", "second"));
    while (notifications().length < 2) await new Promise(setImmediate);
    expect(subjects()).toEqual(["second", "first"]);
  });

  it("holds the last event no longer than a minute, or until it is cleared", async () => {
    start().faults.add({ fault: { kind: "reorder" } });
    grid.publish(aChange("privateEndpointConnections/write", "waits"));
    pass(minute);
    await taken("waits");
    grid.publish(aChange("privateEndpointConnections/write", "cleared"));
    grid.faults.clear();
    while (!subjects().includes("cleared")) await new Promise(setImmediate);
    expect(subjects()).toEqual(["waits", "cleared"]);
  });

  it("delays", async () => {
    const number = start().faults.add({ fault: { kind: "delay", ms: hour } });
    grid.publish(aChange("privateEndpointConnections/write", "late"));
    grid.faults.remove(number);
    grid.publish(aChange("privateEndpointConnections/write", "early"));
    await taken("early");
    pass(hour);
    while (!subjects().includes("late")) await new Promise(setImmediate);
    expect(subjects()).toEqual(["early", "late"]);
  });

  it("must make sense", () => {
    expect(() => start().faults.add({ times: 0, fault: { kind: "drop" } })).toThrow("times");
  });
});
