import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { Asked } from "../../sandbox/demo/stage.ts";
import { namespaceIdOf, olga, ownerSubscription, serviceIdentity } from "../../sandbox/world.ts";
import { intakesEnd, intakesOf } from "./intakes.ts";
import { nextSweep, type RunningSandbox, runSandbox } from "./running-sandbox.ts";
import { allTables } from "./stored.ts";

jest.setTimeout(90_000);

let running: RunningSandbox;
let asked: Asked;
beforeAll(async () => {
  running = await runSandbox();
  asked = await running.stage.ask("pe-waiting");
  await running.stage.auditHas(asked.requestId, ["card.posted"]);
  // The next one is five minutes away then, and no look is left to be made: what the service does now, it was told to do.
  await nextSweep(running);
  await intakesEnd(running.sandbox);
});
afterAll(() => running.stop());

/** Every row as it stands, every intake, and all that the service has asked of ARM, reads too. */
async function everything() {
  const { sandbox } = running;
  const asks = sandbox.arm.exchanges.list().filter(({ caller }) => caller === serviceIdentity.clientId);
  const [intakes, tables] = await Promise.all([intakesOf(sandbox), allTables(sandbox)]);
  return { asks, intakes, tables, cards: sandbox.relay.record.length };
}

let before: Awaited<ReturnType<typeof everything>>;
beforeEach(async () => {
  before = await everything();
});

/** The saved events tell of another namespace; here they tell of the one where a request waits. */
async function savedEvent(name: string): Promise<string> {
  const saved = await readFile(join(process.cwd(), "test/data/events", `${name}.json`), "utf8");
  return saved
    .replaceAll("11111111-1111-1111-1111-111111111111", ownerSubscription.id)
    .replaceAll("contoso-relay", "contoso-orders");
}

interface Delivered {
  readonly key?: string;
  readonly type?: string;
  readonly name?: string;
}

async function deliver(body: string, change: Delivered = {}): Promise<number> {
  const { url, keys } = running.sandbox.host;
  const { key = keys.eventGrid, type = "Notification", name = "connectionEvent" } = change;
  const headers = { "content-type": "application/json", "aeg-event-type": type };
  const address = `${url}/runtime/webhooks/eventgrid?functionName=${name}&code=${encodeURIComponent(key)}`;
  return (await fetch(address, { method: "POST", headers, body })).status;
}

function proxyWrite(subject: string): string {
  const data = {
    operationName: "Microsoft.Relay/namespaces/privateEndpointConnectionProxies/write",
    resourceUri: subject,
  };
  return JSON.stringify([{ id: "1", eventType: "Microsoft.Resources.ResourceWriteSuccess", subject, data }]);
}

describe("the webhook of the events changes nothing", () => {
  afterEach(async () => {
    expect(await everything()).toEqual(before);
  });

  it.each([
    ["of the consumer's own endpoint", "eg-07-consumer-private-endpoint-write"],
    ["of another namespace", "eg-08-unrelated-namespace-write"],
    ["of a change that failed", "eg-09-connection-write-failure"],
    ["that validates a subscription, sent as a notification", "eg-30-subscription-validation"],
  ])("and takes an event %s", async (_about, name) => {
    expect(await deliver(await savedEvent(name))).toBe(202);
  });

  it.each([
    ["hides a query", `${namespaceIdOf("contoso-orders%3fx=1")}/privateEndpointConnections/x`],
    ["is of another provider", namespaceIdOf("contoso-orders").replace("Microsoft.Relay", "Microsoft.ServiceBus")],
    ["is empty", ""],
  ])("and takes an event whose id %s", async (_how, subject) => {
    expect(await deliver(proxyWrite(subject))).toBe(202);
  });

  it.each(["", "{", "not json", "<xml/>", '"a text"', "7", "null", "[1]", "\u0000"])(
    "for the body %j: 400",
    async (body) => {
      expect(await deliver(body)).toBe(400);
    },
  );

  it("for a body over 1 MB: 413", async () => {
    const padded = JSON.parse(await savedEvent("eg-02-proxy-write"));
    padded[0].data.padding = "x".repeat(1024 * 1024);
    expect(await deliver(JSON.stringify(padded))).toBe(413);
  });

  it("for a wrong key, or another door's: 401", async () => {
    const event = await savedEvent("eg-02-proxy-write");
    for (const key of ["", "wrong", running.sandbox.host.keys.function, running.sandbox.host.keys.durableTask]) {
      expect(await deliver(event, { key })).toBe(401);
    }
  });

  it("for a function that is not there, or takes no events: 404", async () => {
    for (const name of ["nothing", "sweep", "messages"]) expect(await deliver("[]", { name })).toBe(404);
  });

  it("for a delivery of no known kind: 400", async () => {
    expect(await deliver("[]", { type: "Gossip" })).toBe(400);
  });
});

describe("an event out of the ordinary that tells of the namespace is a hint like any other", () => {
  const climbing = `${namespaceIdOf("contoso-orders")}/../contoso-billing/privateEndpointConnections/x`;

  it.each<[string, () => Promise<string> | string]>([
    ["with another type", () => savedEvent("eg-20-arn-namespace-createdorupdated")],
    ["that came back from the dead letters", () => savedEvent("eg-40-deadletter")],
    ["whose id climbs out of it", () => proxyWrite(climbing)],
  ])("%s: the service looks there and nowhere else, and changes nothing", async (_how, event) => {
    expect(await deliver(await event())).toBe(202);
    await intakesEnd(running.sandbox);
    const { asks, intakes, tables, cards } = await everything();
    expect({ tables, cards }).toEqual({ tables: before.tables, cards: before.cards });
    expect(intakes.map(({ input }) => input.namespace)).toEqual([namespaceIdOf("contoso-orders")]);
    const looks = asks.slice(before.asks.length);
    expect(new Set(looks.map(({ method }) => method))).toEqual(new Set(["GET"]));
    expect(looks.filter(({ path }) => !path.startsWith(namespaceIdOf("contoso-orders")))).toEqual([]);
  });
});

describe("what anybody may ask", () => {
  const get = (path: string, method = "GET") => fetch(`${running.sandbox.host.url}${path}`, { method });

  it("is whether the service is healthy, and no more", async () => {
    const answer = await get("/api/health");
    expect([answer.status, await answer.json()]).toEqual([200, { status: "ok" }]);
  });

  it("is nothing else", async () => {
    for (const path of ["/nothing", "/api", "/api/health/live", "/api/messages", "/runtime", "/runtime/webhooks"]) {
      expect([path, (await get(path)).status]).toEqual([path, 404]);
    }
    expect((await get("/api/health", "DELETE")).status).toBe(404);
    expect((await get("/admin/host/status")).status).toBe(401);
    expect((await get("/admin/functions/sweep", "POST")).status).toBe(401);
  });
});

describe("after all that", () => {
  it("the request is still there to be approved", async () => {
    const { stage, sandbox } = running;
    await stage.click(olga, asked, "approve", "Nothing was lost");
    await stage.armShows(asked.connection, "Approved");
    await stage.cardSays(asked, "Approved by Olga Owens");
    await stage.auditHas(asked.requestId, ["change.applied", "request.told"]);
    expect(stage.puts(asked.connection)).toHaveLength(1);
    expect(sandbox.host.state()).toBe("running");
  });
});

describe("a service whose storage is gone", () => {
  it("is not healthy, and does not say why to anybody", async () => {
    const { host, azurite } = running.sandbox;
    await Promise.all(azurite.children.map((child) => child.kill()));
    const answer = await fetch(`${host.url}/api/health`);
    expect([answer.status, await answer.json()]).toEqual([503, { status: "unhealthy" }]);
    expect(running.hostLog.join("\n")).toContain('"message":"The service is not healthy","what":"storage"');
  });
});
