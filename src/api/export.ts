import type { ShownEntry } from "../domain/answers.ts";
import { CSV_HEAD, csvLine } from "../domain/search/csv.ts";
import { ocsfOf } from "../domain/search/ocsf.ts";
import { type Looked, looked } from "./look.ts";
import { namesFrom } from "./names.ts";
import type { Answered, ApiParts } from "./parts.ts";
import type { Reader } from "./reader.ts";
import { type Asking, planFor, shownOf } from "./search.ts";

export const EXPORT_FORMATS = ["ndjson", "csv", "ocsf"] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

interface Shape {
  readonly contentType: string;
  readonly extension: string;
  readonly head: string;
  readonly lineOf: (entry: ShownEntry, bytes: string) => string;
}

const SHAPES: Readonly<Record<ExportFormat, Shape>> = {
  // The very bytes that are on record: what proofs are about.
  ndjson: { contentType: "application/x-ndjson", extension: "ndjson", head: "", lineOf: (_, bytes) => `${bytes}\n` },
  csv: { contentType: "text/csv; charset=utf-8", extension: "csv", head: CSV_HEAD, lineOf: csvLine },
  ocsf: {
    contentType: "application/x-ndjson",
    extension: "ocsf.ndjson",
    head: "",
    lineOf: (entry, bytes) => `${JSON.stringify(ocsfOf(entry, bytes))}\n`,
  },
};

/** Lines for each entry of the whole range, newest first. They are made as they are sent: a page of rows is all that is held. */
export async function exported(
  { world }: ApiParts,
  reader: Reader,
  parameters: Asking["parameters"],
  format: ExportFormat,
): Promise<Answered> {
  const { plan } = await planFor(world, reader, parameters);
  const names = namesFrom(world.store.people);
  const { contentType, extension, head, lineOf } = SHAPES[format];
  async function* lines(): AsyncGenerator<string> {
    let before = head;
    for await (const one of looked(world.store.index, plan, names, { ...reader, page: 1_000, past: "" }))
      if (isFound(one)) {
        yield before + lineOf(await shownOf(one, names), one.row.bytes);
        before = "";
      }
    if (before) yield before;
  }
  const day = world.clock().toISOString().slice(0, 10);
  return { lines: lines(), contentType, fileName: `relay-approvals-${day}.${extension}` };
}

function isFound({ entry }: Looked): boolean {
  return entry !== undefined;
}
