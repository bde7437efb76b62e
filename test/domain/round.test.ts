import { describe, expect, it } from "@jest/globals";
import type { OutcomeKind } from "../../src/domain/request.ts";
import type { RequestKind } from "../../src/domain/request-kind.ts";
import { mayBeginRound, mayNote, newRound } from "../../src/domain/round.ts";
import { aRound, aVote } from "../support/builders.ts";

const begun = {
  connection: "c",
  privateEndpoint: "pe",
  round: 2,
  requestId: "r-x",
  rule: undefined,
  fromMark: undefined,
  wish: undefined,
};

describe("a new round", () => {
  it("knows nothing yet of what happens to its request", () => {
    expect(newRound({ ...begun, kind: "approve-or-reject" })).toEqual({
      connection: "c",
      privateEndpoint: "pe",
      kind: "approve-or-reject",
      round: 2,
      requestId: "r-x",
      rule: undefined,
      fromMark: undefined,
      outcome: undefined,
      seenNotPending: false,
      mark: undefined,
      onRecord: undefined,
      changes: 0,
      telling: undefined,
      wish: undefined,
      settled: false,
      disconnectedSince: undefined,
      cleanUpPlanned: false,
    });
  });

  it("keeps what it is about when the service began it", () => {
    const drift = newRound({ ...begun, kind: "revoke", rule: "approval-of-another-endpoint", fromMark: "RA-x" });
    expect(drift).toMatchObject({ rule: "approval-of-another-endpoint", fromMark: "RA-x" });
  });

  it("keeps what the owner said who wants it", () => {
    const { verdict: _, ...said } = aVote();
    const wish = { ...said, again: false };
    expect(newRound({ ...begun, kind: "remove", wish }).wish).toBe(wish);
  });

  it.each<RequestKind>(["revoke", "remove", "clean-up", "clean-up-endpoint"])(
    "to %s begins with a connection that is not Pending",
    (kind) => {
      expect(newRound({ ...begun, kind })).toMatchObject({ outcome: undefined, seenNotPending: true });
    },
  );

  it("without a request is over, and holds up none", () => {
    const none = newRound({ ...begun, kind: "none" });
    expect(none.outcome).toBe("none");
    expect(mayBeginRound(none)).toBe(true);
  });
});

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
    ["kept", true],
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

describe("a note about a round", () => {
  const row = aRound({ round: 2, changes: 1 });

  it.each([
    ["of the same round", row, { seenNotPending: true }, true],
    ["of an earlier round", aRound({ round: 1, changes: 1 }), { seenNotPending: true }, false],
    ["that counts on from what the row counts", row, { onRecord: "gone", changes: 2 }, true],
    [
      "that counts a change which another look has counted",
      aRound({ round: 2 }),
      { onRecord: "gone", changes: 1 },
      false,
    ],
    ["that counts nothing, of a look before that", aRound({ round: 2 }), { outcome: "applied" }, true],
  ] as const)("%s is written: %#", (_, seen, note, expected) => {
    expect(mayNote(row, seen, note)).toBe(expected);
  });
});
