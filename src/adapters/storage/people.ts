import type { Person } from "../../domain/person.ts";
import { base32, type Hash } from "../../domain/request-id.ts";
import type { People } from "../../store.ts";
import type { IndexRow, KeyRanges } from "./key-ranges.ts";
import type { HashKey } from "./keys.ts";
import type { ReadRow, Rows } from "./rows.ts";
import type { PersonRow } from "./schemas.ts";

export type Random = (bytes: number) => Uint8Array;

interface PersonIndexRow {
  readonly ref: string;
}

export interface PeopleRows {
  readonly people: Rows<PersonRow>;
  readonly index: Rows<PersonIndexRow>;
  readonly names: KeyRanges;
}

/** No pseudonym is called so. */
const NAMES = "names";
const MOST_NAMED = 50;

/**
 * Rows `pseudonym / person`, `hash of tenant and object id / ref`, and `names / word and what follows | pseudonym`, by which a
 * name is found. The index row comes first: of two clicks at once one pseudonym wins, and both write the person under it; the
 * names come before the person, so that whoever is known is found. A name that is known is never lost to an empty one.
 */
export function tablePeople(
  { people, index, names }: PeopleRows,
  hashKey: HashKey,
  hash: Hash,
  random: Random,
): People {
  const rowOf = (ref: string) => ({ partition: ref, row: "person" });

  const indexOf = ({ tenant, objectId }: Person) => ({ partition: hashKey("person", tenant, objectId), row: "ref" });

  async function refOf(person: Person): Promise<string> {
    const known = await index.read(indexOf(person));
    if (known) return known.content.ref;
    return (await index.insert(indexOf(person), { ref: `p-${base32(random(17), 26)}` })).ref;
  }

  async function personAt(ref: string, person: Person): Promise<PersonRow> {
    const known = await people.read(rowOf(ref));
    if (known && (person.name === "" || known.content.name === person.name)) return known.content;
    await names.write(NAMES, nameRows(ref, person.name));
    return known
      ? renamed(ref, known, person.name)
      : people.insert(rowOf(ref), {
          objectId: person.objectId,
          tenant: person.tenant,
          name: person.name,
          salt: base64url(random(16)),
        });
  }

  /** A name that another click writes at the same moment is as good. */
  async function renamed(ref: string, { content, etag }: ReadRow<PersonRow>, name: string): Promise<PersonRow> {
    const answer = await people.change(rowOf(ref), { ...content, name }, etag);
    return answer === "stale" ? content : { ...content, name };
  }

  return {
    async pseudonymOf(person) {
      const ref = await refOf(person);
      const { salt, objectId } = await personAt(ref, person);
      return { ref, commitment: base64url(hash(`${salt}\n${objectId}`)) };
    },
    refOf: async (person) => (await index.read(indexOf(person)))?.content.ref,
    async named(beginning) {
      const from = foldedName(beginning);
      if (from === "") return [];
      for await (const rows of names.read(NAMES, { from, to: `${from}\uffff` }, MOST_NAMED))
        return [...new Set(rows.map(({ bytes }) => bytes))];
      return [];
    },
    async find(ref) {
      const found = await people.read(rowOf(ref));
      return found && { objectId: found.content.objectId, tenant: found.content.tenant, name: found.content.name };
    },
  };
}

/** What a key may hold: no control characters, none of `/\\#?`, no half of a character that the cut left. */
function foldedName(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .slice(0, 200)
    .replace(/[\p{C}/\\#?|]/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** `owens` finds Olga Owens too: a row for each word and what follows it. */
function nameRows(ref: string, name: string): readonly IndexRow[] {
  const words = foldedName(name).split(" ").filter(Boolean).slice(0, 8);
  return words.map((_, from) => ({ rowKey: `${words.slice(from).join(" ")}|${ref}`, bytes: ref }));
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}
