import { describe, expect, it } from "@jest/globals";
import type { ConnectionStatus } from "../../src/domain/connection.ts";
import { isIntent } from "../../src/domain/request.ts";
import {
  choiceOf,
  isFinal,
  mayStartFrom,
  type RequestKind,
  startOf,
  type Verdict,
  wantedBy,
} from "../../src/domain/request-kind.ts";
import { anIntent, anOutcome } from "../support/builders.ts";

const STATUSES: readonly ConnectionStatus[] = ["Pending", "Approved", "Rejected", "Disconnected", "Other"];

describe("a request", () => {
  it.each<[RequestKind, Verdict, Verdict]>([
    ["approve-or-reject", "approve", "reject"],
    ["revoke", "revoke", "keep"],
    ["remove", "remove", "keep"],
    ["clean-up", "remove", "keep"],
    ["clean-up-endpoint", "remove", "keep"],
  ])("to %s is answered with %s or %s", (kind, wanted, against) => {
    expect(choiceOf(kind)).toEqual({ for: wanted, against });
  });

  it.each<[RequestKind, readonly ConnectionStatus[], ConnectionStatus]>([
    ["approve-or-reject", ["Pending"], "Pending"],
    ["revoke", ["Approved"], "Approved"],
    ["remove", ["Approved", "Rejected", "Disconnected"], "Approved"],
    ["clean-up", ["Disconnected"], "Disconnected"],
    ["clean-up-endpoint", ["Disconnected"], "Disconnected"],
  ])("to %s may start from %p, else it is taken to have started from %s", (kind, starts, usual) => {
    expect(STATUSES.filter((status) => mayStartFrom(kind, status))).toEqual(starts);
    const expected = STATUSES.map((status) => (starts.includes(status) ? status : usual));
    expect(STATUSES.map((status) => startOf(kind, status))).toEqual(expected);
  });
});

describe("a verdict", () => {
  it.each([
    ["approve", "Approved", false],
    ["reject", "Rejected", true],
    ["revoke", "Rejected", true],
    ["remove", "gone", true],
    ["keep", undefined, false],
  ] as const)("to %s makes it %s, which nobody can undo: %p", (verdict, wanted, final) => {
    expect(wantedBy(verdict)).toBe(wanted);
    expect(isFinal(verdict)).toBe(final);
  });
});

describe("the row of an intent or an end", () => {
  it("is an intent only with a mark", () => {
    expect(isIntent(anIntent())).toBe(true);
    expect(isIntent(anOutcome())).toBe(false);
    expect(isIntent(undefined)).toBe(false);
  });
});
