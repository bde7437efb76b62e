import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ajvDraft04 from "ajv-draft-04";
import ajvFormats from "ajv-formats";
import type { Manifest } from "./manifest.ts";

/** Microsoft's own schema, from its package: nothing is fetched. */
function schemaOf(version: string): object {
  const packageFile = createRequire(import.meta.url).resolve("@microsoft/app-manifest/package.json");
  const file = join(dirname(packageFile), `build/json-schemas/teams/v${version}/MicrosoftTeams.schema.json`);
  return JSON.parse(readFileSync(file, "utf8"));
}

/** What is wrong with a manifest, a line each. */
export function faultsIn(manifest: Manifest): readonly string[] {
  const ajv = new ajvDraft04.default({ allErrors: true, strict: false });
  ajvFormats.default(ajv);
  const validate = ajv.compile(schemaOf(String(manifest["manifestVersion"])));
  if (validate(manifest)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || "/"} ${message}`);
}
