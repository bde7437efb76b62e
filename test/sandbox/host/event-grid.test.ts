import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { aPlace, type Place, type RunningHost, startHost } from "./running-host.ts";

// Forking a host takes its time on a busy machine.
jest.setTimeout(60_000);

let place: Place;
let host: RunningHost;

beforeAll(async () => {
  place = aPlace();
  host = await startHost(place);
});
afterAll(async () => {
  await host[Symbol.asyncDispose]();
  place[Symbol.dispose]();
});

const notification = { "aeg-event-type": "Notification" };

function deliver(body: unknown, headers: Record<string, string> = notification, functionName = "onEvent") {
  const path = `/runtime/webhooks/eventgrid?functionName=${functionName}&code=${host.keys.eventGrid}`;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return host.fetch(path, { method: "POST", headers, body: text });
}

describe("the Event Grid webhook", () => {
  it("is closed without the system key", async () => {
    const path = "/runtime/webhooks/eventgrid?functionName=onEvent";
    expect((await host.fetch(path, { method: "POST", headers: notification })).status).toBe(401);
    expect((await host.fetch(`${path}&code=${host.keys.function}`, { method: "POST" })).status).toBe(401);
  });

  it("does not know other functions", async () => {
    const response = await deliver([], notification, "echo");
    expect([response.status, await response.text()]).toEqual([404, "cannot find function: 'echo'"]);
  });

  it("answers the validation handshake in both forms", async () => {
    const headers = { "aeg-event-type": "SubscriptionValidation" };
    const inArray = await deliver([{ id: "1", data: { validationCode: "C-1" } }], headers);
    expect([inArray.status, await inArray.json()]).toEqual([200, { validationResponse: "C-1" }]);
    const single = await deliver({ id: "1", data: JSON.stringify({ validationCode: "C-2" }) }, headers);
    expect(await single.json()).toEqual({ validationResponse: "C-2" });
    expect((await deliver([{ id: "1" }], headers)).status).toBe(400);
  });

  it("answers the CloudEvents handshake, to known origins only by their name", async () => {
    const path = `/runtime/webhooks/eventgrid?functionName=onEvent&code=${host.keys.eventGrid}`;
    const allowed = async (origin: string) => {
      const response = await host.fetch(path, { method: "OPTIONS", headers: { "webhook-request-origin": origin } });
      return [response.status, response.headers.get("webhook-allowed-origin")];
    };
    expect(await allowed("eventgrid.azure.us")).toEqual([200, "eventgrid.azure.us"]);
    expect(await allowed("evil.example")).toEqual([200, "eventgrid.azure.net"]);
  });

  it("calls the function for each event and accepts when all succeeded", async () => {
    expect((await deliver([{ id: "a", data: { x: 1 } }, { id: "b" }])).status).toBe(202);
    expect((await deliver({ id: "c", specversion: "1.0" })).status).toBe(202);
    expect(place.effects("events")).toEqual([
      { id: "a", data: { x: 1 } },
      { id: "b", data: null },
      { id: "c", data: null },
    ]);
  });

  it("calls a function of many once a batch", async () => {
    expect((await deliver([{ id: "a" }, { id: "b" }], notification, "onBatch")).status).toBe(202);
    expect(place.effects("batches")).toEqual([["a", "b"]]);
  });

  it("answers 500 with the reason when one event failed, so that the batch comes again", async () => {
    const response = await deliver([{ id: "good" }, { id: "bad" }]);
    expect([response.status, await response.text()]).toEqual([500, "not this event"]);
  });

  it("accepts the end of a subscription", async () => {
    expect((await deliver("", { "aeg-event-type": "Unsubscribe" })).status).toBe(202);
  });

  it.each([
    ["no header", "[]", {}],
    ["malformed JSON", '[{"id":', notification],
    ["an array of something else", "[1]", notification],
    ["a text", '"event"', notification],
  ])("refuses %s with 400", async (_what, body, headers) => {
    expect((await deliver(body, headers as Record<string, string>)).status).toBe(400);
  });

  it("refuses a body over 1 MB with 413 and says why", async () => {
    const response = await deliver([{ id: "big", data: "x".repeat(1024 * 1024) }]);
    expect([response.status, await response.text()]).toEqual([413, expect.stringContaining("1 MB")]);
    expect(place.effects("events")).not.toContainEqual(expect.objectContaining({ id: "big" }));
  });
});
