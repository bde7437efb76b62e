import { schemaOf } from "../src/api/description.ts";
import { entry } from "../src/api/schemas.ts";

export const ENTRY_SCHEMA_PATH = "docs/audit-entry.schema.json";

/** Of an entry of the audit log, version 1: made of what the API is described by. */
export function entrySchema(): Readonly<Record<string, unknown>> {
  const dialect = "https://json-schema.org/draft/2020-12/schema";
  return { $schema: dialect, $id: "urn:relay-approvals:audit-entry:1", ...schemaOf(entry) };
}
