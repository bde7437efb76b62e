import { describe, expect, it } from "@jest/globals";
import type { Store } from "../../src/store.ts";
import { aHold, aRequest } from "../support/builders.ts";

export function holdsContract(store: () => Store): void {
  const { id } = aRequest();

  describe("questions to the requester", () => {
    it("are given back for their request only, oldest first, also beyond nine", async () => {
      const questions = Array.from({ length: 11 }, (_, index) => `Question ${index + 1}?`);
      for (const [index, question] of questions.entries()) {
        await store().holds.insert(id, index + 1, aHold({ question }));
      }
      await store().holds.insert("r-other", 1, aHold({ question: "Another?" }));
      expect((await store().holds.of(id)).map(({ question }) => question)).toEqual(questions);
      expect(await store().holds.of("r-nobody")).toEqual([]);
    });

    it("stay as they are: a second one under the same number is answered with the first", async () => {
      const first = aHold({ question: "Which team?\n\u202e" });
      expect(await store().holds.insert(id, 1, first)).toEqual(first);
      expect(await store().holds.insert(id, 1, aHold({ by: "p-other", question: "Which data?" }))).toEqual(first);
      expect(await store().holds.of(id)).toEqual([first]);
    });
  });
}
