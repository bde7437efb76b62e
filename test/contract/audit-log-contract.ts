import { describe, expect, it } from "@jest/globals";
import { Contradiction } from "../../src/ports.ts";
import type { Store } from "../../src/store.ts";
import { anEntry } from "../support/builders.ts";

export function auditLogContract(store: () => Store): void {
  describe("the audit log", () => {
    it("takes the same entry again for our own earlier success, times and versions aside", async () => {
      await store().audit.record(anEntry());
      await store().audit.record(anEntry());
      await store().audit.record(anEntry({ at: "2026-11-20T09:59:59.000Z", serviceVersion: "0.2.0" }));
    });

    it("raises a contradiction when the entry is there and says something else", async () => {
      await store().audit.record(anEntry({ verdict: "approve" }));
      await expect(store().audit.record(anEntry({ verdict: "reject" }))).rejects.toBeInstanceOf(Contradiction);
    });

    it("keeps the steps of a request and of others apart", async () => {
      const { request } = anEntry();
      await store().audit.record(anEntry({ id: `${request}/seen`, kind: "request.seen" }));
      await store().audit.record(anEntry({ id: `${request}/decision`, kind: "decision.made" }));
      await store().audit.record(anEntry({ id: "r-other/seen", request: "r-other", kind: "request.told" }));
    });
  });
}
