import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Connection } from "../../src/domain/connection.ts";
import type { RequestKind } from "../../src/domain/request-kind.ts";
import type { Round } from "../../src/domain/round.ts";
import { type Situation, situationOf } from "../../src/domain/situation.ts";
import { aConnection, aPrivateEndpoint, aRequest, aRound } from "../support/builders.ts";

const NOW = new Date("2026-11-20T09:20:00.000Z");
const MARK = "RA-k3m9q2";
const OWN_MARK = "RA-x7p4r8";
const DECIDED_FOR_ANOTHER = aRound({
  privateEndpoint: aPrivateEndpoint("pe-other"),
  mark: MARK,
  outcome: "indeterminate",
});

const connection = fc
  .record({
    status: fc.constantFrom<Connection["status"]>("Pending", "Approved", "Rejected", "Disconnected", "Other"),
    provisioning: fc.constantFrom("busy" as const, "done" as const, "failed" as const),
    description: fc.constantFrom("please", `fine [${MARK}]`, `fine [${OWN_MARK}]`),
  })
  .map((overrides) => aConnection(overrides));

const ended = fc
  .record({
    kind: fc.constantFrom<RequestKind | "none">("none", "approve-or-reject", "revoke", "remove", "clean-up"),
    outcome: fc.constantFrom<NonNullable<Round["outcome"]>>(
      ...(["none", "applied", "refused", "failed", "indeterminate", "superseded", "expired", "kept"] as const),
    ),
    onRecord: fc.constantFrom<Round["onRecord"]>(
      ...([undefined, "Pending", "Approved", "Rejected", "Disconnected", "gone"] as const),
    ),
    seenNotPending: fc.boolean(),
    settled: fc.boolean(),
    disconnectedSince: fc.constantFrom(undefined, "2026-11-17T09:20:00.000Z", "2026-11-20T09:00:00.000Z"),
    fromMark: fc.constantFrom(undefined, MARK),
    mark: fc.constantFrom(undefined, OWN_MARK),
  })
  .map((overrides) => aRound(overrides));

function look(now: Connection, own: Round): Situation {
  const open = own.outcome === undefined ? [aRequest()] : [];
  return situationOf(now, { open, rounds: [own, DECIDED_FOR_ANOTHER] }, { graceHours: 72 }, NOW);
}

/** What the sweep does about it, so far as it is noted on the round. */
function noted(own: Round, situation: Situation, status: Connection["status"]): Round {
  switch (situation.kind) {
    case "external": {
      const isReconnected = status !== "Disconnected";
      return { ...own, onRecord: status, ...(isReconnected ? { disconnectedSince: undefined } : {}) };
    }
    case "disconnected":
      return { ...own, disconnectedSince: NOW.toISOString() };
    case "reconnected":
      return { ...own, disconnectedSince: undefined };
    case "settled":
      return { ...own, settled: true, onRecord: status };
    case "new":
    case "unfinished":
    case "drifted":
    case "clean-up":
      return { ...own, round: own.round + 1, outcome: undefined };
    case "open":
    case "nothing":
      return own;
  }
}

function afterLooks(looks: number, now: Connection, own: Round): Round {
  return looks === 0 ? own : afterLooks(looks - 1, now, noted(own, look(now, own), now.status));
}

describe("whatever is seen of a connection", () => {
  it("comes to rest after three looks: nothing is recorded or begun with every sweep", () => {
    fc.assert(
      fc.property(connection, ended, (now, own) => {
        expect(["nothing", "open"]).toContain(look(now, afterLooks(3, now, own)).kind);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is never external for a state that is on record", () => {
    fc.assert(
      fc.property(connection, ended, (now, own) => {
        if (look(now, own).kind === "external") expect(own.onRecord).not.toBe(now.status);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is settled once, and only when it was uncertain, or is on record as not done and stands there with our mark", () => {
    fc.assert(
      fc.property(connection, ended, (now, own) => {
        if (look(now, own).kind !== "settled") return;
        expect(own.settled).toBe(false);
        const isLanded = now.description.endsWith(`[${own.mark}]`) && now.status !== "Pending";
        expect(isLanded ? ["indeterminate", "refused", "failed"] : ["indeterminate"]).toContain(own.outcome);
      }),
      { numRuns: 2_000 },
    );
  });

  it("begins what the connection's state allows", () => {
    fc.assert(
      fc.property(connection, ended, (now, own) => {
        const { kind } = look(now, own);
        const from = { new: "Pending", drifted: "Approved", "clean-up": "Disconnected" }[kind as string];
        if (from) expect(now.status).toBe(from);
      }),
      { numRuns: 2_000 },
    );
  });
});
