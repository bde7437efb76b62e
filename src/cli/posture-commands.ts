import { type ConnectionId, connectionIdOf, type NamespaceId, namespaceIdOf } from "../domain/azure-id.ts";
import { shellLine } from "../domain/shell-word.ts";
import type { SeenNamespace } from "./posture-read.ts";

/** Lines for a POSIX shell that stand alone, as those of doctor's findings. */

const PROTECT = ["pwsh", "infra/owner/Protect-RelayNamespace.ps1", "-NamespaceId"];

/** Shuts the public network, and leaves trusted services as they are. */
export function closing({ id, trustedServices }: SeenNamespace): readonly string[] {
  return [shellLine(...PROTECT, namespaceIdOf(id), ...(trustedServices ? [] : ["-NoTrustedServices"]))];
}

/** Lets trusted services in, and leaves the public network as it is: the script shuts it unless told otherwise, and knows no perimeter. */
export function trusting({ id, publicAccess }: SeenNamespace): readonly string[] {
  switch (publicAccess) {
    case "closed":
      return [shellLine(...PROTECT, namespaceIdOf(id))];
    case "open":
    case "some":
      return [shellLine(...PROTECT, namespaceIdOf(id), "-PublicNetworkAccess", "Enabled")];
    case "perimeter":
    case "unknown":
      return [];
  }
}

export function listingOpen({ namespace }: NamespaceId): readonly string[] {
  return [shellLine("relay-approvals", "pending", namespace)];
}

/** Where there never was a request, the service itself may have a fault. */
export function showing(request: string | undefined): readonly string[] {
  return [
    request === undefined ? shellLine("relay-approvals", "doctor") : shellLine("relay-approvals", "show", request),
  ];
}

const nameOf = ({ namespace, connection }: ConnectionId) => `${namespace}/${connection}`;

export function removing(id: ConnectionId): readonly string[] {
  return [shellLine("relay-approvals", "remove", nameOf(id), "--comment", "Nothing stands behind it any more")];
}

export function auditing(id: ConnectionId): readonly string[] {
  return [shellLine("relay-approvals", "audit", "--connection", nameOf(id))];
}

/** Azure keeps its activity log for 90 days. */
export function askingAzure(id: ConnectionId): readonly string[] {
  return [shellLine("az", "monitor", "activity-log", "list", "--resource-id", connectionIdOf(id), "--offset", "90d")];
}
