import { foldedId, isGuid, type NamespaceId, namespaceIdOf } from "../../domain/azure-id.ts";
import { later } from "../../domain/waits.ts";
import type { Rights } from "../../ports.ts";
import { faultOf, isGone, isRoleGone } from "./answers.ts";
import { namespaceNames, subscriptionNames } from "./names.ts";
import {
  getRoleDefinition,
  getRoleDefinitionIn,
  listDenyAssignments,
  listDenyAssignmentsIn,
  listRoleAssignments,
  listRoleAssignmentsIn,
} from "./operations.ts";
import { pagesOf } from "./pages.ts";
import { grants } from "./role-actions.ts";
import { type Permission, readAssignedRole, readDenial, readRole } from "./roles-wire.ts";
import type { Arm, Send } from "./sender.ts";

const API_VERSION = "2022-04-01";
/** Whoever holds both may approve in the portal. */
const APPROVING = [
  "Microsoft.Relay/namespaces/privateEndpointConnectionsApproval/action",
  "Microsoft.Relay/namespaces/privateEndpointConnections/write",
];
const YES_KEPT_SECONDS = 60;
const ROLE_KEPT = { minutes: 10 };

/** A namespace, or a whole subscription. */
export type Place = NamespaceId | Pick<NamespaceId, "subscription">;

export interface Question {
  readonly place: Place;
  readonly objectId: string;
  readonly fresh: boolean;
}

/** Who may approve, by the role assignments that reach a namespace, groups and inherited scopes included. */
export function armRights(arm: Arm): Rights {
  const yesUntil = new Map<string, Date>();
  const roles = rolesKept(arm);

  return {
    async mayApprove(namespace, objectId, { fresh } = { fresh: false }) {
      if (!isGuid(objectId)) return false;
      const key = foldedId(`${namespaceIdOf(namespace)}/${objectId}`);
      const asked = arm.clock();
      const until = yesUntil.get(key);
      if (!fresh && until && asked < until) return true;
      yesUntil.delete(key);
      const may = await ask(arm, roles, namespace, { place: namespace, objectId, fresh });
      if (may) yesUntil.set(key, later(asked, { seconds: YES_KEPT_SECONDS }));
      return may;
    },
  };
}

async function ask(arm: Arm, roles: Roles, namespace: NamespaceId, question: Question): Promise<boolean> {
  try {
    const permitted = await permissionsOf(arm, roles, question);
    if (!APPROVING.every((action) => areGranted(permitted, action))) return false;
    const denied = await denialsOf(arm, question);
    return !APPROVING.some((action) => areGranted(denied, action));
  } catch (error) {
    if (isGone(error)) return false;
    throw faultOf(error, `GET of the rights at ${namespaceIdOf(namespace)}`, arm.clock());
  }
}

export const areGranted = (permissions: readonly Permission[], action: string) =>
  permissions.some(({ actions, notActions }) => grants(actions, notActions, action));

export async function permissionsOf(arm: Arm, roles: Roles, { place, objectId, fresh }: Question) {
  const filter = `atScope() and assignedTo('${objectId}')`;
  const assignments = await itemsOf(arm, "assignments", place, filter);
  const assigned = new Set(assignments.map(readAssignedRole).filter((role) => role !== undefined));
  const permissions = await Promise.all([...assigned].map((role) => roles.read(place, role, fresh)));
  return permissions.flat();
}

/** What deny assignments take away again. */
export async function denialsOf(arm: Arm, { place, objectId }: Question): Promise<readonly Permission[]> {
  const denials = await itemsOf(arm, "denials", place, "atScope()");
  return denials.flatMap((item) => readDenial(item, objectId));
}

const AT_NAMESPACE = { assignments: listRoleAssignments, denials: listDenyAssignments, role: getRoleDefinition };
const AT_SUBSCRIPTION = {
  assignments: listRoleAssignmentsIn,
  denials: listDenyAssignmentsIn,
  role: getRoleDefinitionIn,
};

function operationsAt(place: Place) {
  return "namespace" in place
    ? { operations: AT_NAMESPACE, names: namespaceNames(place) }
    : { operations: AT_SUBSCRIPTION, names: subscriptionNames(place.subscription) };
}

async function itemsOf({ send }: Arm, what: "assignments" | "denials", place: Place, filter: string) {
  const items: unknown[] = [];
  const { operations, names } = operationsAt(place);
  const asked = { ...names, filter, apiVersion: API_VERSION };
  for await (const page of pagesOf(send, operations[what], asked)) items.push(...page);
  return items;
}

export interface Roles {
  /** What a role permits; nothing when there is no such role any more. */
  read(place: Place, role: string, fresh: boolean): Promise<readonly Permission[]>;
}

export function rolesKept({ send, clock }: Arm, howLong: Parameters<typeof later>[1] = ROLE_KEPT): Roles {
  const kept = new Map<string, { readonly permissions: readonly Permission[]; readonly until: Date }>();

  return {
    async read(place, role, fresh) {
      const key = `${place.subscription}/${role}`;
      const asked = clock();
      const known = kept.get(key);
      if (!fresh && known && asked < known.until) return known.permissions;
      const permissions = await readRoleOrNothing(send, place, role);
      kept.set(key, { permissions, until: later(asked, howLong) });
      return permissions;
    },
  };
}

async function readRoleOrNothing(send: Send, place: Place, role: string): Promise<readonly Permission[]> {
  try {
    const { operations, names } = operationsAt(place);
    return readRole((await send(operations.role, { ...names, role, apiVersion: API_VERSION })).body);
  } catch (error) {
    if (isRoleGone(error)) return [];
    throw error;
  }
}
