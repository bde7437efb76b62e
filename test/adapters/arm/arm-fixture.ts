import { readFileSync } from "node:fs";
import { join } from "node:path";
import { armPorts } from "../../../src/adapters/arm/arm-ports.ts";
import { connectionIdOf } from "../../../src/domain/azure-id.ts";
import { aConnectionId, aPrivateEndpoint, TENANT } from "../../support/builders.ts";
import { FakeClock } from "../../support/fakes/fake-clock.ts";
import { FakeLog } from "../../support/fakes/fake-log.ts";
import { credential, type ScriptedArm } from "../../support/scripted-arm.ts";

/** Answers of real Azure, recorded. */
export const recorded = JSON.parse(
  readFileSync(join(process.cwd(), "test/data/relay-recorded/azure-cli-relay-pec-2026-07-01-preview.json"), "utf8"),
);

export const APPROVAL = {
  privateEndpoint: aPrivateEndpoint(),
  status: "Approved",
  description: "Known partner [RA-k3m9q2]",
} as const;

/** A Pending connection as ARM writes it. */
export function aWireConnection(
  overrides: Readonly<Record<string, unknown>> = {},
  id = connectionIdOf(aConnectionId()),
) {
  return {
    id,
    name: "97086447-89ef-4090-a1da-e4bb33a72509",
    type: "Microsoft.Relay/Namespaces/PrivateEndpointConnections",
    location: "westeurope",
    properties: {
      provisioningState: "Succeeded",
      privateEndpoint: { id: aPrivateEndpoint() },
      privateLinkServiceConnectionState: { status: "Pending", description: "Please let our order importer in" },
      groupIds: ["namespace"],
      ...overrides,
    },
  };
}

export function anError(code: string, message = "Azure's words") {
  return { error: { code, message } };
}

export function armAt(arm: Pick<ScriptedArm, "url">, options: { readonly timeoutMs?: number } = {}) {
  const [clock, log] = [new FakeClock(), new FakeLog()];
  const parts = { endpoint: arm.url, apiVersion: "2024-01-01", credential, tenant: TENANT, clock: clock.now, log };
  return { ...armPorts({ ...parts, ...options }), clock, log };
}
