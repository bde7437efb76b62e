import { describe, expect, it } from "@jest/globals";
import { earlierOf } from "../../src/domain/background.ts";
import type { Round } from "../../src/domain/round.ts";
import { aPrivateEndpoint, aRound, FABRIKAM, LOGISTICS } from "../support/builders.ts";

const HERE = aPrivateEndpoint("pe-new");
const ends = (...rounds: readonly Partial<Round>[]) =>
  earlierOf(
    HERE,
    rounds.map((round, number) => aRound({ privateEndpoint: aPrivateEndpoint(`pe-${number}`), ...round })),
  );

describe("how earlier requests of a subscription ended", () => {
  it("is counted by how they ended", () => {
    const approved = { outcome: "applied", onRecord: "Approved" } as const;
    const rejected = { outcome: "applied", onRecord: "Rejected" } as const;
    expect(ends(rejected, approved, approved)).toEqual([
      { how: "approved", count: 2 },
      { how: "rejected", count: 1 },
    ]);
  });

  it.each<[Partial<Round>, string]>([
    [{ outcome: "applied", onRecord: "Disconnected" }, "carried out"],
    [{ outcome: "applied", onRecord: "gone" }, "carried out"],
    [{ kind: "revoke", outcome: "applied", onRecord: "Rejected" }, "revoked"],
    [{ kind: "remove", outcome: "applied", onRecord: "gone" }, "removed"],
    [{ kind: "revoke", outcome: "kept" }, "kept"],
    [{ outcome: "expired" }, "expired"],
    [{ outcome: "failed" }, "failed"],
    [{ outcome: "superseded" }, "superseded"],
    [{ outcome: "refused" }, "refused by Azure"],
    [{ outcome: "indeterminate" }, "uncertain"],
  ])("is for %j: %s", (round, how) => {
    expect(ends(round)).toEqual([{ how, count: 1 }]);
  });

  it.each<[string, Partial<Round>]>([
    ["are open", { outcome: undefined }],
    ["are none", { kind: "none", outcome: "none" }],
    ["have no outcome of their own", { outcome: "none" }],
    ["clean up", { kind: "clean-up", outcome: "applied", onRecord: "gone" }],
    ["clean up an endpoint", { kind: "clean-up-endpoint", outcome: "applied" }],
    ["are of another subscription", { privateEndpoint: aPrivateEndpoint("pe", LOGISTICS), outcome: "expired" }],
    ["have an endpoint that is none", { privateEndpoint: "pe", outcome: "expired" }],
  ])("leaves out those that %s", (_, round) => {
    expect(ends(round)).toEqual([]);
  });

  it("goes by the subscription, in whatever case", () => {
    const rounds = [aRound({ privateEndpoint: aPrivateEndpoint("pe", FABRIKAM.toUpperCase()), outcome: "expired" })];
    expect(earlierOf(HERE, rounds)).toEqual([{ how: "expired", count: 1 }]);
    expect(earlierOf("not an id", rounds)).toEqual([]);
  });
});
