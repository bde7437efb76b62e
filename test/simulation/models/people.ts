import type { Person } from "../../../src/domain/person.ts";
import type { PolicyPerson } from "../../../src/domain/policy.ts";
import { OUR_TENANT } from "../app-under-test.ts";

/** Words that stand for a person and must be found nowhere but in People. */
const CANARY = "Canary";

function aPerson(number: number, tenant = OUR_TENANT): Person {
  return {
    objectId: `e0000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
    tenant,
    name: `${CANARY} Person ${number}`,
  };
}

export const OWNERS: readonly Person[] = [1, 2, 3, 4, 5].map((number) => aPerson(number));
/** May decide where the policy counts a role in Azure, for as long as they hold it. */
export const ROLE_HOLDER = aPerson(6);
/** May decide once a request was escalated to them. */
export const DEPUTIES: readonly Person[] = [aPerson(8), aPerson(9)];
/** Of our tenant but no owner, and one with an owner's object id in another tenant. */
const STRANGERS: readonly Person[] = [aPerson(7), aPerson(1, "bbbbbbbb-0000-4000-8000-000000000002")];
/** Who may click before they may decide, or never may. */
export const OTHERS: readonly Person[] = [ROLE_HOLDER, ...DEPUTIES, ...STRANGERS];

/** What of a person may stand in no log, no history and no table but People. */
export const PERSONAL: readonly string[] = [CANARY, ...[...OWNERS, ...OTHERS].map(({ objectId }) => objectId)];

export function asNamed({ objectId: id, name }: Person): PolicyPerson {
  return { id, name };
}
