import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { decisionOf, isInTime } from "../../src/domain/votes.ts";
import { aCountedVote } from "../support/builders.ts";

const NOW = new Date("2026-11-20T09:30:00.000Z");

describe("the votes of owners", () => {
  it("decide nothing while there is none", () => {
    expect(decisionOf([], "sha256:1", NOW)).toBeUndefined();
  });

  it("decide with the earliest of those that count", () => {
    const votes = [
      aCountedVote({ by: "p-late", verdict: "approve", at: "2026-11-20T09:12:00.000Z" }),
      aCountedVote({
        by: "p-early",
        verdict: "reject",
        comment: "No",
        at: "2026-11-20T09:11:00.000Z",
        commitment: "c",
      }),
      aCountedVote({ by: "p-nobody", counts: false, at: "2026-11-20T09:10:00.000Z" }),
    ];
    expect(decisionOf(votes, "sha256:1", NOW)).toEqual({
      verdict: "reject",
      comment: "No",
      policyVersion: "sha256:1",
      by: { kind: "person", ref: "p-early", commitment: "c" },
      at: "2026-11-20T09:30:00.000Z",
    });
  });

  it("reject when two were cast at the same moment, and are read in one order whoever reads them", () => {
    const [approve, reject, other] = [
      aCountedVote({ by: "p-a", verdict: "approve" }),
      aCountedVote({ by: "p-b", verdict: "reject" }),
      aCountedVote({ by: "p-c", verdict: "reject" }),
    ];
    expect(decisionOf([approve, other, reject], "sha256:1", NOW)?.by.ref).toBe("p-b");
    expect(decisionOf([other, reject, approve], "sha256:1", NOW)?.by.ref).toBe("p-b");
  });

  it("never decide by one that does not count", () => {
    const votes = fc.array(
      fc.record({
        by: fc.constantFrom("p-a", "p-b", "p-c"),
        counts: fc.boolean(),
        verdict: fc.constantFrom("approve" as const, "reject" as const),
      }),
    );
    fc.assert(
      fc.property(votes, (cast) => {
        const counted = cast.map((vote) => aCountedVote(vote));
        const decision = decisionOf(counted, "sha256:1", NOW);
        expect(decision !== undefined).toBe(counted.some(({ counts }) => counts));
        const isSomebodys = counted.some(
          ({ by, verdict, counts }) => counts && by === decision?.by.ref && verdict === decision.verdict,
        );
        expect(decision === undefined || isSomebodys).toBe(true);
      }),
    );
  });
});

describe("a vote is in time", () => {
  it.each([
    ["without any deadline", undefined, true],
    ["a millisecond before the deadline", "2026-11-20T09:30:00.001Z", true],
    ["not at the deadline itself", "2026-11-20T09:30:00.000Z", false],
    ["not after it", "2026-11-20T09:29:59.999Z", false],
  ])("%s", (_, deadlineAt, expected) => {
    expect(isInTime(deadlineAt, NOW)).toBe(expected);
  });
});
