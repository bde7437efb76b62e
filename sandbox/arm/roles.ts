import { NEEDED_AT_ENDPOINTS, NEEDED_AT_NAMESPACES } from "../../src/adapters/arm/needed-actions.ts";

/** A role of the made-up company besides those that are built in. */
export interface CustomRole extends RoleDefinition {
  /** `/providers/Microsoft.Authorization/roleDefinitions/{name}` */
  readonly id: string;
}

export interface RoleDefinition {
  readonly name: string;
  readonly roleName: string;
  readonly type: "BuiltInRole" | "CustomRole";
  readonly description: string;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
}

export const owner: RoleDefinition = {
  name: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  roleName: "Owner",
  type: "BuiltInRole",
  description: "Grants full access to manage all resources, including the ability to assign roles in Azure RBAC.",
  actions: ["*"],
  notActions: [],
};

export const contributor: RoleDefinition = {
  name: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  roleName: "Contributor",
  type: "BuiltInRole",
  description: "Grants full access to manage all resources, but does not allow you to assign roles in Azure RBAC.",
  actions: ["*"],
  notActions: ["Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write"],
};

export const reader: RoleDefinition = {
  name: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  roleName: "Reader",
  type: "BuiltInRole",
  description: "View all resources, but does not allow you to make any changes.",
  actions: ["*/read"],
  notActions: [],
};

/** The service's own role, as the templates define it. */
export const approver: RoleDefinition = {
  name: "f0000000-0000-4000-8000-000000000001",
  roleName: "Relay Private Endpoint Approver",
  type: "CustomRole",
  description: "Decide who joins Azure Relay namespaces through private endpoints.",
  actions: [
    ...NEEDED_AT_NAMESPACES,
    "Microsoft.Relay/namespaces/privateEndpointConnections/operationstatus/read",
    "Microsoft.Relay/namespaces/operationresults/read",
    "Microsoft.Resources/subscriptions/resourceGroups/read",
  ],
  notActions: [],
};

/** The service's other role, in requesters' subscriptions. */
export const cleaner: RoleDefinition = {
  name: "f0000000-0000-4000-8000-000000000002",
  roleName: "Relay Private Endpoint Clean-up",
  type: "CustomRole",
  description: "Delete private endpoints that lead to nothing any more.",
  actions: NEEDED_AT_ENDPOINTS,
  notActions: [],
};

export const roleDefinitions: readonly RoleDefinition[] = [owner, contributor, reader, approver, cleaner];
