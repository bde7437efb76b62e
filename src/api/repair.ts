import * as z from "zod";
import { type RepairFrom, repairAudit } from "../orchestration/repair-audit.ts";
import type { Answered, Call } from "./parts.ts";

const from = z.union([
  z.strictObject({ bundle: z.int().min(0) }),
  z.strictObject({ after: z.string().max(300, "is longer than any id") }),
]);

export const repairBody = z.strictObject({ from: from.default({ bundle: 0 }) });

export const repairAnswer = z
  .strictObject({
    looked: z.int(),
    restored: z.int(),
    enqueued: z.int(),
    differing: z
      .array(z.string())
      .meta({ description: "Entries of which the record says something else than the log" }),
    next: from.optional().meta({ description: "Where the next call goes on; absent when all is done" }),
  })
  .meta({ id: "RepairAnswer" });

/** A batch a call, so that each ends in time; whoever asks goes on with `next`. */
export async function repair({ parts, body }: Call): Promise<Answered> {
  const begin: RepairFrom = repairBody.parse(body).from;
  const { next, ...repaired } = await repairAudit(parts.world, parts.sealedLog, begin);
  return { json: { ...repaired, ...(next && { next }) } };
}
