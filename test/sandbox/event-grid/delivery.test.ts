import { describe, expect, it } from "@jest/globals";
import { aChange, aGrid, minute, pass } from "./a-grid.ts";

const stage = aGrid();
const hour = 60 * minute;

describe("the handshake", () => {
  it.each(["EventGridSchema", "CloudEventSchemaV1_0"] as const)(
    "refused for %s keeps events back until it is given",
    async (schema) => {
      stage.webhook.handshakes = "bad";
      stage.start({ schema });
      await expect(stage.grid.ready()).rejects.toThrow("No handshake with the webhook of owner");
      stage.grid.publish(aChange());
      expect(await stage.attempt(1)).toMatchObject({ status: "no-handshake" });
      stage.webhook.handshakes = "good";
      pass(10_000);
      expect(await stage.attempt(2)).toMatchObject({ status: 202 });
      await stage.grid.ready();
    },
  );
});

describe("a failed delivery", () => {
  it("is tried again after 10 s, 30 s, 1 min, …", async () => {
    stage.webhook.answers.push(500, 503, 404);
    stage.start().publish(aChange());
    expect(await stage.attempt(1)).toMatchObject({ status: 500 });
    pass(9_000);
    expect(stage.notifications()).toHaveLength(1);
    pass(1_000);
    expect(await stage.attempt(2)).toMatchObject({ status: 503 });
    pass(30_000);
    expect(await stage.attempt(3)).toMatchObject({ status: 404 });
    pass(minute);
    expect(await stage.attempt(4)).toMatchObject({ status: 202 });
    expect(new Set(stage.notifications().map(({ body }) => body[0].id)).size).toBe(1);
    expect(stage.notifications().map(({ headers }) => headers["aeg-delivery-count"])).toEqual(["0", "1", "2", "3"]);
  });

  it("ends after 24 hours as a dead letter", async () => {
    const waits = [10_000, 30_000, minute, 5 * minute, 10 * minute, 30 * minute, hour, 3 * hour, 6 * hour, 12 * hour];
    stage.webhook.answers.push(...Array<number>(waits.length + 1).fill(500));
    stage.start().publish(aChange());
    await stage.attempt(1);
    for (const [index, wait] of waits.entries()) {
      pass(wait);
      await stage.attempt(index + 2);
    }
    expect(stage.grid.deadLetters()).toMatchObject([
      { deadLetterReason: "TimeToLiveExceeded", deliveryAttempts: 11, lastDeliveryOutcome: 500, subscription: "owner" },
    ]);
  });

  it("ends after as many attempts as are allowed", async () => {
    stage.webhook.answers.push(500, 500);
    stage.start({}, { maxAttempts: 2, retryDelaysMs: [5] }).publish(aChange());
    await stage.attempt(2);
    expect(stage.grid.deadLetters()).toMatchObject([
      { deadLetterReason: "MaxDeliveryAttemptsExceeded", deliveryAttempts: 2 },
    ]);
  });

  it.each([400, 401, 403, 413])("with %i is not tried again", async (status) => {
    stage.webhook.answers.push(status);
    stage.start().publish(aChange());
    await stage.attempt(1);
    expect(stage.grid.deadLetters()).toMatchObject([
      { deadLetterReason: "Undeliverable", lastDeliveryOutcome: status },
    ]);
  });

  it("is one that is not answered in 30 s", async () => {
    stage.webhook.answers.push("never");
    stage.start().publish(aChange());
    while (stage.notifications().length === 0) await new Promise(setImmediate);
    pass(30_000);
    expect(await stage.attempt(1)).toMatchObject({ status: "timed-out" });
    pass(10_000);
    expect(await stage.attempt(2)).toMatchObject({ status: 202 });
  });

  it("is one to nobody", async () => {
    stage.start();
    await stage.grid.ready();
    await stage.webhook.close();
    stage.grid.publish(aChange());
    expect(await stage.attempt(1)).toMatchObject({ status: "unreachable" });
  });
});

describe("a fault", () => {
  it("duplicates", async () => {
    stage.start().faults.add({ times: 1, fault: { kind: "duplicate", copies: 3 } });
    stage.grid.publish(aChange("privateEndpointConnections/write", "thrice"));
    while (stage.notifications().length < 3) await new Promise(setImmediate);
    expect(new Set(stage.notifications().map(({ body }) => body[0].id)).size).toBe(1);
    expect(stage.grid.faults.list()).toEqual([]);
  });

  it("drops what it matches", async () => {
    stage.start().faults.add({ match: { operation: "proxies/write" }, fault: { kind: "drop" } });
    stage.grid.publish(aChange("privateEndpointConnectionProxies/write", "lost"));
    stage.grid.publish(aChange("privateEndpointConnections/write", "kept"));
    await stage.taken("kept");
    expect(stage.subjects()).toEqual(["kept"]);
  });

  it("swaps two events", async () => {
    stage.start().faults.add({ times: 1, fault: { kind: "reorder" } });
    stage.grid.publish(aChange("privateEndpointConnections/write", "first"));
    stage.grid.publish(aChange("privateEndpointConnections/write", "second"));
    while (stage.notifications().length < 2) await new Promise(setImmediate);
    expect(stage.subjects()).toEqual(["second", "first"]);
  });

  it("holds the last event no longer than a minute, or until it is cleared", async () => {
    stage.start().faults.add({ fault: { kind: "reorder" } });
    stage.grid.publish(aChange("privateEndpointConnections/write", "waits"));
    pass(minute);
    await stage.taken("waits");
    stage.grid.publish(aChange("privateEndpointConnections/write", "cleared"));
    stage.grid.faults.clear();
    while (!stage.subjects().includes("cleared")) await new Promise(setImmediate);
    expect(stage.subjects()).toEqual(["waits", "cleared"]);
  });

  it("delays", async () => {
    const number = stage.start().faults.add({ fault: { kind: "delay", ms: hour } });
    stage.grid.publish(aChange("privateEndpointConnections/write", "late"));
    stage.grid.faults.remove(number);
    stage.grid.publish(aChange("privateEndpointConnections/write", "early"));
    await stage.taken("early");
    pass(hour);
    while (!stage.subjects().includes("late")) await new Promise(setImmediate);
    expect(stage.subjects()).toEqual(["early", "late"]);
  });

  it("must make sense", () => {
    expect(() => stage.start().faults.add({ times: 0, fault: { kind: "drop" } })).toThrow("times");
  });
});
