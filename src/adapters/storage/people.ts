import type { Person } from "../../domain/person.ts";
import { base32, type Hash } from "../../domain/request-id.ts";
import type { People } from "../../store.ts";
import type { HashKey } from "./keys.ts";
import type { Rows } from "./rows.ts";
import type { PersonRow } from "./schemas.ts";

export type Random = (bytes: number) => Uint8Array;

interface PersonIndexRow {
  readonly ref: string;
}

export interface PeopleRows {
  readonly people: Rows<PersonRow>;
  readonly index: Rows<PersonIndexRow>;
}

/**
 * Rows `pseudonym / person` and `hash of tenant and object id / ref`. The index row comes first: of two clicks at once one
 * pseudonym wins, and both write the person under it. A name that is known is never lost to an empty one.
 */
export function tablePeople({ people, index }: PeopleRows, hashKey: HashKey, hash: Hash, random: Random): People {
  const rowOf = (ref: string) => ({ partition: ref, row: "person" });

  async function refOf({ tenant, objectId }: Person): Promise<string> {
    const key = { partition: hashKey("person", tenant, objectId), row: "ref" };
    const known = await index.read(key);
    if (known) return known.content.ref;
    return (await index.insert(key, { ref: `p-${base32(random(17), 26)}` })).ref;
  }

  async function personAt(ref: string, { objectId, tenant, name }: Person): Promise<PersonRow> {
    const known = await people.read(rowOf(ref));
    if (!known) {
      return people.insert(rowOf(ref), { objectId, tenant, name, salt: base64url(random(16)) });
    }
    if (name === "" || known.content.name === name) return known.content;
    const renamed = { ...known.content, name };
    // A name that another click writes at the same moment is as good.
    const answer = await people.change(rowOf(ref), renamed, known.etag);
    return answer === "stale" ? known.content : renamed;
  }

  return {
    async pseudonymOf(person) {
      const ref = await refOf(person);
      const { salt, objectId } = await personAt(ref, person);
      return { ref, commitment: base64url(hash(`${salt}\n${objectId}`)) };
    },
    async find(ref) {
      const found = await people.read(rowOf(ref));
      return found && { objectId: found.content.objectId, tenant: found.content.tenant, name: found.content.name };
    },
  };
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}
