import { describe, expect, it } from "@jest/globals";
import type { Store } from "../../src/store.ts";
import { aNamespace, aPrivateEndpoint, aRound } from "../support/builders.ts";

export function roundsContract(store: () => Store): void {
  const found = (round = aRound()) => store().rounds.find(aNamespace(), round.connection, round.privateEndpoint);

  describe("rounds", () => {
    it("finds the round of a connection and endpoint, whatever the case of their ids", async () => {
      await store().rounds.begin(aNamespace(), aRound());
      const { connection, privateEndpoint } = aRound();
      const shouted = [connection.toUpperCase(), privateEndpoint.toUpperCase()] as const;
      expect(await store().rounds.find(aNamespace(), ...shouted)).toEqual(aRound());
    });

    it("keeps another endpoint behind the same connection apart", async () => {
      const other = aRound({ privateEndpoint: aPrivateEndpoint("pe-other") });
      await store().rounds.begin(aNamespace(), aRound());
      expect(await found(other)).toBeUndefined();
    });

    it("gives all rounds of a namespace and no others", async () => {
      const other = aRound({ privateEndpoint: aPrivateEndpoint("pe-other") });
      await store().rounds.begin(aNamespace(), aRound());
      await store().rounds.begin(aNamespace(), other);
      await store().rounds.begin(aNamespace({ namespace: "contoso-billing" }), aRound());
      const rounds = await store().rounds.in(aNamespace());
      expect(rounds.map(({ privateEndpoint }) => privateEndpoint).sort()).toEqual(
        [aRound().privateEndpoint, other.privateEndpoint].sort(),
      );
    });

    it("replaces an earlier round", async () => {
      await store().rounds.begin(aNamespace(), aRound({ outcome: "applied", seenNotPending: true, mark: "RA-1" }));
      await store().rounds.begin(aNamespace(), aRound({ round: 2, requestId: "r-2" }));
      expect(await found()).toEqual(aRound({ round: 2, requestId: "r-2" }));
    });

    it("leaves a row of the same or a later round, and answers the row that counts", async () => {
      const second = aRound({ round: 2, requestId: "r-2", seenNotPending: true });
      expect(await store().rounds.begin(aNamespace(), aRound())).toEqual(aRound());
      expect(await store().rounds.begin(aNamespace(), second)).toEqual(second);
      expect(await store().rounds.begin(aNamespace(), aRound({ round: 2, requestId: "r-other" }))).toEqual(second);
      expect(await store().rounds.begin(aNamespace(), aRound())).toEqual(second);
      expect(await found()).toEqual(second);
    });

    it("lets only one of two that begin at once through, and both hear of that one", async () => {
      await store().rounds.begin(aNamespace(), aRound());
      const begun = ["r-one", "r-two"].map((requestId) =>
        store().rounds.begin(aNamespace(), aRound({ round: 2, requestId })),
      );
      const heard = (await Promise.allSettled(begun)).filter(({ status }) => status === "fulfilled");
      const counts = await found();
      expect(heard.length).toBeGreaterThan(0);
      expect(heard).toEqual(heard.map(() => ({ status: "fulfilled", value: counts })));
    });

    it("gives back all that may stand in it", async () => {
      const full = aRound({
        ...{ kind: "clean-up", outcome: "indeterminate", mark: "RA-1", onRecord: "gone", settled: true },
        ...{ disconnectedSince: "2026-11-20T09:00:00.000Z", rule: "clean-up", fromMark: "RA-0", cleanUpPlanned: true },
      });
      await store().rounds.begin(aNamespace(), full);
      expect(await found()).toEqual(full);
      const none = aRound({ kind: "none", round: 0, outcome: "none", privateEndpoint: aPrivateEndpoint("pe-none") });
      await store().rounds.begin(aNamespace(), none);
      expect(await found(none)).toEqual(none);
    });

    it("forgets what is noted as undefined", async () => {
      await store().rounds.begin(aNamespace(), aRound({ disconnectedSince: "2026-11-20T09:00:00.000Z" }));
      await store().rounds.note(aNamespace(), aRound(), { disconnectedSince: undefined, cleanUpPlanned: false });
      expect(await found()).toEqual(aRound());
    });

    it("notes what happened since", async () => {
      await store().rounds.begin(aNamespace(), aRound({ mark: "RA-1" }));
      await store().rounds.note(aNamespace(), aRound(), { outcome: "expired" });
      await store().rounds.note(aNamespace(), aRound(), { seenNotPending: true });
      expect(await found()).toEqual(aRound({ mark: "RA-1", outcome: "expired", seenNotPending: true }));
    });

    it("counts a change once that two looks have seen", async () => {
      await store().rounds.begin(aNamespace(), aRound());
      expect(await store().rounds.note(aNamespace(), aRound(), { onRecord: "gone", changes: 1 })).toBe("noted");
      const again = await store().rounds.note(aNamespace(), aRound(), { onRecord: "Disconnected", changes: 1 });
      expect(again).toBe("passed over");
      expect(await found()).toEqual(aRound({ onRecord: "gone", changes: 1 }));
    });

    it("notes nothing on a row of another round, nor where there is none", async () => {
      await store().rounds.note(aNamespace(), aRound(), { outcome: "expired" });
      expect(await found()).toBeUndefined();
      await store().rounds.begin(aNamespace(), aRound({ round: 2 }));
      await store().rounds.note(aNamespace(), aRound({ round: 1 }), { outcome: "expired" });
      expect(await found()).toEqual(aRound({ round: 2 }));
    });
  });
}
