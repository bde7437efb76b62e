import { badRequest, resourceNotFound } from "../arm-error.ts";
import type { RoleAssignment } from "../model.ts";
import { keyOf, lastPart, subscriptionOf } from "../resource-id.ts";
import { type RoleDefinition, roleDefinitions } from "../roles.ts";
import { authorization as provider, type Route, route } from "../router.ts";
import type { Store } from "../store.ts";

const assignments = "{scope*}/providers/Microsoft.Authorization/roleAssignments";
const definitions = "{scope*}/providers/Microsoft.Authorization/roleDefinitions";

export function authorizationRoutes({ assignments: shelf }: Pick<Store, "assignments">): Route[] {
  return [
    route("GET", assignments, provider, ({ values: { scope = "" }, url }) => {
      const wanted = filterOf(url.searchParams.get("$filter") ?? "");
      const found = shelf.all().filter((one) => wanted(one, scope));
      return { status: 200, body: { value: found.map(assignmentBody) } };
    }),
    route("GET", definitions, provider, ({ values: { scope = "" }, url }) => {
      const roleName = /^\s*roleName\s+eq\s+'([^']*)'\s*$/i.exec(url.searchParams.get("$filter") ?? "")?.[1];
      const found = roleDefinitions.filter((one) => roleName === undefined || one.roleName === roleName);
      return { status: 200, body: { value: found.map((one) => definitionBody(one, scope)) } };
    }),
    route("GET", `${definitions}/{name}`, provider, ({ values: { scope = "", name = "" } }) => {
      const found = roleDefinitions.find((one) => one.name === name.toLowerCase());
      if (!found) throw resourceNotFound("Microsoft.Authorization/roleDefinitions", name, "");
      return { status: 200, body: definitionBody(found, scope) };
    }),
  ];
}

type Filter = (assignment: RoleAssignment, scope: string) => boolean;

/** An assignment at a scope counts for all below it. */
const isAtOrAbove: Filter = (assignment, scope) => `${keyOf(scope)}/`.startsWith(`${keyOf(assignment.scope)}/`);
const isBelow: Filter = (assignment, scope) => `${keyOf(assignment.scope)}/`.startsWith(`${keyOf(scope)}/`);

/** `atScope()`, `assignedTo('oid')` and `principalId eq 'oid'`, joined with `and`; groups are not made up here. */
function filterOf(text: string): Filter {
  const terms = text.split(/\s+and\s+/i).filter((term) => term.trim() !== "");
  const filters = terms.map(termOf);
  const reach: Filter = (assignment, scope) => isAtOrAbove(assignment, scope) || isBelow(assignment, scope);
  return (assignment, scope) => [reach, ...filters].every((filter) => filter(assignment, scope));
}

function termOf(term: string): Filter {
  if (/^\s*atScope\(\)\s*$/i.test(term)) return isAtOrAbove;
  const principal = /^\s*(?:assignedTo\('([^']+)'\)|principalId\s+eq\s+'([^']+)')\s*$/i.exec(term);
  const wanted = (principal?.[1] ?? principal?.[2])?.toLowerCase();
  if (wanted === undefined) throw badRequest(`The filter '${term}' is not supported.`, "UnsupportedQuery");
  return (assignment) => assignment.principal.toLowerCase() === wanted;
}

function assignmentBody({ id, scope, principal, principalType, role }: RoleAssignment) {
  return {
    id,
    type: "Microsoft.Authorization/roleAssignments",
    name: lastPart(id),
    properties: {
      roleDefinitionId: `/subscriptions/${subscriptionOf(scope)}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      principalId: principal,
      principalType,
      scope,
      condition: null,
      conditionVersion: null,
    },
  };
}

function definitionBody({ name, roleName, type, description, actions, notActions }: RoleDefinition, scope: string) {
  const subscription = subscriptionOf(scope);
  const prefix = subscription ? `/subscriptions/${subscription}` : "";
  return {
    id: `${prefix}/providers/Microsoft.Authorization/roleDefinitions/${name}`,
    type: "Microsoft.Authorization/roleDefinitions",
    name,
    properties: {
      roleName,
      type,
      description,
      assignableScopes: [type === "BuiltInRole" ? "/" : prefix],
      permissions: [{ actions, notActions, dataActions: [], notDataActions: [] }],
    },
  };
}
