import { describe, expect, it } from "@jest/globals";
import { connectionIdOf } from "../../src/domain/azure-id.ts";
import type { Connection } from "../../src/domain/connection.ts";
import type { ConnectionRequest, OutcomeKind } from "../../src/domain/request.ts";
import type { RequestKind } from "../../src/domain/request-kind.ts";
import type { Round } from "../../src/domain/round.ts";
import { type Asked, type Situation, situationOf } from "../../src/domain/situation.ts";
import { aConnection, aConnectionId, aPrivateEndpoint, aRequest, aRound, aVote } from "../support/builders.ts";

const NOW = new Date("2026-11-20T09:20:00.000Z");
const GRACE = { graceHours: 72 };
const LONG_AGO = "2026-11-17T09:20:00.000Z";
const MARK = "RA-k3m9q2";
const privateEndpoint = aPrivateEndpoint();
const other = aPrivateEndpoint("pe-other");
const NOTHING = { kind: "nothing" };

function seen(
  connection: Connection,
  rounds: readonly Round[] = [],
  open: readonly ConnectionRequest[] = [],
): Situation {
  return situationOf(connection, { open, rounds }, GRACE, NOW);
}

/** Of a private endpoint in a requester's subscription. */
function seenThere(connection: Connection, rounds: readonly Round[] = []): Situation {
  return situationOf(connection, { open: [], rounds }, { ...GRACE, isEndpoint: true }, NOW);
}

function asks(overrides: Partial<Asked> = {}): Asked {
  const nothing = { rule: undefined, mark: undefined, wish: undefined };
  return { kind: "approve-or-reject", privateEndpoint, round: 1, ...nothing, ...overrides };
}

const kindOf = (...args: Parameters<typeof seen>) => seen(...args).kind;

describe("a connection that Azure lists", () => {
  it("is a new request when it is Pending and never was asked about", () => {
    expect(seen(aConnection())).toEqual({ kind: "new", asks: asks() });
  });

  it("is nothing in a state that nobody knows", () => {
    expect(seen(aConnection({ status: "Other" }))).toEqual(NOTHING);
  });

  it("is nothing when Azure names no endpoint: there is nothing that a request could bind to", () => {
    for (const status of ["Pending", "Approved", "Disconnected"] as const) {
      expect(seen(aConnection({ privateEndpoint: undefined, status }))).toEqual(NOTHING);
    }
  });

  it("is its open request, whatever the case of the ids and whatever its status", () => {
    const shouted = aRound({
      connection: connectionIdOf(aConnectionId()).toUpperCase(),
      privateEndpoint: privateEndpoint.toUpperCase(),
    });
    const situation = seen(aConnection({ status: "Rejected" }), [shouted], [aRequest()]);
    expect(situation).toEqual({ kind: "open", request: aRequest() });
  });

  it.each<[RequestKind, Connection["status"]]>([
    ["approve-or-reject", "Pending"],
    ["approve-or-reject", "Approved"],
    ["revoke", "Approved"],
    ["revoke", "Disconnected"],
    ["remove", "Rejected"],
    ["clean-up", "Disconnected"],
    ["clean-up-endpoint", "Disconnected"],
  ])(
    "is a request to %s to finish writing when it is %s, its round has begun and no request is there",
    (kind, status) => {
      const own = aRound({ kind, round: 3, rule: "clean-up", fromMark: MARK });
      const asked = asks({ kind, round: 3, rule: "clean-up", mark: MARK });
      expect(seen(aConnection({ status }), [own])).toEqual({ kind: "unfinished", asks: asked });
    },
  );

  it("is to be finished as the owner meant it who wants it", () => {
    const { verdict: _, ...said } = aVote({ comment: "Not used" });
    const wish = { ...said, again: true };
    const own = aRound({ kind: "remove", round: 2, wish });
    const asked = asks({ kind: "remove", round: 2, wish });
    expect(seen(aConnection({ status: "Approved" }), [own])).toEqual({ kind: "unfinished", asks: asked });
  });

  it("is nothing when that was about an endpoint that is connected by now, or about nothing", () => {
    expect(seen(aConnection({ status: "Approved" }), [aRound({ kind: "clean-up-endpoint" })])).toEqual(NOTHING);
    expect(seen(aConnection(), [aRound({ kind: "none" })])).toEqual(NOTHING);
  });

  it("is settled first when it is Pending after an outcome that was not certain, and then a new request", () => {
    const own = aRound({ round: 4, outcome: "indeterminate" });
    expect(seen(aConnection(), [own])).toEqual({ kind: "settled", round: own });
    expect(seen(aConnection(), [{ ...own, settled: true }])).toEqual({ kind: "new", asks: asks({ round: 5 }) });
  });

  it("is a new request in the next round after one that allows it: it was re-created", () => {
    const last = aRound({ round: 4, outcome: "applied" });
    expect(seen(aConnection(), [last])).toEqual({ kind: "new", asks: asks({ round: 5 }) });
  });

  it.each<OutcomeKind>(["expired", "refused", "failed"])(
    "is nothing while it stays Pending after a request that ended as %s, and a new one once it was seen otherwise",
    (outcome) => {
      expect(seen(aConnection(), [aRound({ outcome })])).toEqual(NOTHING);
      expect(kindOf(aConnection(), [aRound({ outcome, seenNotPending: true })])).toBe("new");
    },
  );

  it("is a new request of its own when another endpoint behind the same name was asked about", () => {
    const rounds = [
      aRound({ privateEndpoint: other }),
      aRound({ connection: connectionIdOf(aConnectionId({ connection: "c2" })) }),
    ];
    expect(seen(aConnection(), rounds, [aRequest()])).toEqual({ kind: "new", asks: asks() });
  });
});

describe("an approval of ours that stands on another endpoint", () => {
  const decidedForOther = aRound({ privateEndpoint: other, outcome: "indeterminate", mark: MARK });
  const drifted = aConnection({ status: "Approved", description: `Known partner [${MARK}]` });
  const revoke = { kind: "revoke", rule: "approval-of-another-endpoint", mark: MARK } as const;

  it("is to be revoked, as long as it carries our mark", () => {
    expect(seen(drifted, [decidedForOther])).toEqual({ kind: "drifted", asks: asks(revoke) });
  });

  it.each<OutcomeKind>(["applied", "superseded", "indeterminate", "expired", "kept", "refused", "failed"])(
    "is to be revoked in the next round after a request of this endpoint that ended as %s",
    (outcome) => {
      const own = aRound({ round: 2, outcome });
      expect(seen(drifted, [own, decidedForOther])).toEqual({ kind: "drifted", asks: asks({ ...revoke, round: 3 }) });
    },
  );

  it.each<OutcomeKind>(["refused", "failed"])(
    "is not revoked with every sweep once its revocation was %s",
    (outcome) => {
      const own = aRound({ kind: "revoke", outcome, fromMark: MARK, onRecord: "Approved" });
      expect(seen(drifted, [own, decidedForOther])).toEqual(NOTHING);
    },
  );

  it.each<OutcomeKind>(["refused", "failed"])(
    "is revoked though the revocation of another approval was %s, or one that an owner wanted",
    (outcome) => {
      const [another, anOwners] = [
        aRound({ kind: "revoke", outcome, fromMark: "RA-else" }),
        aRound({ kind: "revoke", outcome }),
      ];
      expect(kindOf(drifted, [another, decidedForOther])).toBe("drifted");
      expect(kindOf(drifted, [anOwners, decidedForOther])).toBe("drifted");
    },
  );

  it("is revoked again when the last revocation was applied and it came back", () => {
    const own = aRound({ kind: "revoke", outcome: "applied", fromMark: MARK });
    expect(seen(drifted, [own, decidedForOther])).toMatchObject({ kind: "drifted" });
  });

  it("is not revoked while its own request is open", () => {
    expect(seen(drifted, [aRound(), decidedForOther], [aRequest()])).toMatchObject({ kind: "open" });
  });

  it.each([
    ["it is Rejected", { status: "Rejected" as const }],
    ["its description has no mark of ours", { description: "approved in the portal" }],
    ["the mark stands there as an owner's words only", { description: `As [${MARK}], fine [RA-another]` }],
  ])("is somebody else's change when %s", (_, overrides) => {
    expect(kindOf({ ...drifted, ...overrides }, [decidedForOther])).toBe("external");
  });

  it("is somebody's copy of our mark when it was decided for another connection: ours reached that one only", () => {
    const elsewhere = { ...decidedForOther, connection: connectionIdOf(aConnectionId({ connection: "c2" })) };
    expect(kindOf(drifted, [elsewhere])).toBe("external");
    const sameInCapitals = { ...decidedForOther, connection: connectionIdOf(aConnectionId()).toUpperCase() };
    expect(kindOf(drifted, [elsewhere, sameInCapitals])).toBe("drifted");
  });

  it("is none when it was decided for this very endpoint", () => {
    const decided = { outcome: "applied", mark: MARK, onRecord: "Approved" } as const;
    const own = aRound({ ...decided, privateEndpoint: privateEndpoint.toUpperCase() });
    expect(seen(drifted, [own])).toEqual(NOTHING);
  });

  it("is none when the other request never meant to change anything", () => {
    expect(kindOf(drifted, [aRound({ privateEndpoint: other, outcome: "expired" })])).toBe("external");
  });
});

describe("what somebody else did", () => {
  const approved = aConnection({ status: "Approved", description: "by hand" });

  it.each(["Approved", "Rejected"] as const)("is recorded when a connection is born %s", (status) => {
    const external = { kind: "external", privateEndpoint, round: undefined };
    expect(seen(aConnection({ status }))).toEqual(external);
  });

  it("is recorded once a state", () => {
    const noted = aRound({ kind: "none", round: 0, outcome: "none", onRecord: "Approved" });
    expect(seen(approved, [noted])).toEqual(NOTHING);
    expect(seen({ ...approved, status: "Rejected" }, [noted])).toEqual({
      kind: "external",
      privateEndpoint,
      round: noted,
    });
  });

  it("is not what a request of ours did", () => {
    expect(seen(approved, [aRound({ outcome: "applied", onRecord: "Approved" })])).toEqual(NOTHING);
    expect(kindOf(approved, [aRound({ outcome: "applied", onRecord: "Rejected" })])).toBe("external");
  });

  it("is not recorded while a request is under way", () => {
    expect(kindOf(approved, [aRound()], [aRequest()])).toBe("open");
    expect(kindOf(approved, [aRound()])).toBe("unfinished");
  });

  it.each(["busy", "failed"] as const)("is not recorded before Azure is done with it: %s", (provisioning) => {
    expect(seen({ ...approved, provisioning })).toEqual(NOTHING);
  });
});

describe("an outcome that was not certain", () => {
  const uncertain = aRound({ outcome: "indeterminate", onRecord: "Pending" });

  it.each(["Approved", "Rejected", "Disconnected"] as const)("is settled once Azure shows %s", (status) => {
    expect(seen(aConnection({ status }), [uncertain])).toEqual({ kind: "settled", round: uncertain });
  });

  it("is settled once", () => {
    const settled = { ...uncertain, settled: true, onRecord: "Approved" } as const;
    expect(seen(aConnection({ status: "Approved" }), [settled])).toEqual(NOTHING);
    expect(kindOf(aConnection({ status: "Disconnected" }), [settled])).toBe("external");
  });

  it("is not settled before Azure is done, nor by a state that nobody knows", () => {
    expect(seen(aConnection({ status: "Approved", provisioning: "busy" }), [uncertain])).toEqual(NOTHING);
    expect(seen(aConnection({ status: "Other" }), [uncertain])).toEqual(NOTHING);
    expect(kindOf(aConnection({ status: "Disconnected", provisioning: "busy" }), [uncertain])).toBe("disconnected");
  });

  it("of an endpoint's clean-up is not settled here", () => {
    const cleanUp = aRound({ kind: "clean-up-endpoint", outcome: "indeterminate", disconnectedSince: LONG_AGO });
    expect(seenThere(aConnection({ status: "Disconnected" }), [cleanUp]).kind).toBe("clean-up");
    expect(kindOf(aConnection({ status: "Disconnected" }), [{ ...cleanUp, onRecord: "Disconnected" }])).toBe(
      "clean-up",
    );
  });
});

describe("a change of ours that is on record as refused or failed", () => {
  const landed = aConnection({ status: "Approved", description: `Known partner [${MARK}]` });
  const ended = (outcome: OutcomeKind, more: Partial<Round> = {}) =>
    aRound({ outcome, mark: MARK, onRecord: "Pending", ...more });

  it.each<OutcomeKind>(["refused", "failed"])("%s is settled when it stands there all the same", (outcome) => {
    const own = ended(outcome);
    expect(seen(landed, [own])).toEqual({ kind: "settled", round: own });
    expect(kindOf({ ...landed, status: "Rejected" }, [own])).toBe("settled");
    expect(kindOf({ ...landed, status: "Disconnected" }, [own])).toBe("settled");
    expect(seen(landed, [{ ...own, settled: true, onRecord: "Approved" }])).toEqual(NOTHING);
  });

  it.each<[string, Round, Partial<Connection>]>([
    ["it was made by somebody else", ended("failed"), { description: "by hand" }],
    ["the mark is that of another change", ended("failed", { mark: "RA-another" }), {}],
    ["nothing was intended", ended("failed", { mark: undefined }), {}],
    ["it is on record as applied", ended("applied"), {}],
  ])("is external when %s", (_, own, change) => {
    expect(kindOf({ ...landed, ...change }, [own])).toBe("external");
  });
});

describe("a connection that is Disconnected", () => {
  const disconnected = aConnection({ status: "Disconnected" });
  const since = (disconnectedSince: string | undefined, more: Partial<Round> = {}) =>
    aRound({ round: 2, outcome: "applied", onRecord: "Disconnected", disconnectedSince, ...more });
  const cleanUp = { kind: "clean-up", asks: asks({ kind: "clean-up", round: 3, rule: "clean-up" }) };

  it("was made so by somebody else, which is recorded once, before its grace period begins", () => {
    expect(seen(disconnected)).toEqual({ kind: "external", privateEndpoint, round: undefined });
    const own = since(undefined);
    const approved = { ...own, onRecord: "Approved" } as const;
    expect(seen(disconnected, [approved])).toEqual({ kind: "external", privateEndpoint, round: approved });
    expect(seen(disconnected, [own])).toEqual({ kind: "disconnected", privateEndpoint, round: own });
  });

  it.each(["busy", "failed"] as const)(
    "is noted, but not recorded, before Azure is done with it: %s",
    (provisioning) => {
      const onTheWay = { ...disconnected, provisioning };
      expect(seen(onTheWay)).toEqual({ kind: "disconnected", privateEndpoint, round: undefined });
      expect(seen(onTheWay, [since(NOW.toISOString(), { onRecord: "Approved" })])).toEqual(NOTHING);
    },
  );

  it("is only noted and cleaned up when it is an endpoint of the requester's: no change there is anybody's", () => {
    expect(seenThere(disconnected)).toEqual({ kind: "disconnected", privateEndpoint, round: undefined });
    const own = since(LONG_AGO, { onRecord: undefined });
    expect(seenThere(disconnected, [own])).toEqual(cleanUp);
  });

  it("is cleaned up after the grace period, and not a moment before", () => {
    expect(seen(disconnected, [since(LONG_AGO)])).toEqual(cleanUp);
    expect(seen(disconnected, [since("2026-11-17T09:20:00.001Z")])).toEqual(NOTHING);
  });

  it.each<[RequestKind | "none", OutcomeKind | "none", boolean]>([
    ["clean-up", "refused", false],
    ["clean-up", "failed", false],
    ["clean-up-endpoint", "refused", false],
    ["clean-up-endpoint", "failed", false],
    ["clean-up", "superseded", true],
    ["approve-or-reject", "refused", true],
    ["revoke", "failed", true],
    ["none", "none", true],
  ])("is cleaned up after a request to %s that was %s: %p", (kind, outcome, expected) => {
    expect(kindOf(disconnected, [since(LONG_AGO, { kind, outcome })]) === "clean-up").toBe(expected);
  });

  it("is its open clean-up while there is one", () => {
    const open = since(LONG_AGO, { kind: "clean-up", outcome: undefined });
    expect(kindOf(disconnected, [open], [aRequest()])).toBe("open");
  });

  it("is noted when it is connected again, before the grace period begins anew", () => {
    const own = since(LONG_AGO, { onRecord: "Approved" });
    expect(seen(aConnection({ status: "Approved" }), [own])).toEqual({ kind: "reconnected", round: own });
    expect(kindOf(aConnection({ status: "Approved" }), [{ ...own, disconnectedSince: undefined }])).toBe("nothing");
    expect(kindOf(aConnection({ status: "Approved" }), [since(LONG_AGO)])).toBe("external");
    expect(kindOf(aConnection({ status: "Rejected" }), [own])).toBe("external");
  });
});
