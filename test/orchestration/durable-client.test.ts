import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { AZURE_WAITS } from "../../src/domain/waits.ts";
import { orchestrationsOf } from "../../src/orchestration/durable.ts";
import type { Orchestrations } from "../../src/ports.ts";
import { aNamespace } from "../support/builders.ts";
import { FakeClock } from "../support/fakes/fake-clock.ts";
import { type Instances, startInstances } from "../support/instances.ts";
import { sha256 } from "../support/sha256.ts";

const ID = `r-${"a".repeat(26)}`;
let instances: Instances;
let orchestrations: Orchestrations;
let clock: FakeClock;
beforeEach(async () => {
  clock = new FakeClock();
  instances = await startInstances();
  orchestrations = orchestrationsOf(instances.context, { hash: sha256, waits: AZURE_WAITS, clock: clock.now });
});
afterEach(() => instances.close());

const onlyIntake = () => [...instances.rows].find(([, { name }]) => name === "intake") ?? [];

describe("an approval", () => {
  it("is started under its request's id, with no failures yet", async () => {
    await orchestrations.startApproval(ID);
    expect(instances.rows.get(ID)).toMatchObject({ name: "approval", input: { requestId: ID, failures: 0 } });
  });

  it("that lives is not started again, and that is no fault", async () => {
    await orchestrations.startApproval(ID);
    await expect(orchestrations.startApproval(ID)).resolves.toBeUndefined();
  });

  it("that cannot be started is a fault", async () => {
    instances.failNext(500);
    await expect(orchestrations.startApproval(ID)).rejects.toThrow();
  });

  it("is woken by an event that carries nothing", async () => {
    await orchestrations.startApproval(ID);
    expect(await orchestrations.wakeApproval(ID)).toBe("woken");
    expect(instances.calls.at(-1)).toBe(`POST /instances/${ID}/raiseEvent/wake`);
  });

  it("hears no wake when it never was, or when it has ended: an event for it would vanish", async () => {
    expect(await orchestrations.wakeApproval(ID)).toBe("gone");
    await orchestrations.startApproval(ID);
    await orchestrations.terminateApproval(ID, "hangs: it has not moved");
    expect(await orchestrations.wakeApproval(ID)).toBe("gone");
  });

  it("has a generation while it lives", async () => {
    expect(await orchestrations.approvalGeneration(ID)).toBeUndefined();
    await orchestrations.startApproval(ID);
    expect(await orchestrations.approvalGeneration(ID)).toBe("2026-11-20T09:00:00.000Z");
    await orchestrations.terminateApproval(ID, "hangs");
    expect(await orchestrations.approvalGeneration(ID)).toBeUndefined();
  });

  it("of a host that does not answer is a fault, not gone", async () => {
    await orchestrations.startApproval(ID);
    instances.failNext(500);
    await expect(orchestrations.approvalGeneration(ID)).rejects.toThrow();
    instances.failNext(503);
    await expect(orchestrations.wakeApproval(ID)).rejects.toThrow();
  });
});

describe("an intake", () => {
  it("is started once a namespace, whatever the case of its name, and woken from then on", async () => {
    await orchestrations.lookAt(aNamespace());
    await orchestrations.lookAt(aNamespace({ namespace: "CONTOSO-ORDERS" }));
    const [id, row] = onlyIntake();
    expect(instances.rows.size).toBe(1);
    expect(id).toMatch(/^i-[a-z2-7]{26}$/);
    expect(row?.input).toEqual({
      namespace:
        "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-relay/providers/Microsoft.Relay/namespaces/contoso-orders",
      looks: 0,
    });
    expect(instances.calls.filter((call) => call.endsWith("/raiseEvent/wake"))).toHaveLength(1);
  });

  it("that has not moved for longer than its pauses has lost a completion, and is started over", async () => {
    await orchestrations.lookAt(aNamespace());
    clock.moveTo("2026-11-20T09:13:59.999Z");
    await orchestrations.lookAt(aNamespace());
    expect(instances.calls.filter((call) => call.includes("/terminate"))).toEqual([]);
    clock.moveTo("2026-11-20T09:14:00.000Z");
    await orchestrations.lookAt(aNamespace());
    expect(instances.calls.filter((call) => call.includes("/terminate"))).toHaveLength(1);
    expect(onlyIntake()[1]?.status).toBe("Running");
  });

  it("that looks only once waits for nothing but the watchdog", async () => {
    const waits = { ...AZURE_WAITS, looksSeconds: [] };
    const impatient = orchestrationsOf(instances.context, { hash: sha256, waits, clock: clock.now });
    await impatient.lookAt(aNamespace());
    clock.moveTo("2026-11-20T09:09:00.000Z");
    await impatient.lookAt(aNamespace());
    expect(instances.calls.filter((call) => call.includes("/terminate"))).toHaveLength(1);
  });

  it("that has ended is started over", async () => {
    await orchestrations.lookAt(aNamespace());
    const [, row] = onlyIntake();
    if (row) row.status = "Completed";
    await orchestrations.lookAt(aNamespace());
    expect(onlyIntake()[1]?.status).toBe("Running");
  });
});

describe("what has ended", () => {
  const before = new Date("2026-11-20T09:00:00.001Z");

  it("is purged when it was begun before a time, and what lives is left alone", async () => {
    await orchestrations.startApproval(ID);
    expect(await orchestrations.purgeEnded(before)).toBe(0);
    await orchestrations.terminateApproval(ID, "hangs");
    expect(await orchestrations.purgeEnded(new Date("2026-11-20T09:00:00.000Z"))).toBe(0);
    expect(await orchestrations.purgeEnded(before)).toBe(1);
    expect(instances.rows.size).toBe(0);
  });

  it("of a host that does not answer is a fault", async () => {
    instances.failNext(500);
    await expect(orchestrations.purgeEnded(before)).rejects.toThrow();
  });
});
