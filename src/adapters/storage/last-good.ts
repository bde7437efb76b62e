import { gunzipSync, gzipSync } from "node:zlib";
import * as z from "zod";
import type { Clock } from "../../ports.ts";
import { rowsOf } from "./rows.ts";
import type { Tables } from "./tables.ts";

/** A text that outlives the process. */
export interface KeptText {
  find(): Promise<string | undefined>;
  keep(text: string): Promise<void>;
}

/** The last good policy, in a row `policy / last-good`: packed, since a property of a table holds 32,768 characters at most. */
export function tableLastGood(tables: Tables, clock: Clock): KeptText {
  const rows = rowsOf(tables("Policies"), z.strictObject({ gzip: z.string() }), clock);
  const key = { partition: "policy", row: "last-good" };
  return {
    async find() {
      const row = await rows.read(key);
      return row && gunzipSync(Buffer.from(row.content.gzip, "base64")).toString();
    },
    async keep(text) {
      const packed = { gzip: gzipSync(text).toString("base64") };
      const kept = await rows.insert(key, packed);
      const last = kept.gzip === packed.gzip ? undefined : await rows.read(key);
      // Another process that writes at the same moment has read the same blob.
      if (last) await rows.change(key, packed, last.etag);
    },
  };
}
