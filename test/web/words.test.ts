import { describe, expect, it } from "@jest/globals";
import { duration, inUtc, local, untilDeadline, urgencyOf } from "../../src/web/time.ts";
import { actorWords, counted, entryWords, nameIn, stateWords } from "../../src/web/words.ts";

const NOW = new Date("2026-11-25T09:30:00Z");

describe("times", () => {
  it.each([
    [-5, "under 1 min"],
    [59, "under 1 min"],
    [60, "1 min"],
    [3_599, "59 min"],
    [3_600, "1 h"],
    [5_400, "1 h 30 min"],
    [86_400, "1 d"],
    [97_200, "1 d 3 h"],
    [864_000, "10 d"],
    [950_000, "10 d"],
  ])("of %d seconds are %s", (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });

  it("to a deadline tell how much is left, and what is over", () => {
    expect(untilDeadline("2026-11-25T12:30:00Z", NOW)).toBe("in 3 h");
    expect(untilDeadline("2026-11-25T09:00:00Z", NOW)).toBe("30 min overdue");
    const urgencies = ["2026-11-25T09:30:00Z", "2026-11-26T09:30:00Z", "2026-11-26T09:30:01Z"];
    expect(urgencies.map((at) => urgencyOf(at, NOW))).toEqual(["late", "soon", "calm"]);
  });

  it("that are none stand as they are", () => {
    expect(local("soon")).toBe("soon");
    expect(inUtc("soon")).toBe("soon");
    expect(inUtc("2026-11-25T09:30:12.345Z")).toBe("2026-11-25 09:30:12 UTC");
  });
});

describe("words", () => {
  it("call what is done by what was decided", () => {
    expect(stateWords("applied", "revoke").word).toBe("Revoked");
    expect(stateWords("applied", undefined).word).toBe("Done");
    expect(stateWords("applying", "revoke").word).toBe("Being carried out");
  });

  it("have a sign for each state, not only a colour", () => {
    const states = ["asking", "held", "applying", "applied", "kept", "refused", "failed", "indeterminate"] as const;
    for (const state of states) expect(stateWords(state, undefined).sign).not.toBe("");
  });

  it("of an entry are its kind where this page knows none", () => {
    expect(entryWords({ kind: "decision.made", verdict: "reject" })).toMatchObject({
      title: "Decision: reject",
      tone: "bad",
    });
    // A later service may record what this one does not know.
    const later = { kind: "constructor", verdict: undefined } as unknown as Parameters<typeof entryWords>[0];
    expect(entryWords(later)).toEqual({ title: "constructor", tone: "over", says: "Comment" });
  });

  it("name a person where their name may be seen, and else by their pseudonym", () => {
    const person = { kind: "person", ref: "p-7rj2", commitment: "c" } as const;
    expect(actorWords({ actor: person, actorName: "Olga Owens" })).toBe("Olga Owens");
    expect(actorWords({ actor: person })).toBe("p-7rj2");
    expect(actorWords({ actor: { kind: "rule", ref: "Logistics" } })).toBe("rule Logistics");
    expect(actorWords({ actor: { kind: "azure", ref: "Microsoft.Relay" } })).toBe("Azure");
  });

  it("name a resource by the last part of its id, and count", () => {
    expect(nameIn("/subscriptions/1/namespaces/contoso-orders")).toBe("contoso-orders");
    expect(nameIn("contoso-orders")).toBe("contoso-orders");
    expect(nameIn("a/")).toBe("a/");
    expect([counted(1, "row"), counted(1_200, "row"), counted(2, "entry", "entries")]).toEqual([
      "1 row",
      "1,200 rows",
      "2 entries",
    ]);
  });
});
