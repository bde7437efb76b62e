import { describe, expect, it } from "@jest/globals";
import type { Store } from "../../src/store.ts";

export function heartbeatsContract(store: () => Store): void {
  describe("heartbeats", () => {
    it("tell the last one, and nothing before the first", async () => {
      expect(await store().heartbeats.last("sweep")).toBeUndefined();
      await store().heartbeats.beat("sweep", { at: "2026-11-20T09:00:00.000Z", failed: 2 });
      await store().heartbeats.beat("sweep", { at: "2026-11-20T09:05:00.000Z", failed: 0 });
      await store().heartbeats.beat("sweep", { at: "2026-11-20T09:05:00.000Z", failed: 0 });
      expect(await store().heartbeats.last("sweep")).toEqual({ at: "2026-11-20T09:05:00.000Z", failed: 0 });
    });
  });
}
