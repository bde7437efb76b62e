import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Fault } from "../../sandbox/arm/faults.ts";
import { clockOffsetMs, setClockOffset } from "../../sandbox/clock.ts";
import { ownerSubscription } from "../../sandbox/world.ts";
import {
  type ArmUnderTest,
  type Asking,
  aDecision,
  anArm,
  audience,
  joinOrders,
  orders,
  type Reply,
  v2024,
} from "../sandbox/arm/an-arm.ts";
import { relaySwagger, type Swagger } from "./swagger.ts";

let arm: ArmUnderTest;
let swagger: Swagger;
let number = 0;

beforeAll(async () => {
  swagger = await relaySwagger(process.cwd());
  arm = await anArm({ settings: { connectionsPage: 2, namespacesPage: 1, bodyLimitBytes: 10_000 } });
}, 60_000);
afterAll(async () => {
  setClockOffset(0);
  await arm.end();
});

/** Asks, expects the status, and expects the exchange to be as the swagger describes it. */
async function exchange(method: string, path: string, status: number, asking: Asking = {}): Promise<Reply> {
  const url = path.includes("?") ? path : `${path}?${v2024}`;
  const reply = await arm.ask(method, url, asking);
  expect(reply.status).toBe(status);
  expect(await swagger.findingsOf(method, arm.url + url, asking, reply)).toEqual([]);
  return reply;
}

const aPending = () => {
  number += 1;
  return joinOrders(arm, `pe-${number}`);
};
const decide = (id: string, status: string, expected: number, description?: string) =>
  exchange("PUT", id, expected, { body: aDecision(status, description, aPending().privateEndpoint) });
const finish = () => setClockOffset(clockOffsetMs() + 34_000);

describe("the check itself", () => {
  it("finds a question that is not described", async () => {
    const { id, privateEndpoint } = aPending();
    const reply = await arm.put(id, "Approved", "yes", privateEndpoint);
    const body = aDecision("Approved", "yes", privateEndpoint);
    const wrong = { properties: { ...body.properties, privateLinkServiceConnectionState: { status: 7 } } };
    const url = `${arm.url}${id}?${v2024}`;
    expect(await swagger.findingsOf("PUT", url, { body }, reply)).toEqual([]);
    expect(await swagger.findingsOf("PUT", url, { body: wrong }, reply)).toEqual([
      expect.stringContaining("INVALID_TYPE"),
    ]);
  });

  it("finds what is not described", async () => {
    const path = `${aPending().id}?${v2024}`;
    const reply = await arm.ask("GET", path);
    const wrong = { ...reply, body: { ...reply.body, etag: "1" } };
    expect(await swagger.findingsOf("GET", arm.url + path, {}, wrong)).toEqual([
      expect.stringContaining("OBJECT_ADDITIONAL_PROPERTIES"),
    ]);
  });
});

describe("as Microsoft describes it is", () => {
  it("a namespace without and with connections, and lists of both", async () => {
    const namespaces = `/subscriptions/${ownerSubscription.id}/providers/Microsoft.Relay/namespaces`;
    await exchange("GET", orders.replace("orders", "billing"), 200);
    for (let count = 0; count < 3; count += 1) aPending();
    await exchange("GET", orders, 200);
    const { body } = await exchange("GET", namespaces, 200);
    const next = new URL(body.nextLink);
    await exchange("GET", next.pathname + next.search, 200);
    expect((await exchange("GET", `${orders}/privateEndpointConnections`, 200)).body.nextLink).toBeDefined();
  });

  it("network rules and private link resources", async () => {
    await exchange("GET", `${orders}/networkRuleSets/default`, 200);
    await exchange("GET", `${orders}/privateLinkResources`, 200);
    await exchange("GET", `${orders}/privateLinkResources/namespace`, 200);
  });

  it("a connection in each of its states", async () => {
    const { id } = aPending();
    await exchange("GET", id, 200);
    await decide(id, "Approved", 202, "yes");
    await exchange("GET", id, 200);
    finish();
    await exchange("GET", id, 200);
    await decide(id, "Rejected", 202);
    finish();
    await exchange("GET", id, 200);
    await exchange("DELETE", id, 202);
    await exchange("GET", id, 200);
    finish();
    await exchange("DELETE", id, 204);
  });

  it("each refusal", async () => {
    const { id } = aPending();
    await exchange("GET", `${id}x`, 404);
    await exchange("GET", `${orders}x`, 404);
    await decide(`${id}x`, "Approved", 404);
    await decide(id, "Pending", 400);
    await decide(id, "Rejected", 202);
    await decide(id, "Rejected", 409);
    await exchange("DELETE", id, 409);
    finish();
    await decide(id, "Approved", 400);
    await exchange("GET", id, 401, { token: "none" });
    const token = await arm.tokens.signIdentityToken(audience, { tenant: "other" });
    await exchange("GET", id, 401, { token });
    await exchange("PUT", id, 413, { body: aDecision("Approved", "x".repeat(11_000)) });
  });

  it.each<[Fault, number]>([
    [{ kind: "throttled", retryAfterSeconds: 5 }, 429],
    [{ kind: "throttled" }, 429],
    [{ kind: "conflict" }, 409],
    [{ kind: "forbidden" }, 403],
    [{ kind: "disallowed-by-policy" }, 403],
    [{ kind: "locked" }, 409],
    [{ kind: "server-error" }, 500],
    [{ kind: "unavailable" }, 503],
  ])("the fault %j", async (fault, status) => {
    const { id } = aPending();
    arm.faults.add({ match: {}, fault });
    await exchange("GET", id, status);
    await exchange("DELETE", id, status);
    await decide(id, "Approved", status);
    arm.faults.clear();
  });
});
