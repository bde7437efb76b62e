import { describe, expect, it } from "@jest/globals";
import { emptyChannel, type Waiting, waitingOf } from "../../src/domain/line.ts";
import { Changed } from "../../src/ports.ts";
import type { Store } from "../../src/store.ts";
import { aCopy, aGroup, aRequest } from "../support/builders.ts";

export function channelsContract(store: () => Store): void {
  const { channel } = aGroup();
  const elsewhere = { id: "19:elsewhere@thread.tacv2", name: "Elsewhere" };
  const place = { requestId: "r-1", subscription: "22222222-2222-4222-8222-222222222222" };
  const found = () => store().channels.find(channel);
  const aWaiting = (requestId: string): Waiting => ({ ...waitingOf(aRequest()), requestId });

  describe("what a channel bears", () => {
    it("is nothing at first, and no channel is known", async () => {
      expect(await found()).toEqual(emptyChannel(channel));
      expect(await store().channels.all()).toEqual([]);
    });

    it("is changed by whoever read it last, and then the channel is known", async () => {
      const changed = await store().channels.update(await found(), { places: [place] });
      expect(changed).toEqual({ ...emptyChannel(channel), places: [place] });
      expect(await store().channels.update(changed, { hasLine: true })).toEqual(await found());
      expect(await store().channels.all()).toEqual([channel]);
    });

    it("is left as it is for whoever read it before somebody else changed it", async () => {
      const read = await found();
      await store().channels.update(read, { places: [place] });
      await expect(store().channels.update(read, { hasLine: true })).rejects.toThrow(Changed);
      expect(await found()).toEqual({ ...emptyChannel(channel), places: [place] });
    });

    it("is changed by one of several at once", async () => {
      const read = await store().channels.update(await found(), { hasLine: true });
      const changes = ["r-1", "r-2", "r-3"].map((requestId) =>
        store().channels.update(read, { places: [{ ...place, requestId }] }),
      );
      const heard = (await Promise.allSettled(changes)).filter(({ status }) => status === "fulfilled");
      expect(heard).toHaveLength(1);
    });

    it("gives back all that may stand in it", async () => {
      const lineCard = {
        ...{ spot: { conversation: `${channel.id};messageid=1`, activity: "1" }, posts: 2, shown: "3 waiting" },
        ...{ triedAt: "2026-11-20T10:00:00.000Z", copies: [aCopy()] },
      };
      const quiet = { since: "2026-11-20T10:00:00.000Z", posted: 10, untold: 3 };
      const places = [place, { requestId: "r-2", subscription: undefined }];
      const full = { ...emptyChannel(channel), places, hasLine: true, lineCard, quiet };
      await store().channels.update(await found(), full);
      expect(await found()).toEqual(full);
    });
  });

  describe("the line of a channel", () => {
    it("holds each request once, as it was when it came, and no other channel's", async () => {
      await store().channels.standInLine(channel.id, aWaiting("r-1"));
      await store().channels.standInLine(channel.id, { ...aWaiting("r-1"), since: "2026-11-21T00:00:00.000Z" });
      await store().channels.standInLine(elsewhere.id, { ...aWaiting("r-2"), subscription: undefined });
      expect(await store().channels.line(channel.id)).toEqual([aWaiting("r-1")]);
      expect(await store().channels.line(elsewhere.id)).toEqual([{ ...aWaiting("r-2"), subscription: undefined }]);
      expect(await store().channels.isInLine(channel.id, "r-1")).toBe(true);
      expect(await store().channels.isInLine(channel.id, "r-2")).toBe(false);
    });

    it("is left also by whoever is not there", async () => {
      await store().channels.standInLine(channel.id, aWaiting("r-1"));
      await store().channels.leaveLine(channel.id, "r-1");
      await store().channels.leaveLine(channel.id, "r-1");
      expect(await store().channels.line(channel.id)).toEqual([]);
    });

    it("makes no channel known and no row of the channel itself", async () => {
      await store().channels.standInLine(channel.id, aWaiting("r-1"));
      expect(await found()).toEqual(emptyChannel(channel));
    });
  });
}
