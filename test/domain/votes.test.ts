import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { RequestKind, Verdict } from "../../src/domain/request-kind.ts";
import { type CountedVote, decisionOf, isInTime, isStillMade, quorumFor } from "../../src/domain/votes.ts";
import { aCountedVote, aDecision, aGroup, aRequest } from "../support/builders.ts";

const NOW = new Date("2026-11-20T09:30:00.000Z");
const at = (time: string) => `2026-11-20T${time}:00.000Z`;

function decide(votes: readonly CountedVote[], quorum = 1, kind: RequestKind = "approve-or-reject") {
  return decisionOf(votes, { request: aRequest({ kind }), quorum, policyVersion: "sha256:1" }, NOW);
}

describe("the votes of owners", () => {
  it("decide nothing while there is none", () => {
    expect(decide([])).toBeUndefined();
  });

  it("decide with the earliest of those that count", () => {
    const votes = [
      aCountedVote({ by: "p-late", verdict: "approve", at: at("09:12") }),
      aCountedVote({ by: "p-early", verdict: "reject", comment: "No", at: at("09:11"), commitment: "c" }),
      aCountedVote({ by: "p-nobody", counts: false, at: at("09:10") }),
    ];
    expect(decide(votes)).toEqual({
      verdict: "reject",
      comment: "No",
      policyVersion: "sha256:1",
      by: { kind: "person", ref: "p-early", commitment: "c" },
      voters: ["p-early"],
      at: "2026-11-20T09:30:00.000Z",
    });
  });

  it("reject when two were cast at the same moment, and are read in one order whoever reads them", () => {
    const [approve, reject, other] = [
      aCountedVote({ by: "p-a", verdict: "approve" }),
      aCountedVote({ by: "p-b", verdict: "reject" }),
      aCountedVote({ by: "p-c", verdict: "reject" }),
    ];
    expect(decide([approve, other, reject])?.by).toMatchObject({ ref: "p-b" });
    expect(decide([other, reject, approve])?.by).toMatchObject({ ref: "p-b" });
  });

  it("do not decide by what the request does not ask", () => {
    const stray = (["revoke", "remove", "keep"] as const).map((verdict) => aCountedVote({ by: verdict, verdict }));
    expect(decide(stray)).toBeUndefined();
    expect(decide([aCountedVote({ verdict: "approve" }), aCountedVote({ verdict: "reject" })], 1, "revoke")).toBe(
      undefined,
    );
  });

  it.each<[RequestKind, Verdict, Verdict]>([
    ["approve-or-reject", "approve", "reject"],
    ["revoke", "revoke", "keep"],
    ["remove", "remove", "keep"],
    ["clean-up", "remove", "keep"],
    ["clean-up-endpoint", "remove", "keep"],
  ])("about %s decide with one against, before there are enough for it", (kind, wanted, against) => {
    const first = aCountedVote({ by: "p-a", verdict: wanted, at: at("09:01") });
    const second = aCountedVote({ by: "p-b", verdict: against, at: at("09:02") });
    expect(decide([first], 2, kind)).toBeUndefined();
    expect(decide([first, second], 2, kind)).toMatchObject({ verdict: against, voters: ["p-b"] });
    const third = aCountedVote({ by: "p-c", verdict: wanted, at: at("09:01") });
    expect(decide([first, second, third], 2, kind)).toMatchObject({ verdict: wanted, voters: ["p-a", "p-c"] });
  });
});

describe("a quorum", () => {
  const [a, b, c] = [
    aCountedVote({ by: "p-a", comment: "Known", at: at("09:03"), commitment: "c-a" }),
    aCountedVote({ by: "p-b", comment: "", at: at("09:01") }),
    aCountedVote({ by: "p-c", comment: "Known", at: at("09:02") }),
  ];

  it("is reached by enough owners, the last of whom completes it, each comment said once", () => {
    expect(decide([a, b, c], 4)).toBeUndefined();
    expect(decide([a, b, c], 3)).toMatchObject({
      by: { ref: "p-a", commitment: "c-a" },
      voters: ["p-b", "p-c", "p-a"],
      comment: "Known",
    });
    expect(decide([{ ...a, comment: "Me too" }, b, c], 3)?.comment).toBe("Known; Me too");
    expect(decide([a, b, c], 2)?.voters).toEqual(["p-b", "p-c"]);
  });

  it("is not reached by those who are no owners", () => {
    expect(decide([a, b, { ...c, counts: false }], 3)).toBeUndefined();
  });

  it.each<[RequestKind, "own" | "other" | "unknown", number]>([
    ["approve-or-reject", "own", 2],
    ["approve-or-reject", "other", 3],
    ["approve-or-reject", "unknown", 3],
    ["revoke", "other", 2],
    ["remove", "unknown", 2],
  ])("to %s an endpoint of tenant %s is %p", (kind, tenant, expected) => {
    const group = aGroup({ quorum: 2, quorumForOtherTenants: 3 });
    expect(quorumFor(aRequest({ kind, requester: { subscription: undefined, tenant } }), group)).toBe(expected);
  });
});

describe("any votes", () => {
  const votes = fc.uniqueArray(
    fc.record({
      by: fc.constantFrom("p-a", "p-b", "p-c", "p-d"),
      counts: fc.boolean(),
      verdict: fc.constantFrom("approve" as const, "reject" as const),
      at: fc.constantFrom(at("09:01"), at("09:02"), at("09:03")),
    }),
    { selector: ({ by }) => by },
  );
  const quorum = fc.integer({ min: 1, max: 4 });

  it("approve with exactly as many owners as are needed, all of them counting and for it", () => {
    fc.assert(
      fc.property(votes, quorum, (cast, needed) => {
        const decision = decide(cast.map(aCountedVote), needed);
        if (decision?.verdict !== "approve") return;
        expect(new Set(decision.voters).size).toBe(needed);
        const approving: readonly string[] = cast
          .filter(({ counts, verdict }) => counts && verdict === "approve")
          .map(({ by }) => by);
        expect(decision.voters.filter((by) => !approving.includes(by))).toEqual([]);
      }),
    );
  });

  it("decide nothing only while nobody who counts is against and too few are for it", () => {
    fc.assert(
      fc.property(votes, quorum, (cast, needed) => {
        const counting = cast.filter(({ counts }) => counts);
        const isAgainst = counting.some(({ verdict }) => verdict === "reject");
        expect(decide(cast.map(aCountedVote), needed) === undefined).toBe(!isAgainst && counting.length < needed);
      }),
    );
  });

  it("decide the same in whatever order they are read", () => {
    fc.assert(
      fc.property(votes, quorum, (cast, needed) => {
        const counted = cast.map(aCountedVote);
        expect(decide(counted.toReversed(), needed)).toEqual(decide(counted, needed));
      }),
    );
  });

  it("decide no other way because of one that comes later", () => {
    fc.assert(
      fc.property(votes, quorum, fc.boolean(), (cast, needed, isFor) => {
        const verdict = isFor ? "approve" : "reject";
        const late = aCountedVote({ by: "p-late", verdict, at: at("09:20") });
        const counted = cast.map(aCountedVote);
        const decision = decide(counted, needed);
        if (decision) expect(decide([...counted, late], needed)).toEqual(decision);
      }),
    );
  });
});

describe("a decision is still made", () => {
  const decision = aDecision({ voters: ["p-a", "p-b"] });
  const [a, b] = [aCountedVote({ by: "p-a" }), aCountedVote({ by: "p-b" })];

  it.each<[string, readonly CountedVote[], number, boolean]>([
    ["while those who made it count", [a, b], 2, true],
    ["not when one of them counts no more", [a, { ...b, counts: false }], 2, false],
    ["not when the quorum has grown", [a, b], 3, false],
    ["when the quorum has shrunk", [a, { ...b, counts: false }], 1, true],
    ["not by one who voted later", [a, { ...b, by: "p-c" }], 2, false],
    ["not by one who said the opposite", [a, { ...b, verdict: "reject" }], 2, false],
  ])("%s", (_, votes, needed, expected) => {
    expect(isStillMade(decision, votes, needed)).toBe(expected);
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
