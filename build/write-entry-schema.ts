import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ENTRY_SCHEMA_PATH, entrySchema } from "./entry-schema.ts";

const root = join(import.meta.dirname, "..");
writeFileSync(join(root, ENTRY_SCHEMA_PATH), JSON.stringify(entrySchema(), undefined, 2));
execFileSync("biome", ["format", "--write", ENTRY_SCHEMA_PATH], { cwd: root });
