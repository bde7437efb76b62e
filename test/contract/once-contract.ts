import { describe, expect, it } from "@jest/globals";
import type { Store } from "../../src/store.ts";
import { aDecision, anIntent, anOutcome, aRequest, aVote } from "../support/builders.ts";

export function onceContract(store: () => Store): void {
  const { id } = aRequest();

  describe("what is there only once for a request", () => {
    it("is the first decision, whoever settles second", async () => {
      const [approval, rejection] = [
        aDecision(),
        aDecision({ verdict: "reject", by: { kind: "rule", ref: "deny list" } }),
      ];
      expect(await store().decisions.insert(id, approval)).toEqual(approval);
      expect(await store().decisions.insert(id, rejection)).toEqual(approval);
      expect(await store().decisions.find(id)).toEqual(approval);
    });

    it("is one decision when many settle at once", async () => {
      const comments = ["1", "2", "3", "4", "5"];
      const settled = await Promise.all(
        comments.map((comment) => store().decisions.insert(id, aDecision({ comment }))),
      );
      expect(new Set(settled.map(({ comment }) => comment)).size).toBe(1);
    });

    it("is an intent and an outcome, each of its own", async () => {
      expect(await store().outcomes.find(id)).toBeUndefined();
      expect(await store().intents.find(id)).toBeUndefined();
      await store().intents.insert(id, anIntent());
      await store().outcomes.insert(id, anOutcome());
      expect(await store().intents.insert(id, anIntent({ mark: "RA-other" }))).toEqual(anIntent());
      expect(await store().outcomes.insert(id, anOutcome({ kind: "failed", after: "gone" }))).toEqual(anOutcome());
      expect(await store().intents.find(id)).toEqual(anIntent());
      expect(await store().outcomes.find(id)).toEqual(anOutcome());
    });
  });

  it("is kept whatever it says: a removal, owners who keep, votes of several", async () => {
    const removal = anIntent({ from: "Approved", to: "gone" });
    expect(await store().intents.insert(id, removal)).toEqual(removal);
    expect(await store().intents.find(id)).toEqual(removal);
    const kept = aDecision({ verdict: "keep", voters: ["p-one", "p-two"] });
    await store().decisions.insert(id, kept);
    expect(await store().decisions.find(id)).toEqual(kept);
    await store().outcomes.insert(id, anOutcome({ kind: "kept" }));
    expect(await store().outcomes.find(id)).toEqual(anOutcome({ kind: "kept" }));
  });

  it("is an outcome in the place of an intent, and then no intent any more", async () => {
    const superseded = anOutcome({ kind: "superseded", after: "gone" });
    expect(await store().intents.insert(id, superseded)).toEqual(superseded);
    expect(await store().intents.insert(id, anIntent())).toEqual(superseded);
    expect(await store().intents.find(id)).toEqual(superseded);
  });

  describe("votes", () => {
    it("are one a person and request: the first stays", async () => {
      await store().votes.insert(id, aVote({ by: "p-one" }));
      const second = await store().votes.insert(id, aVote({ by: "p-one", verdict: "reject" }));
      expect(second.verdict).toBe("approve");
    });

    it("are given back for their request only", async () => {
      await store().votes.insert(id, aVote({ by: "p-one" }));
      await store().votes.insert(id, aVote({ by: "p-two", verdict: "reject", comment: "No\n\u202e" }));
      await store().votes.insert("r-other", aVote({ by: "p-three" }));
      const votes = [...(await store().votes.of(id))].sort((one, other) => (one.by < other.by ? -1 : 1));
      expect(votes).toEqual([aVote({ by: "p-one" }), aVote({ by: "p-two", verdict: "reject", comment: "No\n\u202e" })]);
      expect(await store().votes.of("r-nobody")).toEqual([]);
    });
  });
}
