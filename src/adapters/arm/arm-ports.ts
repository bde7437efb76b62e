import type { Clock, Connections, Endpoints, Log, Networks, Rights, Tenants } from "../../ports.ts";
import { armConnections } from "./arm-connections.ts";
import { armEndpoints } from "./arm-endpoints.ts";
import { armNetworks } from "./arm-networks.ts";
import { armRights } from "./arm-rights.ts";
import { type ArmAddress, armSender } from "./sender.ts";
import { armTenants } from "./tenants.ts";

export interface ArmOptions extends ArmAddress {
  /** Ours. */
  readonly tenant: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface ArmPorts {
  readonly connections: Connections;
  readonly tenants: Tenants;
  readonly networks: Networks;
  readonly rights: Rights;
  readonly endpoints: Endpoints;
}

/** Everything that Azure Resource Manager tells and does for us, as it is now. */
export function armPorts(options: ArmOptions): ArmPorts {
  const arm = { ...options, send: armSender(options) };
  return {
    connections: armConnections(arm),
    tenants: armTenants(arm),
    networks: armNetworks(arm),
    rights: armRights(arm),
    endpoints: armEndpoints(arm),
  };
}
