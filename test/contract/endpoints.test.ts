import { describe } from "@jest/globals";
import { clockOffsetMs, setClockOffset } from "../../sandbox/clock.ts";
import { namespaceIdOf, parseConnectionId } from "../../src/domain/azure-id.ts";
import type { ConnectionStatus } from "../../src/domain/connection.ts";
import { aNamespace, aPrivateEndpoint, LOGISTICS } from "../support/builders.ts";
import { FakeClock } from "../support/fakes/fake-clock.ts";
import { FakeEndpoints } from "../support/fakes/fake-endpoints.ts";
import { startStandInArm } from "../support/stand-in-arm.ts";
import { endpointsContract } from "./endpoints-contract.ts";

describe("the fake endpoints", () => {
  endpointsContract(async () => {
    const clock = new FakeClock();
    const endpoints = new FakeEndpoints(clock.now);
    const set = (name: string, status: ConnectionStatus) =>
      endpoints.set({
        id: aPrivateEndpoint(name, LOGISTICS),
        connections: [{ name, target: namespaceIdOf(aNamespace()), status }],
        provisioning: "done",
      });
    return {
      endpoints,
      ask: (name) => set(name, "Pending"),
      disconnect: async (name) => set(name, "Disconnected"),
      settle: () => clock.moveOn({ seconds: 60 }),
      close: async () => undefined,
    };
  });
});

describe("the ARM adapter's endpoints on the stand-in for ARM", () => {
  endpointsContract(async () => {
    const { arm, ports, close } = await startStandInArm({ endpointsPage: 1 });
    const connections = new Map<string, string>();
    return {
      endpoints: ports.endpoints,
      ask(name) {
        const endpoint = { namespace: "contoso-orders", subscription: LOGISTICS, name };
        connections.set(name, arm.consumer.createPrivateEndpoint(endpoint).id);
      },
      async disconnect(name) {
        const id = parseConnectionId(connections.get(name) ?? "");
        if (!id) throw new Error(`${name} did not ask`);
        await ports.connections.remove(id);
      },
      settle: () => setClockOffset(clockOffsetMs() + 60_000),
      close,
    };
  });
});
