import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
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

describe("a long answer", () => {
  const look = async () => (await (await host.fetch("/api/made")).json()) as { made: number; isEnded: boolean };

  it("is made no faster than it is taken, and no further when its caller has gone", async () => {
    const caller = request(`${host.url.replace("localhost", "127.0.0.1")}/api/many`, { agent: false }).end();
    const [answer] = (await once(caller, "response")) as [IncomingMessage];
    await once(answer, "data");
    answer.pause();
    // Unpaced all 4000 are made at once; what the system takes on the way is far less than half of them.
    for (let looked = 0; looked < 50; looked += 1) expect((await look()).made).toBeLessThan(2000);
    caller.destroy();
    await until(async () => (await look()).isEnded);
    expect((await look()).made).toBeLessThan(4000);
  });

  it("is whole", async () => {
    expect(await answerOf("/api/short")).toEqual([200, "one two three"]);
  });
});

describe("a function that is no HTTP function", () => {
  it("still fails, so that its event is sent again", async () => {
    const path = `/runtime/webhooks/eventgrid?functionName=failing&code=${host.keys.eventGrid}`;
    const headers = { "aeg-event-type": "Notification" };
    expect((await host.fetch(path, { method: "POST", headers, body: '[{"id":"1"}]' })).status).toBe(500);
  });
});
