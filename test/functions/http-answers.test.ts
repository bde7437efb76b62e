import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { aPlace, type Place, type RunningHost, startHost, until } from "../sandbox/host/running-host.ts";

// Forking a host takes its time on a busy machine.
jest.setTimeout(60_000);

let place: Place;
let host: RunningHost;

beforeAll(async () => {
  place = aPlace();
  host = await startHost(place, 0, "../../functions/answering-app");
});
afterAll(async () => {
  await host[Symbol.asyncDispose]();
  place[Symbol.dispose]();
});

const answerOf = async (path: string) => {
  const answer = await host.fetch(path);
  return [answer.status, await answer.text()];
};

describe("whoever calls a function over HTTP gets an answer", () => {
  it("when it throws: 500 without the reason, which is in the log", async () => {
    expect(await answerOf("/api/throws")).toEqual([500, ""]);
    const line = '{"message":"A function failed","why":"Error: broken on purpose"}';
    await until(() => host.lines.some((one) => one.includes(line)));
  });

  it("when it gives nothing: 204", async () => {
    expect(await answerOf("/api/nothing")).toEqual([204, ""]);
  });

  it("when it gives one: that", async () => {
    expect(await answerOf("/api/something")).toEqual([201, "made"]);
  });
});

describe("a function that is no HTTP function", () => {
  it("still fails, so that its event is sent again", async () => {
    const path = `/runtime/webhooks/eventgrid?functionName=failing&code=${host.keys.eventGrid}`;
    const headers = { "aeg-event-type": "Notification" };
    expect((await host.fetch(path, { method: "POST", headers, body: '[{"id":"1"}]' })).status).toBe(500);
  });
});
