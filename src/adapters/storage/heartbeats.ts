import * as z from "zod";
import type { Clock } from "../../ports.ts";
import type { Heartbeats } from "../../store.ts";
import { rowsOf } from "./rows.ts";
import type { Tables } from "./tables.ts";

const heartbeat = z.strictObject({ at: z.string(), failed: z.number() });

/** A row `heartbeat / name`, that each beat overwrites. */
export function tableHeartbeats(tables: Tables, clock: Clock): Heartbeats {
  const rows = rowsOf(tables("Heartbeats"), heartbeat, clock);
  const keyOf = (row: string) => ({ partition: "heartbeat", row });
  return {
    async beat(name, beat) {
      const kept = await rows.insert(keyOf(name), beat);
      const last = kept.at === beat.at ? undefined : await rows.read(keyOf(name));
      // Another one that beats at the same moment says the same.
      if (last) await rows.change(keyOf(name), beat, last.etag);
    },
    last: async (name) => (await rows.read(keyOf(name)))?.content,
  };
}
