import { type Arm, startArm } from "../../sandbox/arm/arm.ts";
import type { ArmSettings } from "../../sandbox/arm/model.ts";
import type { Verified } from "../../sandbox/entra/tokens.ts";
import { contoso, serviceIdentity } from "../../sandbox/world.ts";
import { type ArmPorts, armPorts } from "../../src/adapters/arm/arm-ports.ts";
import { TENANT } from "./builders.ts";
import { FakeLog } from "./fakes/fake-log.ts";
import { credential } from "./scripted-arm.ts";
import { holdTrustedCertificate, releaseTrustedCertificate } from "./trusted-certificate.ts";

interface StandInArm {
  readonly arm: Arm;
  /** The adapter, asking that ARM as the service. */
  readonly ports: ArmPorts;
  close(): Promise<void>;
}

/** What it makes of a token, whatever that is: by default the service's. */
export async function startStandInArm(
  settings: Partial<ArmSettings> = {},
  refused?: Exclude<Verified, { kind: "valid" }>,
): Promise<StandInArm> {
  const certificate = await holdTrustedCertificate();
  const caller = { ...serviceIdentity, appId: serviceIdentity.clientId, tenant: contoso.tenant };
  const verifyToken = async () =>
    refused ?? ({ kind: "valid", caller: { ...caller, name: undefined, userName: undefined } } as const);
  const arm = await startArm({ port: 0, certificate, statePath: ":memory:", verifyToken, settings });
  const address = { endpoint: arm.url, apiVersion: "2024-01-01", credential, tenant: TENANT };
  return {
    arm,
    ports: armPorts({ ...address, clock: () => new Date(), log: new FakeLog() }),
    async close() {
      await arm.close();
      releaseTrustedCertificate();
    },
  };
}
