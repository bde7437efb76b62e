import { badRequest, resourceNotFound } from "../arm-error.ts";
import type { DenyAssignment, RoleAssignment } from "../model.ts";
import { listBody } from "../paging.ts";
import { keyOf, lastPart, subscriptionOf } from "../resource-id.ts";
import { type RoleDefinition, roleDefinitions } from "../roles.ts";
import { authorization as provider, type Route, route } from "../router.ts";
import type { Store } from "../store.ts";

const assignments = "{scope*}/providers/Microsoft.Authorization/roleAssignments";
const denials = "{scope*}/providers/Microsoft.Authorization/denyAssignments";
const definitions = "{scope*}/providers/Microsoft.Authorization/roleDefinitions";

type Shelves = Pick<Store, "assignments" | "denials" | "customRoles">;

export function authorizationRoutes(store: Shelves, page: number): Route[] {
  const roles = () => [...roleDefinitions, ...store.customRoles.all()];
  return [
    route("GET", assignments, provider, ({ values: { scope = "" }, url }) => {
      const wanted = filterOf(url.searchParams.get("$filter") ?? "");
      const found = store.assignments.all().filter((one) => wanted(one, scope));
      return { status: 200, body: listBody(found.map(assignmentBody), url, page) };
    }),
    route("GET", denials, provider, ({ values: { scope = "" }, url }) => {
      const filter = url.searchParams.get("$filter") ?? "";
      if (!isAtScope.test(filter)) throw badRequest(`The filter '${filter}' is not supported.`, "UnsupportedQuery");
      const found = store.denials.all().filter((one) => isAtOrAbove(one, scope));
      return { status: 200, body: listBody(found.map(denialBody), url, page) };
    }),
    route("GET", definitions, provider, ({ values: { scope = "" }, url }) => {
      const roleName = /^\s*roleName\s+eq\s+'([^']*)'\s*$/i.exec(url.searchParams.get("$filter") ?? "")?.[1];
      const found = roles().filter((one) => roleName === undefined || one.roleName === roleName);
      return { status: 200, body: { value: found.map((one) => definitionBody(one, scope)) } };
    }),
    route("GET", `${definitions}/{name}`, provider, ({ values: { scope = "", name = "" } }) => {
      const found = roles().find((one) => one.name === name.toLowerCase());
      if (!found) throw resourceNotFound("Microsoft.Authorization/roleDefinitions", name, "");
      return { status: 200, body: definitionBody(found, scope) };
    }),
  ];
}

type Filter = (assignment: RoleAssignment, scope: string) => boolean;
type ScopeFilter = (assignment: Pick<RoleAssignment, "scope">, scope: string) => boolean;

const isAtScope = /^\s*atScope\(\)\s*$/i;

/** An assignment at a scope counts for all below it. */
const isAtOrAbove: ScopeFilter = (assignment, scope) => `${keyOf(scope)}/`.startsWith(`${keyOf(assignment.scope)}/`);
const isBelow: ScopeFilter = (assignment, scope) => `${keyOf(assignment.scope)}/`.startsWith(`${keyOf(scope)}/`);

/** `atScope()`, `assignedTo('oid')`, which knows the members of groups, and `principalId eq 'oid'`, joined with `and`. */
function filterOf(text: string): Filter {
  const terms = text.split(/\s+and\s+/i).filter((term) => term.trim() !== "");
  const filters = terms.map(termOf);
  const reach: Filter = (assignment, scope) => isAtOrAbove(assignment, scope) || isBelow(assignment, scope);
  return (assignment, scope) => [reach, ...filters].every((filter) => filter(assignment, scope));
}

function termOf(term: string): Filter {
  if (isAtScope.test(term)) return isAtOrAbove;
  const named = /^\s*(?:(assignedTo)\('([^']+)'\)|principalId\s+eq\s+'([^']+)')\s*$/i.exec(term);
  const wanted = (named?.[2] ?? named?.[3])?.toLowerCase();
  if (wanted === undefined) throw badRequest(`The filter '${term}' is not supported.`, "UnsupportedQuery");
  const throughGroups = named?.[1] !== undefined;
  return ({ principal, members = [] }) =>
    [principal, ...(throughGroups ? members : [])].some((one) => one.toLowerCase() === wanted);
}

function denialBody({ id, scope, name, actions, notActions, principals, excludePrincipals }: DenyAssignment) {
  return {
    id,
    type: "Microsoft.Authorization/denyAssignments",
    name: lastPart(id),
    properties: {
      denyAssignmentName: name,
      description: "",
      permissions: [{ actions, notActions, dataActions: [], notDataActions: [] }],
      scope,
      doNotApplyToChildScopes: false,
      principals,
      excludePrincipals,
      isSystemProtected: true,
    },
  };
}

function assignmentBody({ id, scope, principal, principalType, role, condition = "" }: RoleAssignment) {
  return {
    id,
    type: "Microsoft.Authorization/roleAssignments",
    name: lastPart(id),
    properties: {
      roleDefinitionId: `/subscriptions/${subscriptionOf(scope)}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      principalId: principal,
      principalType,
      scope,
      condition: condition || null,
      conditionVersion: condition ? "2.0" : null,
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
