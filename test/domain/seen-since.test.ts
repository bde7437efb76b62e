import { describe, expect, it } from "@jest/globals";
import type { Connection } from "../../src/domain/connection.ts";
import type { Round } from "../../src/domain/round.ts";
import {
  expiredAndPending,
  isAbandoned,
  isSeenNotPending,
  isSettledByAbsence,
  type Known,
} from "../../src/domain/situation.ts";
import { aConnection, aConnectionId, aPrivateEndpoint, aRequest, aRound } from "../support/builders.ts";

const other = aPrivateEndpoint("pe-other");

describe("a round's connection is seen not Pending", () => {
  it.each<[string, readonly Connection[]]>([
    ["when it is not listed any more", []],
    ["when it is listed as Approved", [aConnection({ status: "Approved" })]],
    ["when another endpoint is Pending under its name", [aConnection({ privateEndpoint: other })]],
    ["when Azure names no endpoint of it", [aConnection({ privateEndpoint: undefined })]],
    ["when only another connection is Pending", [aConnection({ id: aConnectionId({ connection: "c2" }) })]],
  ])("%s", (_, connections) => {
    expect(isSeenNotPending(aRound(), connections)).toBe(true);
  });

  it("not while it is listed as Pending", () => {
    expect(
      isSeenNotPending(aRound(), [aConnection({ status: "Approved", privateEndpoint: other }), aConnection()]),
    ).toBe(false);
  });
});

describe("an uncertain outcome is settled by the connection's absence", () => {
  const uncertain = aRound({ outcome: "indeterminate" });
  it.each<[string, Round, readonly Connection[], boolean]>([
    ["when it is not listed", uncertain, [], true],
    ["when another endpoint is listed under its name", uncertain, [aConnection({ privateEndpoint: other })], true],
    ["not while it is listed, in any state", uncertain, [aConnection({ status: "Rejected" })], false],
    ["not when it is settled already", { ...uncertain, settled: true }, [], false],
    ["not when it is certain", aRound({ outcome: "applied" }), [], false],
    ["not when it is an endpoint's, which no namespace lists", { ...uncertain, kind: "clean-up-endpoint" }, [], false],
  ])("%s", (_, round, connections, expected) => {
    expect(isSettledByAbsence(round, connections)).toBe(expected);
  });
});

describe("a round without an end is abandoned", () => {
  const begun = aRound();
  const elsewhere = aRequest({ id: `r-${"b".repeat(26)}` });
  it.each<[string, Round, Known["open"], readonly Connection[], boolean]>([
    ["when its request is not open and its connection is gone", begun, [], [], true],
    ["when only other requests are open", begun, [elsewhere], [], true],
    ["when another endpoint is behind its connection", begun, [], [aConnection({ privateEndpoint: other })], true],
    ["not while its request is open, which ends it", begun, [elsewhere, aRequest()], [], false],
    ["not while its connection is there, in any state", begun, [], [aConnection({ status: "Rejected" })], false],
    ["not when it has ended", aRound({ outcome: "superseded" }), [], [], false],
    ["not when there was no request", aRound({ kind: "none", outcome: "none" }), [], [], false],
    ["not when it is an endpoint's, which no namespace lists", aRound({ kind: "clean-up-endpoint" }), [], [], false],
  ])("%s", (_, round, open, connections, expected) => {
    expect(isAbandoned(round, { open, rounds: [round] }, connections)).toBe(expected);
  });
});

describe("what expired and still waits in Azure", () => {
  it("is named, and nothing else", () => {
    const expired = aRound({ outcome: "expired" });
    const connections = [aConnection()];
    const rounds = [expired, aRound({ outcome: "refused" }), aRound({ outcome: "expired", privateEndpoint: other })];
    expect(expiredAndPending(rounds, connections)).toEqual([expired]);
    expect(expiredAndPending([expired], [aConnection({ status: "Rejected" })])).toEqual([]);
  });
});
