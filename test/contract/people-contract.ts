import { describe, expect, it } from "@jest/globals";
import type { Store } from "../../src/store.ts";
import { gus, OTHER_TENANT, olga, omar } from "../support/builders.ts";

export function peopleContract(store: () => Store): void {
  describe("people", () => {
    it("have a pseudonym that says nothing of them and a commitment", async () => {
      const { ref, commitment } = await store().people.pseudonymOf(olga);
      expect(ref).toMatch(/^p-[a-z2-7]{26}$/);
      expect(commitment).toMatch(/^[A-Za-z0-9_-]{43}$/);
    });

    it("keep one pseudonym, also when they click twice at once", async () => {
      const clicks = [1, 2, 3, 4].map(() => store().people.pseudonymOf(olga));
      const [first, ...others] = await Promise.all(clicks);
      expect(others).toEqual([first, first, first]);
      expect(await store().people.pseudonymOf(olga)).toEqual(first);
    });

    it("are kept apart, also with the same object id in another tenant", async () => {
      const { ref } = await store().people.pseudonymOf(olga);
      expect((await store().people.pseudonymOf(omar)).ref).not.toBe(ref);
      expect((await store().people.pseudonymOf(gus)).ref).not.toBe(ref);
      expect((await store().people.pseudonymOf({ ...olga, tenant: OTHER_TENANT })).ref).not.toBe(ref);
    });

    it("are found by their pseudonym, under the name that they last had", async () => {
      const { ref } = await store().people.pseudonymOf(olga);
      expect(await store().people.find(ref)).toEqual(olga);
      expect((await store().people.pseudonymOf({ ...olga, name: "Olga Owens-Osei" })).ref).toBe(ref);
      expect(await store().people.find(ref)).toEqual({ ...olga, name: "Olga Owens-Osei" });
    });

    it("keep a known name when Teams gives none, and have an empty one until it does", async () => {
      const { ref } = await store().people.pseudonymOf({ ...olga, name: "" });
      expect(await store().people.find(ref)).toEqual({ ...olga, name: "" });
      await store().people.pseudonymOf(olga);
      await store().people.pseudonymOf({ ...olga, name: "" });
      expect(await store().people.find(ref)).toEqual(olga);
    });

    it("are found by the beginning of each word of a name, in any case, also by the name that they had before", async () => {
      const { ref } = await store().people.pseudonymOf(olga);
      const { ref: other } = await store().people.pseudonymOf(omar);
      expect(await store().people.named("OLGA")).toEqual([ref]);
      expect(await store().people.named("owe")).toEqual([ref]);
      expect(await store().people.named("olga o")).toEqual([ref]);
      expect((await store().people.named("o")).toSorted()).toEqual([ref, other].toSorted());
      expect(await store().people.named("wens")).toEqual([]);
      expect(await store().people.named(" ")).toEqual([]);
      await store().people.pseudonymOf({ ...olga, name: "Olga Married / #?" });
      expect(await store().people.named("married")).toEqual([ref]);
    });

    it("may have a name that is cut within a character where it is looked for", async () => {
      const name = `${"o".repeat(199)}\u{1f600} Owens`;
      const { ref } = await store().people.pseudonymOf({ ...olga, name });
      expect(await store().people.find(ref)).toMatchObject({ name });
      expect(await store().people.named("o".repeat(199))).toEqual([ref]);
    });

    it("have a pseudonym that is looked up without making one", async () => {
      expect(await store().people.refOf(olga)).toBeUndefined();
      const { ref } = await store().people.pseudonymOf(olga);
      expect(await store().people.refOf(olga)).toBe(ref);
    });

    it("are not found by a pseudonym that nobody has", async () => {
      expect(await store().people.find("p-nobody")).toBeUndefined();
    });
  });
}
