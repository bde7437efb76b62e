import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Exchange } from "../../sandbox/arm/exchanges.ts";
import { clockOffsetMs, setClockOffset } from "../../sandbox/clock.ts";
import { type ConnectionId, parseConnectionId } from "../../src/domain/azure-id.ts";
import { aNamespace, FABRIKAM, OWNER_SUBSCRIPTION } from "../support/builders.ts";
import { startStandInArm } from "../support/stand-in-arm.ts";
import { relaySwagger, type Swagger } from "./swagger.ts";

let swagger: Swagger;
let standIn: Awaited<ReturnType<typeof startStandInArm>>;

beforeAll(async () => {
  swagger = await relaySwagger(process.cwd());
  standIn = await startStandInArm({ namespacesPage: 1, connectionsPage: 1 });
}, 60_000);
afterAll(async () => {
  setClockOffset(0);
  await standIn.close();
});

const finish = () => setClockOffset(clockOffsetMs() + 34_000);

function aPending(name: string): ConnectionId {
  const endpoint = { namespace: "contoso-orders", subscription: FABRIKAM, name, message: "Please" };
  const id = parseConnectionId(standIn.arm.consumer.createPrivateEndpoint(endpoint).id);
  if (!id) throw new Error("Not a connection");
  return id;
}

/** `GET 200` and what is wrong with it. */
async function judged({ method, path, status, requestBody, responseBody }: Exchange) {
  const headers = responseBody === undefined ? {} : { "content-type": "application/json; charset=utf-8" };
  const reply = { status: Number(status), headers, body: responseBody };
  const asking = requestBody === undefined ? {} : { body: requestBody };
  return [`${method} ${status}`, ...(await swagger.findingsOf(method, `${standIn.arm.url}${path}`, asking, reply))];
}

async function exchanged(work: () => Promise<unknown>) {
  standIn.arm.exchanges.clear();
  await work();
  return Promise.all(standIn.arm.exchanges.list().map(judged));
}

describe("what the adapter sends and gets is as Microsoft describes it", () => {
  it("when it reads", async () => {
    const [id] = [aPending("pe-read"), aPending("pe-second-page")];
    const { connections } = standIn.ports;
    expect(await exchanged(() => connections.get(id))).toEqual([["GET 200"]]);
    expect(await exchanged(() => connections.list(aNamespace()))).toEqual([["GET 200"], ["GET 200"]]);
    const readAll = async () => {
      for await (const { id: namespace } of connections.namespaces(OWNER_SUBSCRIPTION)) expect(namespace).toBeDefined();
    };
    expect(await exchanged(readAll)).toEqual([["GET 200"], ["GET 200"]]);
    expect(await exchanged(() => standIn.ports.networks.accessTo(aNamespace()))).toEqual([["GET 200"]]);
  });

  it.each([
    [{ publicNetworkAccess: "Enabled", defaultAction: "Allow", trustedServices: false }, "open", false],
    [{ publicNetworkAccess: "Enabled", defaultAction: "Deny", trustedServices: true }, "some", true],
    [{ publicNetworkAccess: "SecuredByPerimeter" }, "perimeter", true],
  ] as const)("when it reads the network that is %j", async (network, publicly, trustedServices) => {
    const billing = aNamespace({ namespace: "contoso-billing" });
    const another = await startStandInArm();
    another.arm.portal.restrict("contoso-billing", network);
    expect(await another.ports.networks.accessTo(billing)).toEqual({ publicly, trustedServices });
    await another.close();
  });

  it("when it changes", async () => {
    const id = aPending("pe-change");
    const change = { privateEndpoint: "/any", status: "Approved", description: "Yes [RA-1]" } as const;
    const { connections } = standIn.ports;
    expect(await exchanged(() => connections.put(id, change))).toEqual([["PUT 202"]]);
    finish();
    expect(await exchanged(() => connections.put({ ...id, connection: "none" }, change))).toEqual([["PUT 404"]]);
  });

  it("when it removes", async () => {
    const id = aPending("pe-remove");
    const { connections } = standIn.ports;
    expect(await exchanged(() => connections.remove(id))).toEqual([["DELETE 202"]]);
    expect(await exchanged(() => connections.get(id))).toEqual([["GET 200"]]);
    expect(await exchanged(() => connections.remove(id).catch(() => undefined))).toEqual([["DELETE 409"]]);
    finish();
    expect(await exchanged(() => connections.get(id))).toEqual([["GET 404"]]);
    expect(await exchanged(() => connections.remove(id))).toEqual([["DELETE 204"]]);
    const nowhere = { ...id, namespace: "contoso-nowhere" };
    expect(await exchanged(() => connections.remove(nowhere))).toEqual([["DELETE 404"]]);
  });
});
