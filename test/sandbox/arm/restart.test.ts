import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { startArm } from "../../../sandbox/arm/arm.ts";
import { setClockOffset } from "../../../sandbox/clock.ts";
import { PortInUse } from "../../../sandbox/listening.ts";
import { aGround, anArm, joinOrders } from "./an-arm.ts";

afterEach(() => setClockOffset(0));

describe("after a restart", () => {
  it("ARM has what it had and finishes what it had begun", async () => {
    const ground = await aGround();
    const statePath = join(ground.folder, "arm", "state.sqlite");
    const before = await anArm({ statePath }, ground);
    const approved = joinOrders(before, "pe-1");
    const removed = joinOrders(before, "pe-2");
    await before.put(approved.id, "Approved", "kept");
    await before.remove(removed.id);
    await before.close();

    const after = await anArm({ statePath }, ground);
    expect((await after.get(approved.id)).body.properties).toMatchObject({
      provisioningState: "Updating",
      privateLinkServiceConnectionState: { status: "Approved", description: "kept" },
    });
    setClockOffset(34_000);
    expect((await after.get(approved.id)).body.properties.provisioningState).toBe("Succeeded");
    expect((await after.get(removed.id)).status).toBe(404);
    expect(after.state().namespaces.map(({ name }) => name)).toEqual(["contoso-orders", "contoso-billing"]);
    await after.end();
  });

  it("ARM has the namespaces that its world got meanwhile", async () => {
    const ground = await aGround();
    const statePath = join(ground.folder, "arm", "state.sqlite");
    const before = await anArm({ statePath }, ground);
    const { id } = joinOrders(before, "pe-1");
    const roles = before.store.assignments.all().length;
    await before.close();

    const after = await anArm({ statePath, namespaces: ["contoso-orders", "contoso-payments"] }, ground);
    const names = after.state().namespaces.map(({ name }) => name);
    expect(names).toEqual(["contoso-orders", "contoso-billing", "contoso-payments"]);
    expect((await after.get(id)).status).toBe(200);
    expect(after.store.assignments.all()).toHaveLength(roles);
    await after.end();
  });

  it("a port in use is an error that names it", async () => {
    const ground = await aGround();
    const first = await anArm({}, ground);
    const { certificate } = ground;
    const verifyToken = async () => ({ kind: "invalid", reason: "" }) as const;
    const second = startArm({ port: first.port, certificate, statePath: ":memory:", verifyToken });
    await expect(second).rejects.toThrow(PortInUse);
    await expect(second).rejects.toThrow(`Port ${first.port} is in use`);
    await first.end();
  });
});
