import { describe } from "@jest/globals";
import { clockOffsetMs, setClockOffset } from "../../sandbox/clock.ts";
import { connectionIdOf, parseConnectionId } from "../../src/domain/azure-id.ts";
import { aConnection, aConnectionId, aNamespace, aPrivateEndpoint, FABRIKAM, LOGISTICS } from "../support/builders.ts";
import { FakeClock } from "../support/fakes/fake-clock.ts";
import { FakeConnections } from "../support/fakes/fake-connections.ts";
import { startStandInArm } from "../support/stand-in-arm.ts";
import { connectionsContract } from "./connections-contract.ts";

describe("the fake connections", () => {
  connectionsContract(async () => {
    const clock = new FakeClock();
    const connections = new FakeConnections(clock.now);
    connections.addNamespace(aNamespace());
    connections.addNamespace(aNamespace({ namespace: "contoso-billing" }));
    connections.tenants.set(LOGISTICS, "own").set(FABRIKAM, "other");
    return {
      connections,
      ask(name, description) {
        const id = aConnectionId({ connection: `of-${name}` });
        connections.set(aConnection({ id, description, privateEndpoint: aPrivateEndpoint(name) }));
        return id;
      },
      leave: (_name, id) => connections.takeAway(id),
      disconnect: (id) => connections.change(id, "Disconnected"),
      settle: () => clock.moveOn({ seconds: 60 }),
      close: async () => undefined,
    };
  });
});

describe("the ARM adapter on the stand-in for ARM", () => {
  connectionsContract(async () => {
    const { arm, ports, close } = await startStandInArm();
    return {
      connections: { ...ports.connections, ...ports.tenants },
      ask(name, message) {
        const endpoint = { namespace: "contoso-orders", subscription: FABRIKAM, name, message };
        const made = arm.consumer.createPrivateEndpoint(endpoint);
        const id = parseConnectionId(made.id);
        if (!id) throw new Error(`Not a connection: ${made.id}`);
        return id;
      },
      leave: (name) => void arm.consumer.deletePrivateEndpoint({ subscription: FABRIKAM, name }),
      disconnect: (id) => void arm.portal.disconnect(connectionIdOf(id)),
      settle: () => setClockOffset(clockOffsetMs() + 60_000),
      close,
    };
  });
});
