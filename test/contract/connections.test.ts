import { describe } from "@jest/globals";
import { startArm } from "../../sandbox/arm/arm.ts";
import { clockOffsetMs, setClockOffset } from "../../sandbox/clock.ts";
import { contoso, serviceIdentity } from "../../sandbox/world.ts";
import { armConnections } from "../../src/adapters/arm/arm-connections.ts";
import { connectionIdOf, parseConnectionId } from "../../src/domain/azure-id.ts";
import {
  aConnection,
  aConnectionId,
  aNamespace,
  aPrivateEndpoint,
  FABRIKAM,
  LOGISTICS,
  TENANT,
} from "../support/builders.ts";
import { FakeClock } from "../support/fakes/fake-clock.ts";
import { FakeConnections } from "../support/fakes/fake-connections.ts";
import { FakeLog } from "../support/fakes/fake-log.ts";
import { credential } from "../support/scripted-arm.ts";
import { holdTrustedCertificate, releaseTrustedCertificate } from "../support/trusted-certificate.ts";
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
      leave: (_name, id) => connections.remove(id),
      disconnect: (id) => connections.change(id, "Disconnected"),
      settle: () => clock.moveOn({ seconds: 60 }),
      close: async () => undefined,
    };
  });
});

describe("the ARM adapter on the stand-in for ARM", () => {
  connectionsContract(async () => {
    const certificate = await holdTrustedCertificate();
    const caller = { ...serviceIdentity, appId: serviceIdentity.clientId, tenant: contoso.tenant };
    const verifyToken = async () =>
      ({ kind: "valid", caller: { ...caller, name: undefined, userName: undefined } }) as const;
    const arm = await startArm({ port: 0, certificate, statePath: ":memory:", verifyToken });
    const parts = { endpoint: arm.url, apiVersion: "2024-01-01", credential, tenant: TENANT };
    return {
      connections: armConnections({ ...parts, clock: () => new Date(), log: new FakeLog() }),
      ask(name, message) {
        const made = arm.consumer.createPrivateEndpoint({
          namespace: "contoso-orders",
          subscription: FABRIKAM,
          name,
          message,
        });
        const id = parseConnectionId(made.id);
        if (!id) throw new Error(`Not a connection: ${made.id}`);
        return id;
      },
      leave: (name) => void arm.consumer.deletePrivateEndpoint({ subscription: FABRIKAM, name }),
      disconnect: (id) => void arm.portal.disconnect(connectionIdOf(id)),
      settle: () => setClockOffset(clockOffsetMs() + 60_000),
      async close() {
        await arm.close();
        releaseTrustedCertificate();
      },
    };
  });
});
