import { describe, expect, it } from "@jest/globals";
import { connectionIdOf } from "../../src/domain/azure-id.ts";
import type { OutcomeKind } from "../../src/domain/request.ts";
import type { Round } from "../../src/domain/round.ts";
import { isSeenNotPending, situationOf } from "../../src/domain/situation.ts";
import { aConnection, aConnectionId, aPrivateEndpoint, aRequest, aRound } from "../support/builders.ts";

const nothingKnown = { open: [], rounds: [] };
const known = (rounds: readonly Round[], open = [aRequest()].slice(1)) => ({ open, rounds });
const privateEndpoint = aPrivateEndpoint();
const other = aPrivateEndpoint("pe-other");

describe("a connection that Azure lists", () => {
  it("is a new request when it is Pending and never was asked about", () => {
    const asks = { kind: "approve-or-reject", privateEndpoint, round: 1 };
    expect(situationOf(aConnection(), nothingKnown)).toEqual({ kind: "new", asks });
  });

  it.each(["Approved", "Rejected", "Disconnected", "Other"] as const)(
    "is nothing when it is %s and not ours",
    (status) => {
      expect(situationOf(aConnection({ status }), nothingKnown)).toEqual({ kind: "nothing" });
    },
  );

  it("is nothing when Azure names no endpoint: there is nothing that a request could bind to", () => {
    expect(situationOf(aConnection({ privateEndpoint: undefined }), nothingKnown)).toEqual({ kind: "nothing" });
  });

  it("is its open request, whatever the case of the ids and whatever its status", () => {
    const shouted = aRound({
      connection: connectionIdOf(aConnectionId()).toUpperCase(),
      privateEndpoint: privateEndpoint.toUpperCase(),
    });
    const situation = situationOf(aConnection({ status: "Rejected" }), known([shouted], [aRequest()]));
    expect(situation).toEqual({ kind: "open", request: aRequest() });
  });

  it("is a request to finish writing when its round has begun and no request is there", () => {
    const asks = { kind: "approve-or-reject", privateEndpoint, round: 1 };
    expect(situationOf(aConnection(), known([aRound()]))).toEqual({ kind: "unfinished", asks });
  });

  it("is nothing when its round has begun, no request is there, and it is not in that state any more", () => {
    expect(situationOf(aConnection({ status: "Approved" }), known([aRound()]))).toEqual({ kind: "nothing" });
    expect(situationOf(aConnection(), known([aRound({ kind: "revoke" })]))).toEqual({ kind: "nothing" });
  });

  it("is a new request in the next round after one that allows it", () => {
    const asks = { kind: "approve-or-reject", privateEndpoint, round: 5 };
    const last = aRound({ round: 4, outcome: "applied" });
    expect(situationOf(aConnection(), known([last]))).toEqual({ kind: "new", asks });
  });

  it("is nothing while it stays Pending after a request that expired", () => {
    expect(situationOf(aConnection(), known([aRound({ outcome: "expired" })]))).toEqual({ kind: "nothing" });
  });

  it("is a new request of its own when another endpoint behind the same name was asked about", () => {
    const asks = { kind: "approve-or-reject", privateEndpoint, round: 1 };
    const rounds = [
      aRound({ privateEndpoint: other }),
      aRound({ connection: connectionIdOf(aConnectionId({ connection: "c2" })) }),
    ];
    expect(situationOf(aConnection(), known(rounds, [aRequest()]))).toEqual({ kind: "new", asks });
  });
});

describe("an approval of ours that stands on another endpoint", () => {
  const decidedForOther = aRound({ privateEndpoint: other, outcome: "indeterminate", mark: "RA-k3m9q2" });
  const drifted = aConnection({ status: "Approved", description: "Known partner [RA-k3m9q2]" });
  const asks = { kind: "revoke", privateEndpoint, round: 1 };

  it("is to be revoked", () => {
    expect(situationOf(drifted, known([decidedForOther]))).toEqual({ kind: "drifted", asks });
  });

  it.each<OutcomeKind>(["applied", "superseded", "indeterminate", "expired"])(
    "is to be revoked in the next round after a request of this endpoint that ended as %s",
    (outcome) => {
      const own = aRound({ round: 2, outcome });
      expect(situationOf(drifted, known([own, decidedForOther]))).toEqual({
        kind: "drifted",
        asks: { ...asks, round: 3 },
      });
    },
  );

  it.each<OutcomeKind>(["refused", "failed"])("is not revoked with every sweep once a revocation was %s", (outcome) => {
    const own = aRound({ kind: "revoke", outcome });
    expect(situationOf(drifted, known([own, decidedForOther]))).toEqual({ kind: "nothing" });
  });

  it("is revoked again when the last revocation was applied and it came back", () => {
    const own = aRound({ kind: "revoke", outcome: "applied" });
    expect(situationOf(drifted, known([own, decidedForOther]))).toMatchObject({ kind: "drifted" });
  });

  it("is not revoked while its own request is open", () => {
    expect(situationOf(drifted, known([aRound(), decidedForOther], [aRequest()]))).toMatchObject({ kind: "open" });
  });

  it("is finished when a revocation was begun and not written", () => {
    const asksAgain = { ...asks, round: 7 };
    const own = aRound({ kind: "revoke", round: 7 });
    expect(situationOf(drifted, known([own, decidedForOther]))).toEqual({ kind: "unfinished", asks: asksAgain });
  });

  it.each([
    ["it is Rejected", { status: "Rejected" as const }],
    ["its description has no mark of ours", { description: "approved in the portal" }],
    ["the mark stands there as an owner's words only", { description: "As [RA-k3m9q2], fine [RA-another]" }],
  ])("is none when %s", (_, overrides) => {
    expect(situationOf({ ...drifted, ...overrides }, known([decidedForOther]))).toEqual({ kind: "nothing" });
  });

  it("is none when it was decided for this very endpoint", () => {
    const own = aRound({ outcome: "applied", mark: "RA-k3m9q2", privateEndpoint: privateEndpoint.toUpperCase() });
    expect(situationOf(drifted, known([own]))).toEqual({ kind: "nothing" });
  });

  it("is none when the other request never meant to change anything", () => {
    expect(situationOf(drifted, known([aRound({ privateEndpoint: other, outcome: "expired" })]))).toEqual({
      kind: "nothing",
    });
  });
});

describe("a round's connection is seen not Pending", () => {
  it.each([
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
