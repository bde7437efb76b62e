import { describe, expect, it } from "@jest/globals";
import type { OutcomeKind } from "../../src/domain/request.ts";
import { mayBeginRound } from "../../src/domain/round.ts";
import { aRound } from "../support/builders.ts";

describe("a Pending connection begins a new round", () => {
  it("when it never had one", () => {
    expect(mayBeginRound(undefined)).toBe(true);
  });

  it("never while one is under way, whatever was seen", () => {
    expect(mayBeginRound(aRound({ outcome: undefined, seenNotPending: true }))).toBe(false);
  });

  it.each<[OutcomeKind, boolean]>([
    ["applied", true],
    ["indeterminate", true],
    ["superseded", true],
    ["expired", false],
    ["refused", false],
    ["failed", false],
  ])("by itself after one that ended as %s: %p", (outcome, expected) => {
    expect(mayBeginRound(aRound({ outcome }))).toBe(expected);
  });

  it.each<OutcomeKind>(["expired", "refused", "failed"])(
    "after %s once Azure showed it in another state",
    (outcome) => {
      expect(mayBeginRound(aRound({ outcome, seenNotPending: true }))).toBe(true);
    },
  );
});
