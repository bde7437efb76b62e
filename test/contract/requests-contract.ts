import { describe, expect, it } from "@jest/globals";
import { Changed } from "../../src/ports.ts";
import type { Store } from "../../src/store.ts";
import { aConnectionId, aNamespace, aPrivateEndpoint, aRequest, aRule } from "../support/builders.ts";

export function requestsContract(store: () => Store): void {
  describe("requests", () => {
    it("gives back a request as it was inserted", async () => {
      const request = aRequest({
        rule: aRule(),
        deadlineAt: "2026-11-21T09:00:00.000Z",
        background: {
          subscriptionName: "Fabrikam Imports",
          network: { publicly: "some", trustedServices: true },
          earlier: [{ how: "refused by Azure", count: 2 }],
        },
        message: "Grüße\n\u202e\u0000 😀 \ud800 \"'",
        progress: {
          watch: { generation: "g", since: "2026-11-20T09:00:00.000Z", wokenAt: "2026-11-20T09:05:00.000Z" },
          recorded: ["seen"],
          remarked: ["hold-1"],
        },
      });
      expect(await store().requests.insert(request)).toEqual(request);
      expect(await store().requests.find(request.id)).toEqual(request);
    });

    it("finds nothing under an id that nobody inserted", async () => {
      expect(await store().requests.find("r-nobody")).toBeUndefined();
    });

    it("leaves a request that is there as it is", async () => {
      await store().requests.insert(aRequest({ message: "first" }));
      expect((await store().requests.insert(aRequest({ message: "second" }))).message).toBe("first");
      expect((await store().requests.find(aRequest().id))?.message).toBe("first");
    });

    it("lists the open requests of a namespace, whatever the case of its name", async () => {
      await store().requests.insert(aRequest({ id: "r-1" }));
      await store().requests.insert(aRequest({ id: "r-2", privateEndpoint: aPrivateEndpoint("pe-2") }));
      await store().requests.insert(
        aRequest({ id: "r-3", connection: aConnectionId({ namespace: "contoso-billing" }) }),
      );
      const shouted = aNamespace({ namespace: "CONTOSO-ORDERS", resourceGroup: "RG-RELAY" });
      expect((await store().requests.openIn(shouted)).map(({ id }) => id).sort()).toEqual(["r-1", "r-2"]);
      expect((await store().requests.allOpen()).map(({ id }) => id)).toEqual(expect.arrayContaining(["r-1", "r-2"]));
    });

    it("does not list a request as open once it is closed, nor once it is inserted again", async () => {
      const request = await store().requests.insert(aRequest());
      const closed = await store().requests.update(request, { closed: true });
      await store().requests.insert(aRequest());
      expect(await store().requests.openIn(aNamespace())).toEqual([]);
      expect(await store().requests.allOpen()).toEqual([]);
      await store().requests.unlist(closed);
      await store().requests.unlist(closed);
      expect(await store().requests.openIn(aNamespace())).toEqual([]);
      expect(await store().requests.allOpen()).toEqual([]);
      expect((await store().requests.find(request.id))?.progress.closed).toBe(true);
    });

    it("changes only the progress that is named, and answers the request as it now is", async () => {
      const request = await store().requests.insert(aRequest({ progress: { notBefore: "2026-11-20T10:00:00.000Z" } }));
      const asked = await store().requests.update(request, { shown: "asking", recorded: ["seen"] });
      const resting = await store().requests.update(asked, { notBefore: undefined });
      const expected = aRequest({ progress: { shown: "asking", recorded: ["seen"] } });
      expect(resting).toEqual(expected);
      expect(await store().requests.find(request.id)).toEqual(expected);
    });

    it("takes a copy of a request for the request", async () => {
      await store().requests.insert(aRequest());
      const copy = JSON.parse(JSON.stringify(await store().requests.find(aRequest().id)));
      expect((await store().requests.update(copy, { closed: true })).progress.closed).toBe(true);
    });

    it("says so when somebody else changed the request since it was read", async () => {
      const read = await store().requests.insert(aRequest());
      await store().requests.update(read, { shown: "asking" });
      await expect(store().requests.update(read, { closed: true })).rejects.toBeInstanceOf(Changed);
      expect((await store().requests.find(read.id))?.progress).toMatchObject({ shown: "asking", closed: false });
    });

    it("lets only one of two changes at once through", async () => {
      const read = await store().requests.insert(aRequest());
      const changes = ["one", "two"].map((step) => store().requests.update(read, { recorded: [step] }));
      const answers = await Promise.allSettled(changes);
      expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    });

    it("gives back all that may stand in it", async () => {
      const at = "2026-11-20T09:00:00.000Z";
      const full = aRequest({
        ...{ kind: "clean-up-endpoint", from: "Disconnected", fromMark: "RA-0", rule: aRule({ of: "service" }) },
        askedBy: { ref: "p-one", commitment: "c", comment: "Out\n\u202e", again: true },
        progress: {
          card: { channel: "19:x", conversation: "c", activity: "a", postedAt: at },
          firstCardAt: at,
          reminder: { number: 1, at },
          ...{ asks: 2, askedAt: at, shown: "asking", said: 3, saidAt: at, escalatedAt: at, putAt: at },
          ...{ correlation: "c-1", repliedAt: at, notBefore: at, recorded: ["seen"] },
          watch: { generation: "g", since: at, wokenAt: at },
        },
      });
      await store().requests.insert(full);
      expect(await store().requests.find(full.id)).toEqual(full);
    });

    it("knows each namespace that ever had a request, once, also when all of it has ended", async () => {
      expect(await store().requests.namespaces()).toEqual([]);
      const request = await store().requests.insert(aRequest({ id: "r-1" }));
      await store().requests.insert(aRequest({ id: "r-2" }));
      await store().requests.insert(
        aRequest({ id: "r-3", connection: aConnectionId({ namespace: "contoso-billing" }) }),
      );
      await store().requests.unlist(await store().requests.update(request, { closed: true }));
      const known = [...(await store().requests.namespaces())].map(({ namespace }) => namespace);
      expect(known.sort()).toEqual(["contoso-billing", "contoso-orders"]);
      expect(await store().requests.namespaces()).toContainEqual(aNamespace());
    });

    it("refuses to change a request that is not there", async () => {
      await expect(store().requests.update(aRequest(), { closed: true })).rejects.toBeInstanceOf(Changed);
    });
  });
}
