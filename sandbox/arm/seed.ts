import { createHash } from "node:crypto";
import {
  logisticsSubscription,
  namespaceIdOf,
  namespaceNames,
  olga,
  omar,
  ownerSubscription,
  region,
  rita,
  serviceIdentity,
} from "../world.ts";
import type { RoleAssignment } from "./model.ts";
import { approver, owner, type RoleDefinition, reader } from "./roles.ts";
import type { Store } from "./store.ts";

/** Fills an empty store with the made-up world; leaves one that holds anything as it is. */
export function seed(store: Store): void {
  if (store.namespaces.all().length > 0) return;
  store.atomically(() => {
    for (const name of namespaceNames) store.namespaces.put(aNamespace(namespaceIdOf(name)));
    for (const assignment of madeUpAssignments()) store.assignments.put(assignment);
  });
}

export function aNamespace(id: string) {
  return { id, location: region, publicNetworkAccess: "Disabled", createdAt: "2026-01-12T08:31:56.4952742Z" } as const;
}

function madeUpAssignments(): RoleAssignment[] {
  const owned = `/subscriptions/${ownerSubscription.id}`;
  return [
    anAssignment(owned, olga.objectId, owner),
    anAssignment(owned, omar.objectId, owner),
    anAssignment(owned, rita.objectId, reader),
    { ...anAssignment(owned, serviceIdentity.objectId, approver), principalType: "ServicePrincipal" },
    {
      ...anAssignment(`/subscriptions/${logisticsSubscription.id}`, serviceIdentity.objectId, reader),
      principalType: "ServicePrincipal",
    },
  ];
}

/** The same scope, person and role always make the same name, a GUID. */
export function anAssignment(scope: string, principal: string, { name: role }: RoleDefinition): RoleAssignment {
  const digest = createHash("sha256").update(`${scope}/${principal}/${role}`).digest("hex");
  const guid = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
  const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${guid}`;
  return { id, scope, principal, principalType: "User", role };
}
