import * as z from "zod";
import type { Head, LogHead } from "../../log.ts";
import type { Clock } from "../../ports.ts";
import { rowsOf } from "./rows.ts";
import type { Tables } from "./tables.ts";

const headRow = z.strictObject({
  size: z.int().min(0),
  batch: z.array(z.string()),
  stopped: z.string().optional(),
});

const KEY = { partition: "log", row: "head" } as const;
const NO_HEAD: Head = { size: 0, batch: [], stopped: undefined };

/** A row `log / head`. */
export function tableLogHead(auditTables: Tables, clock: Clock): LogHead {
  const rows = rowsOf(auditTables("AuditHead"), headRow, clock);
  return {
    async read() {
      const row = await rows.read(KEY);
      return { head: { ...NO_HEAD, ...row?.content }, etag: row?.etag };
    },
    async advance({ etag }, { size, batch, stopped }) {
      const content = { size, batch: [...batch], ...(stopped !== undefined && { stopped }) };
      if (etag !== undefined) return (await rows.change(KEY, content, etag)) === "changed" ? "advanced" : "overtaken";
      const kept = await rows.insert(KEY, content);
      return JSON.stringify(kept) === JSON.stringify(content) ? "advanced" : "overtaken";
    },
  };
}
