import type { AnyEntry } from "../domain/recorded.ts";
import type { People } from "../store.ts";

/** Names of people for one answer: each is looked up once. */
export type Names = (entry: AnyEntry) => Promise<string | undefined>;

/** A person who was erased, or whom the directory never named, has none. */
export function namesFrom(people: People): Names {
  const known = new Map<string, Promise<string | undefined>>();
  const find = async (ref: string) => (await people.find(ref))?.name || undefined;
  return ({ actor }) => {
    if (actor.kind !== "person") return Promise.resolve(undefined);
    const name = known.get(actor.ref) ?? find(actor.ref);
    known.set(actor.ref, name);
    return name;
  };
}
