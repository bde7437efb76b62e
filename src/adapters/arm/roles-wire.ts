import * as z from "zod";
import { isGuid } from "../../domain/azure-id.ts";
import { Fault } from "../../ports.ts";

/** What Microsoft.Authorization answers. Whatever is not understood gives nobody a right. */

export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
}

const texts = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);

const permissions = z.array(z.object({ actions: texts, notActions: texts, condition: z.unknown().optional() }));

const assignment = z.object({
  properties: z.object({ roleDefinitionId: z.string(), condition: z.unknown().optional() }),
});

const definition = z.object({ properties: z.object({ permissions }) });

const principals = z.array(z.object({ id: z.string(), type: z.string().nullish() }));

const denial = z.object({
  properties: z.object({ permissions, principals, excludePrincipals: principals.nullish() }),
});

const isUnconditional = ({ condition }: { readonly condition?: unknown }) =>
  condition === undefined || condition === null || condition === "";

/** The GUID of the role that an assignment gives; `undefined` when it is malformed or holds under a condition only. */
export function readAssignedRole(body: unknown): string | undefined {
  const properties = assignment.safeParse(body).data?.properties;
  if (!properties || !isUnconditional(properties)) return undefined;
  const role = properties.roleDefinitionId.split("/").at(-1) ?? "";
  return isGuid(role) ? role.toLowerCase() : undefined;
}

/** What a role permits without a condition; nothing when the definition is malformed. */
export function readRole(body: unknown): readonly Permission[] {
  return definition.safeParse(body).data?.properties.permissions.filter(isUnconditional) ?? [];
}

/**
 * What a deny assignment denies to a person, conditions or not. It counts unless it surely is about others, since whether
 * the person belongs to a group that it names is not known here.
 */
export function readDenial(body: unknown, objectId: string): readonly Permission[] {
  const read = denial.safeParse(body);
  if (!read.success) throw new Fault("ARM answered a deny assignment that is none");
  const { principals: denied, excludePrincipals, permissions: all } = read.data.properties;
  const isPerson = ({ id }: { readonly id: string }) => id.toLowerCase() === objectId.toLowerCase();
  const isExcluded = excludePrincipals?.some(isPerson) ?? false;
  const isAnother = (one: (typeof denied)[number]) => SINGLE.includes(one.type?.toLowerCase() ?? "") && !isPerson(one);
  const isOfOthers = denied.length > 0 && denied.every(isAnother);
  return isExcluded || isOfOthers ? [] : all;
}

/** Kinds of a principal that stands for nobody else. */
const SINGLE: readonly string[] = ["user", "serviceprincipal"];
