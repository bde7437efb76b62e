import * as z from "zod";
import type { RecordedEntry } from "../../domain/policy-replay.ts";
import type { PolicyFault } from "./parse-policy.ts";

export type ParsedRecord = { readonly entries: readonly RecordedEntry[] } | { readonly faults: readonly PolicyFault[] };

const text = z.string().max(2_000, "is longer than 2000 characters");

/** An audit entry as it is exported, `v: 1`; what a replay does not read may be anything. */
const recordedEntry = z
  .object({
    v: z.literal(1, "is not 1, the only version that is known"),
    at: z.iso.datetime({ offset: true, error: "is no time" }),
    kind: text,
    request: text,
    namespace: text,
    connection: text,
    privateEndpoint: text,
    actor: z.object({ kind: text, ref: text }),
    after: text.optional().transform((value) => value),
    verdict: text.optional().transform((value) => value),
  })
  .transform(({ v: _, ...entry }): RecordedEntry => entry);

/** About no connection, and so no matter of a replay. */
const aboutThePolicy = z.object({ v: z.literal(1), kind: z.enum(["policy.changed", "policy.refused"]) });

/** Reads one entry a line (NDJSON); every line that is none is named, and what tells of the policy itself is left out. */
export function parseRecord(record: string): ParsedRecord {
  const entries: RecordedEntry[] = [];
  const faults: PolicyFault[] = [];
  for (const [index, line] of record.split(/\r?\n/).entries()) {
    const read = jsonIn(line);
    if (line.trim() === "" || aboutThePolicy.safeParse(read).success) continue;
    const { data: entry, error } = recordedEntry.safeParse(read);
    if (entry) entries.push(entry);
    else faults.push({ line: index + 1, message: `is no audit entry: ${worded(error.issues[0])}` });
  }
  return faults.length > 0 ? { faults } : { entries };
}

function worded(issue: z.core.$ZodIssue | undefined): string {
  const path = issue?.path.join(".");
  return path ? `${path} ${issue?.message}` : "it is no JSON object";
}

function jsonIn(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
