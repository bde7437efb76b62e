import type { WatchedGroup } from "../../domain/policy.ts";

/** Something that is right in shape and makes no sense beside the rest. */
export interface ShapeFault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export function faultsOfGroup(group: WatchedGroup): readonly ShapeFault[] {
  const { owners, ownersByAzureRole } = group;
  const nobody = { path: ["owners"], message: "names no owner, and ownersByAzureRole is not true" };
  const hasOwners = owners.length > 0 || ownersByAzureRole;
  return [...(hasOwners ? faultsOfQuorum(group) : [nobody]), ...faultsOfTimes(group)];
}

function faultsOfQuorum(group: WatchedGroup): readonly ShapeFault[] {
  const { quorum, quorumForOtherTenants } = group;
  const most = mostVotes(group);
  const faults: ShapeFault[] = [];
  if (quorumForOtherTenants < quorum) {
    faults.push({ path: ["quorumForOtherTenants"], message: `is lower than the quorum of ${quorum}` });
  }
  const unreachable = quorum > most ? "quorum" : quorumForOtherTenants > most ? "quorumForOtherTenants" : undefined;
  if (unreachable) {
    const count = most === 1 ? "there is 1" : `there are ${most}`;
    faults.push({ path: [unreachable], message: `can never be reached by the named owners: ${count}` });
  }
  return faults;
}

/** How many different people may ever vote. Nobody knows how many hold the right in Azure. */
function mostVotes({ owners, ownersByAzureRole, escalation }: WatchedGroup): number {
  if (ownersByAzureRole) return Number.POSITIVE_INFINITY;
  return new Set([...owners, ...(escalation?.to ?? [])].map(({ id }) => id)).size;
}

function faultsOfTimes({ escalation, expiry }: WatchedGroup): readonly ShapeFault[] {
  if (!escalation || !expiry || escalation.afterHours < expiry.afterHours) return [];
  return [{ path: ["escalation", "afterHours"], message: "must come before expiry.afterHours" }];
}

interface Named {
  readonly name: string;
}

/** The part of a policy's file in which names must be told apart. */
export interface NamedParts {
  readonly groups: readonly Named[];
  readonly allow: readonly Named[];
  readonly deny: readonly Named[];
  readonly cases: readonly { readonly rule: string | undefined }[];
}

export function faultsOfNames({ groups, allow, deny, cases }: NamedParts): readonly ShapeFault[] {
  const rules = [...placesOf("allow", allow), ...placesOf("deny", deny)];
  const known = new Set(rules.map(({ name }) => name));
  const unknown = cases.flatMap(({ rule }, index) => (rule === undefined || known.has(rule) ? [] : [index]));
  return [
    ...repeated(placesOf("groups", groups), "is the name of an earlier group"),
    ...repeated(rules, "is the name of an earlier rule"),
    ...unknown.map((index) => ({ path: ["cases", index, "rule"], message: "is the name of no rule" })),
  ];
}

interface NamedPlace extends Named {
  readonly path: readonly PropertyKey[];
}

function placesOf(list: string, named: readonly Named[]): readonly NamedPlace[] {
  return named.map(({ name }, index) => ({ name, path: [list, index, "name"] }));
}

function repeated(places: readonly NamedPlace[], message: string): readonly ShapeFault[] {
  return places
    .filter(({ name }, index) => places.slice(0, index).some((earlier) => earlier.name === name))
    .map(({ path }) => ({ path, message }));
}
