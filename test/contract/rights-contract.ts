import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Rights } from "../../src/ports.ts";
import { aNamespace } from "../support/builders.ts";

/** Nobody has a right at the namespaces contoso-orders and contoso-billing but those to whom it is given. */
export interface RightsWorld {
  readonly rights: Rights;
  /** Makes a person somebody who may approve for contoso-orders. */
  give(objectId: string): void;
  take(objectId: string): void;
  /** A minute passes. */
  settle(): void;
  close(): Promise<void>;
}

const PERSON = "e0000000-0000-4000-8000-0000000000aa";
const ANOTHER = "e0000000-0000-4000-8000-0000000000bb";

/** What every `Rights` promises. */
export function rightsContract(open: () => Promise<RightsWorld>): void {
  let world: RightsWorld;
  beforeEach(async () => {
    world = await open();
  });
  afterEach(() => world.close());

  const may = (objectId: string, how?: { readonly fresh: boolean }) =>
    world.rights.mayApprove(aNamespace(), objectId, how);

  describe("who may approve", () => {
    it("is nobody who was given nothing", async () => {
      world.give(ANOTHER);
      expect(await may(PERSON)).toBe(false);
    });

    it("is whoever was given the right, for that namespace, in any case", async () => {
      world.give(PERSON);
      expect(await may(PERSON)).toBe(true);
      expect(await may(PERSON.toUpperCase())).toBe(true);
      expect(await world.rights.mayApprove(aNamespace({ namespace: "CONTOSO-ORDERS" }), PERSON)).toBe(true);
      expect(await world.rights.mayApprove(aNamespace({ namespace: "contoso-billing" }), PERSON)).toBe(false);
    });

    it("is seen as soon as the right is given", async () => {
      expect(await may(PERSON)).toBe(false);
      world.give(PERSON);
      expect(await may(PERSON)).toBe(true);
    });

    it("is nobody any more from whom it was taken: at once if asked afresh, else within a minute", async () => {
      world.give(PERSON);
      expect(await may(PERSON)).toBe(true);
      world.take(PERSON);
      expect(await may(PERSON, { fresh: true })).toBe(false);
      expect(await may(PERSON)).toBe(false);
      world.give(PERSON);
      expect(await may(PERSON, { fresh: false })).toBe(true);
      world.take(PERSON);
      world.settle();
      expect(await may(PERSON)).toBe(false);
    });

    it.each(["", "olga", "*", "') or principalId eq '", `${PERSON}/..`])(
      "is never %p, who is no person",
      async (id) => {
        world.give(PERSON);
        expect(await may(id)).toBe(false);
      },
    );
  });
}
