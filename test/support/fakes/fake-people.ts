import { createHash } from "node:crypto";
import type { Person, Pseudonym } from "../../../src/domain/person.ts";
import { base32 } from "../../../src/domain/request-id.ts";
import type { People } from "../../../src/store.ts";
import { sha256 } from "../sha256.ts";
import type { Failures } from "./failures.ts";

/** Pseudonyms here are the same in each run, for tests to read; real ones are random. */
export class FakePeople implements People {
  readonly rows = new Map<string, Person>();
  private readonly failures: Failures;

  constructor(failures: Failures) {
    this.failures = failures;
  }

  async pseudonymOf(person: Person): Promise<Pseudonym> {
    return this.failures.around("people.pseudonymOf", () => {
      const ref = pseudonymIn(person);
      this.rows.set(ref, { ...person, name: person.name || (this.rows.get(ref)?.name ?? "") });
      return { ref, commitment: createHash("sha256").update(`salt\n${person.objectId}`).digest("base64url") };
    });
  }

  async find(ref: string): Promise<Person | undefined> {
    return this.failures.around("people.find", () => this.rows.get(ref));
  }

  async refOf(person: Person): Promise<string | undefined> {
    return this.failures.around("people.refOf", () => {
      const ref = pseudonymIn(person);
      return this.rows.has(ref) ? ref : undefined;
    });
  }

  async named(beginning: string): Promise<readonly string[]> {
    return this.failures.around("people.named", () => {
      const wanted = beginning.trim().toLowerCase();
      const isNamed = ({ name }: Person) => ` ${name.toLowerCase()}`.includes(` ${wanted}`);
      return wanted === "" ? [] : [...this.rows].filter(([, person]) => isNamed(person)).map(([ref]) => ref);
    });
  }

  erase(ref: string): void {
    this.rows.delete(ref);
  }
}

function pseudonymIn({ tenant, objectId }: Person): string {
  return `p-${base32(sha256(`${tenant}\n${objectId}`.toLowerCase()), 26)}`;
}
