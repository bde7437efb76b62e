import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { fabrikamSubscription, logisticsSubscription } from "../../../sandbox/world.ts";
import { orders } from "../arm/an-arm.ts";
import { aControl, type ControlUnderTest } from "./a-control.ts";

let page: ControlUnderTest;

beforeEach(async () => {
  page = await aControl();
});
afterEach(() => page.end());

const asking = {
  subscription: fabrikamSubscription.id,
  endpoint: "pe-fabrikam-1",
  namespace: "contoso-orders",
  message: "<b>Please</b>",
};

async function joined() {
  await page.act("join", asking);
  const connection = (await page.view()).namespaces[0]?.connections[0];
  if (!connection) throw new Error("Nobody joined");
  return connection;
}

describe("the consumer", () => {
  it("asks to join and sees what ARM has", async () => {
    const { status, told } = await page.act("join", asking);
    expect([status, told]).toEqual([200, "pe-fabrikam-1 asks to join contoso-orders. Look for its card in Teams."]);
    const { namespaces } = await page.view();
    expect(namespaces.map(({ name, connections }) => [name, connections.length])).toEqual([
      ["contoso-orders", 1],
      ["contoso-billing", 0],
    ]);
    expect(namespaces[0]?.about).toBe("one owner decides");
    expect(namespaces[0]?.connections[0]).toMatchObject({
      endpoint: "pe-fabrikam-1",
      subscription: "Fabrikam Apps",
      company: "Fabrikam, another tenant",
      status: "Pending",
      provisioningState: "Succeeded",
      description: "<b>Please</b>",
      shown: true,
    });
  });

  it("may be somebody who may approve: the connection is Approved from the start", async () => {
    const { told } = await page.act("join", { ...asking, approved: true });
    expect(told).toBe("pe-fabrikam-1 is in contoso-orders, Approved from the start. The service puts it on record.");
    expect((await page.view()).namespaces[0]?.connections).toMatchObject([{ status: "Approved" }]);
  });

  it("may be of the owners' own tenant", async () => {
    await page.act("join", { ...asking, subscription: logisticsSubscription.id });
    const [orders] = (await page.view()).namespaces;
    expect(orders?.connections[0]).toMatchObject({
      company: "Contoso, the same tenant",
      subscription: "Contoso Logistics",
    });
  });

  it.each([
    [{ endpoint: "" }, 400],
    [{ endpoint: "../x" }, 400],
    [{ endpoint: "x".repeat(81) }, 400],
    [{ message: "x".repeat(141) }, 400],
    [{ subscription: "11111111-1111-4111-8111-111111111111" }, 400],
    [{ namespace: "contoso-nothing" }, 404],
  ])("is refused with %j", async (wrong, status) => {
    expect((await page.act("join", { ...asking, ...wrong })).status).toBe(status);
    expect((await page.view()).namespaces[0]?.connections).toEqual([]);
  });

  it("is told in words what is wrong with a name", async () => {
    const { told } = await page.act("join", { ...asking, endpoint: "x".repeat(81) });
    expect(told).toBe("An endpoint's name has at most 80 characters.");
  });

  it("cannot take a name twice, but asks again after a rejection", async () => {
    const { id } = await joined();
    expect(await page.act("join", asking)).toMatchObject({ status: 409 });
    await page.act("portal", { connection: id, verb: "reject" });
    const { status, told } = await page.act("join", asking);
    expect([status, told]).toEqual([
      200,
      "pe-fabrikam-1 asks again to join contoso-orders. Look for its card in Teams.",
    ]);
  });

  it("deletes the endpoint, and the connection goes with it", async () => {
    const { id } = await joined();
    expect((await page.act("leave", { connection: id })).status).toBe(200);
    expect((await page.view()).namespaces[0]?.connections).toEqual([]);
    expect(await page.act("leave", { connection: id })).toEqual({ status: 404, told: "This connection is gone." });
  });
});

describe("the portal", () => {
  it("approves and removes behind the service's back", async () => {
    const { id } = await joined();
    await page.act("portal", { connection: id, verb: "approve" });
    const [orders] = (await page.view()).namespaces;
    expect(orders?.connections[0]).toMatchObject({ status: "Approved", description: "Approved in the portal" });
  });

  it("is told what Azure refuses", async () => {
    const { id } = await joined();
    await page.act("portal", { connection: id, verb: "approve" });
    expect((await page.act("portal", { connection: id, verb: "reject" })).status).toBe(409);
  });
});

describe("a card", () => {
  it("is posted again for the connection whose endpoint it shows", async () => {
    const { id, endpoint } = await joined();
    const privateEndpoint = `/subscriptions/${fabrikamSubscription.id}/resourceGroups/rg-app/providers/Microsoft.Network/privateEndpoints/${endpoint}`;
    page.post({ requestId: "r-other", namespace: "contoso-orders", privateEndpoint: `${privateEndpoint}1` });
    page.post({ requestId: "r-billing", namespace: "contoso-billing", privateEndpoint });
    expect((await page.view()).namespaces[0]?.connections[0]?.cardPostedAt).toBeUndefined();
    page.post({ requestId: "r-ours", namespace: "contoso-orders", privateEndpoint });
    expect((await page.view()).namespaces[0]?.connections[0]?.cardPostedAt).toBe("2026-11-25T03:22:00.000Z");
    expect((await page.act("card", { connection: id })).status).toBe(200);
    expect(page.asked).toEqual(["post r-ours again"]);
  });

  it("that is not known is said to be so", async () => {
    const { id } = await joined();
    const { status, told } = await page.act("card", { connection: id });
    expect(status).toBe(404);
    expect(told).toMatch(/^No open card is known for this connection/);
  });
});

describe("faults", () => {
  const stateOf = async (name: string) => (await page.view()).faults.find((fault) => fault.name === name);

  it.each([
    "arm-throttled",
    "arm-broken",
    "late-change",
    "invisible",
    "events-lost",
    "events-duplicated",
    "events-reordered",
  ])("%s goes on and off", async (name) => {
    expect((await page.act("fault", { name, on: true })).status).toBe(200);
    expect(await stateOf(name)).toMatchObject({ on: true });
    await page.act("fault", { name, on: true });
    expect(page.arm.faults.list().length + page.eventGrid.faults.list().length).toBe(1);
    await page.act("fault", { name, on: false });
    expect(await stateOf(name)).toMatchObject({ on: false });
    expect(page.arm.faults.list().length + page.eventGrid.faults.list().length).toBe(0);
  });

  it("count down and end by themselves", async () => {
    await page.act("fault", { name: "arm-broken", on: true, times: 2 });
    await page.arm.ask("GET", "/subscriptions?api-version=2022-12-01");
    expect(await stateOf("arm-broken")).toMatchObject({ on: true, left: 1 });
    await page.arm.ask("GET", "/subscriptions?api-version=2022-12-01");
    expect(await stateOf("arm-broken")).toMatchObject({ on: false });
  });

  it("that do not exist are refused", async () => {
    expect((await page.act("fault", { name: "__proto__", on: true })).status).toBe(404);
  });
});

describe("the machine", () => {
  it("moves the clock, kills the host and starts it again", async () => {
    await page.act("clock", { minutes: 60 });
    await page.act("host", { wanted: "kill" });
    expect((await page.view()).host).toBe("stopped");
    expect((await page.act("sweep", {})).status).toBe(409);
    await page.act("host", { wanted: "kill" });
    await Promise.all([page.act("host", { wanted: "start" }), page.act("host", { wanted: "start" })]);
    expect((await page.view()).host).toBe("running");
    expect(page.asked).toEqual(["move the clock 3600000 ms", "kill the host", "start the host"]);
  });

  it("shows the service's own calls to ARM only, the newest first", async () => {
    const { id } = await joined();
    await page.arm.get("/subscriptions/11111111-1111-4111-8111-111111111111", "api-version=2022-12-01");
    await page.arm.ask("GET", "/subscriptions?api-version=2022-12-01", { token: "no token" });
    await page.arm.get(orders);
    await page.arm.get(orders);
    await page.arm.put(id, "Approved", "Welcome");
    expect((await page.view()).calls).toMatchObject([
      { method: "PUT", status: 202, wanted: "Approved", times: 1 },
      { method: "GET", path: "contoso-orders", status: 200, times: 2 },
      { method: "GET", path: "/subscriptions/11111111…", status: 200, times: 1 },
    ]);
  });
});
