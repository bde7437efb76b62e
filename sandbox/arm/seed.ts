import { createHash } from "node:crypto";
import {
  consumerResourceGroup,
  fabrikamSubscription,
  logisticsSubscription,
  namespaceIdOf,
  olga,
  omar,
  ownerSubscription,
  region,
  rita,
  serviceIdentity,
} from "../world.ts";
import type { RoleAssignment } from "./model.ts";
import { approver, cleaner, owner, type RoleDefinition, reader } from "./roles.ts";
import type { Store } from "./store.ts";

/** Fills an empty store with the made-up world; of one that holds anything, adds the namespaces that are missing. */
export function seed(store: Store, namespaces: readonly string[]): void {
  const isNew = store.namespaces.all().length === 0;
  const missing = namespaces.map(namespaceIdOf).filter((id) => !store.namespaces.get(id));
  store.atomically(() => {
    for (const id of missing) store.namespaces.put(aNamespace(id));
    for (const assignment of isNew ? madeUpAssignments() : []) store.assignments.put(assignment);
  });
}

/** Puts Approved endpoints into a namespace at once and without an event, as if they had been there for long. */
export function fill(store: Store, namespace: string, count: number): void {
  const place = namespaceIdOf(namespace);
  const group = `/subscriptions/${fabrikamSubscription.id}/resourceGroups/${consumerResourceGroup}`;
  const known = store.connections.under(place).length;
  store.atomically(() => {
    for (let number = known + 1; number <= known + count; number += 1) {
      const linkName = `pe-filled-${number}`;
      const id = `${group}/providers/Microsoft.Network/privateEndpoints/${linkName}`;
      const connection = `${place}/privateEndpointConnections/${linkName}`;
      const state = { location: region, status: "Approved", description: "Auto-Approved" } as const;
      store.connections.put({ ...state, id: connection, privateEndpoint: id, proxy: `${linkName}.${number}` });
      store.endpoints.put({ ...state, id, namespace: place, connection, linkName, manual: false, message: "" });
    }
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
      ...anAssignment(`/subscriptions/${logisticsSubscription.id}`, serviceIdentity.objectId, cleaner),
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
